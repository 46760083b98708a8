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

SOURCES = Path(__file__).parent
BUILT = ROOT / ".bench_cache"  # git-ignored


def command() -> tuple[str, ...]:
    """How to start the load generator (`BENCH_LOADGEN=python` chooses the slower one)."""
    built = None if os.environ.get("BENCH_LOADGEN") == "python" else compiled("wsload")
    return (str(built),) if built else python("bench.loadgen.wsload")


def compiled(name: str) -> Path | None:
    """A generator written in C, built at first use; none without a compiler."""
    compiler, source, binary = shutil.which("cc"), SOURCES / f"{name}.c", BUILT / name
    if not compiler:
        return None
    if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
        BUILT.mkdir(exist_ok=True)
        fresh = binary.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O2", "-o", str(fresh), str(source), "-lm"], check=True)
        fresh.replace(binary)
    return binary


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
