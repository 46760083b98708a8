"""The load generator: the one written in C, built at first use, or else the one in Python."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.processes import ROOT, Child, child, python

SOURCE = Path(__file__).with_name("wsload.c")
BINARY = ROOT / ".bench_cache" / "wsload"  # git-ignored


def command() -> tuple[str, ...]:
    """How to start the load generator (`BENCH_LOADGEN=python` chooses the slower one)."""
    compiler = shutil.which("cc")
    if os.environ.get("BENCH_LOADGEN") == "python" or not compiler:
        return python("bench.loadgen.wsload")
    if not BINARY.exists() or BINARY.stat().st_mtime < SOURCE.stat().st_mtime:
        BINARY.parent.mkdir(exist_ok=True)
        fresh = BINARY.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O2", "-o", str(fresh), str(SOURCE)], check=True)
        fresh.replace(BINARY)
    return (str(BINARY),)


class Load:
    """Sockets that follow a room, and one more that asks for each broadcast."""

    def __init__(self, process: Child) -> None:
        self._process = process
        self.opened = json.loads(process.hear())["open"]

    def broadcast(self, seconds: float) -> dict[str, Any]:
        """Ask for a broadcast, wait until every socket has it, and again for so long."""
        self._process.say(str(seconds))
        result: dict[str, Any] = json.loads(self._process.hear())
        return result


@contextmanager
def load(port: int, sockets: int) -> Iterator[Load]:
    with child(*command(), str(port), str(sockets)) as process:
        yield Load(process)
