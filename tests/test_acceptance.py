"""`tests/acceptance.md` is held to what it says: each scenario has its group, each test exists."""

import ast
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "tests/acceptance.md").read_text("utf-8")
PATTERNS = re.findall(r"^- `(\S+) (\S+)`$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)))


def scenarios(shared: Path) -> list[tuple[str, str]]:
    lines = (shared / "acceptance/openslides-poll-and-motion-scenarios.txt").read_text("utf-8")
    return [(file, name) for file, _, name in map(str.split, lines.splitlines())]


@cache
def known_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_scenario_has_a_group_and_every_pattern_has_a_scenario(shared_data: Path) -> None:
    used = set()
    for file, name in scenarios(shared_data):
        found = [one for one in PATTERNS if fnmatchcase(file, one[0]) and fnmatchcase(name, one[1])]
        assert found, (file, name)
        used.add(found[0])
    assert [one for one in PATTERNS if one not in used] == []


def test_no_pattern_is_written_twice() -> None:
    assert len(PATTERNS) == len(set(PATTERNS))


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 40
    missing = [f"{file}::{name}" for file, name in NAMED if name not in known_in(file)]
    assert missing == []
