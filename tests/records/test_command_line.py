"""The command line, as an administrator and her scripts meet it."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from deliberation import journal
from deliberation.__main__ import app
from deliberation.config import Settings
from deliberation.db import Database
from tests.ballots.test_opinions import rand_index
from tests.records.files import VOTES, an_export


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def tamper(statement: str) -> None:
    settings = Settings()
    db = Database(settings.database, settings.key, journal.seal)
    db.do(lambda session: session.execute(text(statement)) and None)
    db.close()


def test_a_conversation_goes_in_and_its_totals_come_out_as_json(tmp_path: Path) -> None:
    bad = an_export(tmp_path / "x", votes=VOTES + "50,x,0,1,7\n")
    imported = run("import", "polis", bad, "--json")
    told = json.loads(imported.stdout)
    assert imported.exit_code == 0
    assert (told["proposals"], told["participants"], told["votes"]) == (3, 3, 4)
    assert told["refused"][0]["line"] == 7 and "ligne 7" in imported.stderr
    found = json.loads(run("results", str(told["topic"]), "--json").stdout)
    assert found["participants"] == 3
    assert set(found["proposals"][0]) >= {"id", "external_id", "for", "against", "pass", "voters"}


def test_the_same_import_twice_adds_nothing(tmp_path: Path) -> None:
    folder = an_export(tmp_path / "x")
    first, again = (json.loads(run("import", "polis", folder, "--json").stdout) for _ in range(2))
    assert first["topic"] == again["topic"] and first["votes"] == again["votes"]
    assert set(again["added"].values()) == {first["topic"], 0}


def test_nothing_readable_exits_with_one_and_wrong_use_with_two(tmp_path: Path) -> None:
    assert run("import", "polis", tmp_path / "absent").exit_code == 1
    assert run("import", "contributions", tmp_path / "absent.csv").exit_code == 1
    assert run("import", "polis").exit_code == 2
    assert run("results", "999").exit_code == 2
    assert run("export", "999").exit_code == 2


def test_a_recount_agrees_until_a_vote_is_altered(tmp_path: Path) -> None:
    run("import", "polis", an_export(tmp_path / "x"))
    assert run("verify").exit_code == 0
    tamper("UPDATE vote SET choice = 'unsure' WHERE ballot_id = 1 AND participant_id = 1")
    altered = run("verify", "--json")
    assert altered.exit_code == 1
    assert any(line.startswith("vote:1/1") for line in json.loads(altered.stdout)["altered"])


def test_a_topic_goes_out_and_comes_in_again(tmp_path: Path) -> None:
    run("import", "polis", an_export(tmp_path / "x"))
    assert run("export", "1", tmp_path / "sujet.csv").exit_code == 0
    assert (tmp_path / "sujet.csv").read_bytes().startswith("\ufeffkind;id;".encode())
    out = json.loads(run("export", "1").stdout)
    assert out[1]["kind"] == "proposal" and out[1]["words"].startswith("Un guichet")
    again = json.loads(run("import", "contributions", tmp_path / "sujet.csv", "--json").stdout)
    assert again["refused"] == []


@pytest.mark.parametrize("words", [["--help"], ["import", "--help"], ["verify", "--help"]])
def test_help_speaks_to_a_newcomer(words: list[str]) -> None:
    assert run(*words).exit_code == 0


@pytest.mark.parametrize("name", ["brexit-consensus", "15-per-hour-seattle"])
def test_opinion_groups_of_a_conversation_name_its_own_people_and_proposals(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "polis" / name
    topic = json.loads(run("import", "polis", folder, "--json").stdout)["topic"]
    found = json.loads(run("groups", str(topic), "--k", "2", "--json").stdout)
    assert set(found) == {"k", "silhouette", "groups", "consensus"}
    assert (found["k"], [one["id"] for one in found["groups"]]) == (2, [0, 1])
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        theirs = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    ours = {who: one["id"] for one in found["groups"] for who in one["members"]}
    assert all(one["size"] == len(one["members"]) >= 5 for one in found["groups"])
    both = [who for who in ours if theirs[who]]
    assert rand_index([theirs[who] for who in both], [ours[who] for who in both]) >= 0.8
    with (folder / "comments.csv").open(encoding="utf-8") as file:
        shown = {row["comment-id"] for row in csv.DictReader(file) if row["moderated"] != "-1"}
    assert set(found["consensus"]) == shown
    size = found["groups"][0]["size"]
    assert f"Groupe 0 : {size} personnes." in run("groups", str(topic), "--k", "2").stdout


def test_too_few_answers_make_no_group_and_an_unknown_topic_is_said(tmp_path: Path) -> None:
    topic = json.loads(run("import", "polis", an_export(tmp_path / "x"), "--json").stdout)["topic"]
    found = json.loads(run("groups", str(topic), "--json").stdout)
    assert found == {"k": 0, "silhouette": None, "groups": [], "consensus": []}
    assert "Pas assez de réponses" in run("groups", str(topic), "--k", "2").stdout
    assert run("groups", "999").exit_code == 2
    assert run("groups", str(topic), "--k", "1").exit_code == 2
