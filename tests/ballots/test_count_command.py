"""`deliberation count`: anyone counts again, from a file, what was counted."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deliberation.__main__ import app
from deliberation.ballots.methods import OF_RANKINGS

OURS = {"plurality": "plurality", "schulze": "schulze", "irv": "instant-runoff"}
OURS["irv_by_hand"] = "instant-runoff"
FILE = """# FILE NAME: votes.toi
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: le bus
# ALTERNATIVE NAME 2: la navette
# ALTERNATIVE NAME 3: [red]le vélo
4: 1,2,3
3: {2,3},1
2: 3,2
"""


def counted(file: Path, method: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["count", str(file), "--method", method, *words])


def told(file: Path, method: str) -> dict[str, object]:
    result = counted(file, method, "--json")
    assert result.exit_code == 0, result.stderr
    said: dict[str, object] = json.loads(result.stdout)
    assert list(said) == ["method", "voters", "winners", "ranking", "steps"]
    assert said["method"] == method
    return said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "votes.toi"
    path.write_text(FILE, "utf-8")
    return path


def test_real_elections_have_the_winners_that_another_library_found(shared_data: Path) -> None:
    golden = json.loads((shared_data / "preflib/golden.json").read_text("utf-8"))
    compared = 0
    for name, known in golden["ranked"].items():
        for theirs, method in OURS.items():
            if theirs in known:
                said = told(shared_data / "preflib" / name, method)
                assert (said["winners"], said["voters"]) == (known[theirs], known["voters"])
                compared += 1
        assert told(shared_data / "preflib" / name, "schulze")["winners"] == known["condorcet"]
    assert compared == 12


def test_a_real_approval_vote_has_the_same_number_for_everyone(shared_data: Path) -> None:
    golden = json.loads((shared_data / "preflib/golden.json").read_text("utf-8"))
    for name, known in golden["approval"].items():
        said = told(shared_data / "preflib" / name, "approval")
        steps = said["steps"]
        assert isinstance(steps, list) and said["voters"] == known["voters"]
        assert {step["option"]: step["score"] for step in steps} == known["approvals"]
        best = max(known["approvals"].values())
        assert said["winners"] == [n for n, number in known["approvals"].items() if number == best]
        assert told(shared_data / "preflib" / name, "majority-judgment")["winners"]


def test_every_file_of_the_folder_is_counted_by_all_that_fits_it(shared_data: Path) -> None:
    files = [
        path
        for path in sorted((shared_data / "preflib").rglob("*"))
        if path.suffix in (".soc", ".soi", ".toc", ".toi", ".cat")
    ]
    assert files
    for path in files:
        ranked = path.suffix != ".cat"
        for method in OF_RANKINGS if ranked else ("approval", "majority-judgment"):
            assert told(path, method)["winners"]
        foreign = counted(path, "majority-judgment" if ranked else "schulze")
        assert (foreign.exit_code, foreign.stdout) == (2, "") and "Ce fichier" in foreign.stderr


def test_a_number_of_papers_that_no_machine_could_hold_is_counted_all_the_same(
    tmp_path: Path,
) -> None:
    file = tmp_path / "votes.cat"
    names = ["# NUMBER ALTERNATIVES: 2", "# NUMBER CATEGORIES: 2"]
    names += ["# CATEGORY NAME 1: Oui", "# CATEGORY NAME 2: Non"]
    names += ["# ALTERNATIVE NAME 1: le bus", "# ALTERNATIVE NAME 2: le train"]
    file.write_text("\n".join([*names, "999999999: 1,2", "999999999: 2,1", "1: {1,2},{}"]))
    said = told(file, "majority-judgment")
    assert (said["voters"], said["winners"]) == (1_999_999_999, ["le bus", "le train"])


def test_the_answer_names_winners_and_ranks_tied_options_together(file: Path) -> None:
    said = told(file, "instant-runoff")
    assert said["winners"] == ["le bus"] and said["voters"] == 9
    assert said["ranking"] == [["le bus"], ["[red]le vélo"], ["la navette"]]
    first = said["steps"][0]  # type: ignore[index]
    assert (first["exhausted"], first["leave"]) == (3, ["la navette"])


@pytest.mark.parametrize("method", ["approval", "majority-judgment", "dots", "copeland"])
def test_a_method_foreign_to_the_file_is_told_in_french(file: Path, method: str) -> None:
    result = counted(file, method, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert method in result.stderr and "schulze" in result.stderr
    assert "Ce fichier" in result.stderr


def test_a_file_that_cannot_be_read_is_told_with_its_line(file: Path) -> None:
    file.write_text(FILE + "1: 1,9\n", "utf-8")
    result = counted(file, "schulze")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "ligne 11" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("method", OF_RANKINGS)
def test_without_json_the_count_is_told_in_french(file: Path, method: str) -> None:
    result = counted(file, method)
    assert result.exit_code == 0
    assert "Votants : 9".replace(" :", "\u00a0:") in result.stdout
    assert "Classement" in result.stdout and "[red]le vélo" in result.stdout
