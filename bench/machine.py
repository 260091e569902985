"""What the operating system says of a process, and where it may run."""

import os
import resource
from functools import cache
from pathlib import Path


@cache
def cores() -> tuple[int, int]:
    """The server's core and the client's; one and the same on a machine with one core."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def on_clients_core() -> None:
    """This process, from now on."""
    _, client = cores()
    os.sched_setaffinity(0, {client})


def allow_many_sockets() -> None:
    """For this process and those it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cpu_seconds(pid: int) -> float:
    """CPU time of all threads so far, exact to the nanosecond as far as the scheduler counts it."""
    times = (task.joinpath("schedstat").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int(time[0]) for time in times) / 1e9


def resident_bytes(pid: int) -> int:
    """What the process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
