"""A share of a core for a process, by the kernel's control groups: two servers that have a third of a core each show what two
machines would, though there is one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PERIOD = 10_000
"""µs: short, so that a server that has used up its share waits for milliseconds only."""
GROUPS = Path("/sys/fs/cgroup")


@contextmanager
def with_share(pid: int, share: float) -> Iterator[bool]:
    """False: not possible here, for want of rights or of control groups."""
    group = _group(f"yingbin-bench-{pid}")
    try:
        yield group is not None and _limit(group, pid, share)
    finally:
        if group is not None:
            with suppress(OSError):  # it goes with its last process
                group.rmdir()


def _group(name: str) -> Path | None:
    for parent in (GROUPS / "cpu", GROUPS):
        with suppress(OSError):
            (parent / name).mkdir()
            if any((parent / name / file).exists() for file in ("cpu.cfs_quota_us", "cpu.max")):
                return parent / name
            (parent / name).rmdir()
    return None


def _limit(group: Path, pid: int, share: float) -> bool:
    quota = int(share * PERIOD)
    try:
        if (group / "cpu.max").exists():
            (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        (group / "cgroup.procs").write_text(str(pid))
    except OSError:
        return False
    return os.path.exists(f"/proc/{pid}")
