"""The laws of the house that a machine can check: what a module and a repository may hold."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for folder in ("deliberation", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if path.parent.name != "versions"  # migrations are written by Alembic
    and path.stat().st_size > 0
)
LOCKS = [*sorted(ROOT.glob("requirements*.lock")), ROOT / "package-lock.json"]
LONGEST_MODULE = 300
# Only `deliberation/db.py` opens, commits or rolls back; `engines.py` does, for migrations.
TRANSACTIONS = {"commit", "rollback", "begin", "begin_nested", "create_engine", "sessionmaker"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / line for line in listing.split("\0") if line and (ROOT / line).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_and_says_what_lives_there(path: Path) -> None:
    source = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(source))
    lines = source.count("\n")
    assert lines <= LONGEST_MODULE


def transactions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in TRANSACTIONS:
                yield f"{name(path)}:{node.lineno} {called}"


def test_only_one_module_opens_commits_or_rolls_back() -> None:
    others = [path for path in MODULES if name(path).startswith("deliberation/")]
    for one in ("db", "engines"):
        others.remove(ROOT / f"deliberation/{one}.py")
    assert [call for path in others for call in transactions(path)] == []
    assert list(transactions(ROOT / "deliberation/db.py"))


@pytest.mark.parametrize("path", LOCKS, ids=name)
def test_a_lock_holds_no_address(path: Path) -> None:
    assert not re.search(r"https?:|//|index-url|find-links", path.read_text("utf-8"))


def test_no_file_names_a_package_registry_or_a_place_on_a_machine() -> None:
    elsewhere = re.compile(
        r"(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)|(?<![\w.:~}/])/(?:work|root|home|tmp|opt)/\w"
    )
    found = []
    for path in tracked_files():
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if elsewhere.search(line):
                found.append(f"{name(path)}:{number}")
    assert found == []


def test_no_third_party_file_is_kept() -> None:
    folders = ("static/vendor/", "node_modules/", ".venv/")
    assert [name(path) for path in tracked_files() if name(path).startswith(folders)] == []
