"""The demonstration as a newcomer meets it, from the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "deliberation")


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | {"DATA_DIR": str(folder), "PYTHONIOENCODING": "utf-8"} | more


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(folder),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.heavy
def test_the_demonstration_says_the_same_each_time_it_is_loaded(tmp_path: Path) -> None:
    first, second = run(tmp_path, "demo"), run(tmp_path, "demo")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "moderatrice@example.org" in first.stdout
    assert first.stdout == second.stdout
    assert run(tmp_path, "verify").returncode == 0


def test_a_platform_that_serves_says_its_address_and_nothing_else(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [*COMMAND, "serve"],
        env=environment(tmp_path, PORT="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert server.stdout
    first = server.stdout.readline()
    server.send_signal(signal.SIGTERM)
    rest, _ = server.communicate()
    assert first + rest == "Parole commune : http://127.0.0.1:0\n"
