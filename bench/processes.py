"""Child processes, talked to in lines, and always ended by pid."""

import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
LONGEST_LIFE = 60.0  # seconds


class Child:
    """A process that is talked to in lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._usage = psutil.Process(process.pid)

    def say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """The next line; a child that ends without one has failed."""
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended without an answer")
        return line

    def memory(self) -> float:
        """KiB that it holds now."""
        return float(self._usage.memory_info().rss) / 1024

    def cpu(self) -> float:
        """Seconds of processor used so far."""
        times = self._usage.cpu_times()
        return float(times.user + times.system)


def allow_many_sockets() -> None:
    """Children may open as many files as this user is allowed at most."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def child(*command: str, longest: float = LONGEST_LIFE) -> Iterator[Child]:
    """Run a command for as long as the block lasts, and never longer than these seconds."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    deadline = threading.Timer(longest, process.kill)
    deadline.start()
    try:
        yield Child(process)
    finally:
        deadline.cancel()
        process.kill()
        process.communicate()


def python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module)
