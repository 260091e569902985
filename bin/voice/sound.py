"""What becomes of raw audio: its ends trimmed and faded, one loudness for all, a soft limiter; and the chime."""

import numpy as np

RATE = 24_000
LOUDNESS = -18.0  # LUFS of each clip
KNEE, CEILING = 0.50, 0.70  # soft limiter, linear amplitude; Opus overshoots it by up to a third


def k_weight(f: np.ndarray) -> np.ndarray:
    """Power response of the BS.1770 K-weighting at f Hz (the standard's 48 kHz filters)."""
    z = np.exp(-2j * np.pi * f / 48_000)

    def biquad(b, a):
        return np.abs((b[0] + b[1] * z + b[2] * z * z) / (1 + a[0] * z + a[1] * z * z)) ** 2

    shelf = biquad((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585))
    return shelf * biquad((1, -2, 1), (-1.99004745483398, 0.99007225036621))


def loudness(x: np.ndarray) -> float:
    """LUFS of the whole of x, without gating: clips are shorter than a gating block."""
    n = max(len(x), 4096)
    power = np.abs(np.fft.rfft(x, n)) ** 2 * k_weight(np.fft.rfftfreq(n, 1 / RATE))
    return float(-0.691 + 10 * np.log10(2 * power.sum() / n / len(x) + 1e-12))


def limit(x: np.ndarray) -> np.ndarray:
    over = np.abs(x) > KNEE
    y = x.copy()
    y[over] = np.sign(x[over]) * (KNEE + (CEILING - KNEE) * np.tanh((np.abs(x[over]) - KNEE) / (CEILING - KNEE)))
    return y


def finish(x: np.ndarray, rest=0.0, before=0.015, after=0.030, floor_db=-42.0) -> np.ndarray:
    """Cut the silence at both ends, fade 10 ms in and 20 ms out, bring to LOUDNESS, limit softly, add the rest."""
    frame = RATE // 200
    rms = np.sqrt((x[: len(x) // frame * frame].reshape(-1, frame) ** 2).mean(1))
    loud = np.flatnonzero(rms > rms.max() * 10 ** (floor_db / 20))
    x = x[max(0, int(loud[0] * frame - before * RATE)) : int((loud[-1] + 1) * frame + after * RATE)].copy()
    fade = lambda ms: np.sin(np.linspace(0, np.pi / 2, RATE * ms // 1000)) ** 2  # noqa: E731
    x[: RATE // 100] *= fade(10)
    x[-RATE // 50 :] *= fade(20)[::-1]
    x = limit(x * 10 ** ((LOUDNESS - loudness(x)) / 20))
    return np.append(x, np.zeros(int(rest * RATE), x.dtype))


def joined(first: np.ndarray, second: np.ndarray, gap=0.04) -> np.ndarray:
    return np.concatenate([first, np.zeros(int(gap * RATE), first.dtype), second])


def without_word(x: np.ndarray, least=0.42, most=0.56) -> np.ndarray:
    """三号 out of 三号窗口: cut where it is quietest before 窗口, which is of the same length in all of them."""
    frame = RATE // 200
    near = x[len(x) - int(most * RATE) : len(x) - int(least * RATE)]
    rms = (near[: len(near) // frame * frame].reshape(-1, frame) ** 2).mean(1)
    return finish(x[: len(x) - int(most * RATE) + int(rms.argmin()) * frame])


def chime() -> np.ndarray:
    """Two soft bell tones, a falling major third (E5, C5)."""
    t = np.arange(int(1.5 * RATE)) / RATE
    out = np.zeros_like(t)
    for start, pitch, length in ((0.0, 659.26, 0.42), (0.38, 523.25, 0.55)):
        u = np.clip(t - start, 0, None)
        tone = sum(
            a * np.sin(2 * np.pi * pitch * h * u) * np.exp(-u * d / length)
            for h, a, d in ((1, 1.0, 2.2), (2, 0.35, 3.5), (3, 0.12, 5.0), (4.2, 0.05, 9.0))
        )
        out += tone * np.clip(u / 0.006, 0, 1)
    return finish(out, before=0.0, floor_db=-46.0)
