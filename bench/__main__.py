"""`python -m bench [GROUP …]`: the product's figures of speed, each as a ratio to a bare baseline of the same run."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bench.figures import Figure, table, write
from bench.machine import allow_many_sockets, cores, on_clients_core
from bench.rig import Rig

GROUPS = (
    "commands",
    "latency",
    "fanout",
    "core",
    "scripts",
    "startup",
    "memory",
    "databases",
    "halls",
    "voice",
    "printing",
    "reports",
)
RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; default: all")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the JSON to write")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    server, client = cores()
    if server == client:
        print("One core only: server and client share it, and the figures are worse than they would be.", file=sys.stderr)
    on_clients_core()
    allow_many_sockets()
    found = measured([name for name in GROUPS if name in (options.groups or GROUPS)])
    write(found, options.out)
    print(f"\n{table(found)}\n\nWritten to {options.out}.")


def measured(groups: list[str]) -> list[Figure]:
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="yingbin-bench-") as directory:
        for group in groups:
            print(f"{group} …", file=sys.stderr, flush=True)
            measure: Callable[[Rig], list[Figure]] = import_module(f"bench.{group}").measure
            found += measure(Rig(Path(directory)))
    return found


if __name__ == "__main__":
    main()
