"""Polis conversations: read whole, kept once, equal to what Polis itself published."""

import csv
import random
from pathlib import Path

import pytest
from sqlmodel import select

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.changes import raise_secrecy
from deliberation.ballots.lifecycle import publish_ballot
from deliberation.ballots.models import Ballot as BallotRow
from deliberation.ballots.models import BallotState, Choice, Vote
from deliberation.db import Database
from deliberation.debate.models import Proposal
from deliberation.people.models import Participant
from deliberation.records.polis import read_conversation
from deliberation.records.polis_import import keep_conversation
from deliberation.records.results import results
from deliberation.records.sheets import Unreadable
from deliberation.records.verifying import altered
from tests.records.files import COMMENTS, VOTES, an_export
from tests.world import NOON

CONVERSATIONS = (
    "15-per-hour-seattle",
    "brexit-consensus",
    "london.youth.policing",
    "scoop-hivemind.freshwater",
    "scoop-hivemind.ubi",
)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_cell_that_polis_published_is_counted_exactly(
    db: Database, shared_data: Path, name: str
) -> None:
    folder = shared_data / "polis" / name
    conversation = read_conversation(folder)
    topic_id = db.do(keep_conversation, conversation, NOON).topic_id
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    with db.reading() as session:
        found = results(session, topic_id)
    assert found["participants"] == len(published)
    for row in found["proposals"]:
        cells = [one.get(row["external_id"], "") for one in published]
        assert [row["for"], row["against"], row["pass"]] == [
            cells.count("1") or row["for"] * (row["external_id"] not in published[0]),
            cells.count("-1") or row["against"] * (row["external_id"] not in published[0]),
            cells.count("0") or row["pass"] * (row["external_id"] not in published[0]),
        ]
    assert conversation.refused == []


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_final_matrix_of_polis_comes_out_of_its_log_cell_by_cell(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "polis" / name
    written = {Choice.AGREE: "1", Choice.DISAGREE: "-1", Choice.UNSURE: "0"}
    votes = {cell: written[choice] for cell, choice in read_conversation(folder).votes.items()}
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {comment for _, comment in votes}
    published = {
        (row["participant"], comment): value
        for row in rows
        for comment, value in row.items()
        if comment in known and value
    }
    hidden = known - set(rows[0])
    assert {cell: v for cell, v in votes.items() if cell[1] not in hidden} == published


def test_the_order_of_the_lines_changes_nothing(tmp_path: Path) -> None:
    header, *lines = VOTES.splitlines(keepends=True)
    expected = read_conversation(an_export(tmp_path / "a")).votes
    for seed in range(10):
        random.Random(seed).shuffle(lines)
        shuffled = an_export(tmp_path / f"b{seed}", votes=header + "".join(lines))
        assert read_conversation(shuffled).votes == expected
    assert expected["1", "0"] is Choice.DISAGREE


def test_an_imported_topic_arrives_closed_without_college_and_pseudonymous(
    db: Database, tmp_path: Path
) -> None:
    db.do(keep_conversation, read_conversation(an_export(tmp_path / "x")), NOON)
    with db.reading() as session:
        assert session.exec(select(Topic.phase)).one() is Phase.CLOSED
        assert set(session.exec(select(BallotRow.state))) == {BallotState.CLOSED}
        people = session.exec(select(Participant)).all()
    assert all(one.college_id is None and one.card_hash is None for one in people)


def test_a_comment_moderated_out_is_kept_hidden_and_counted(db: Database, tmp_path: Path) -> None:
    kept = db.do(keep_conversation, read_conversation(an_export(tmp_path / "x")), NOON)
    with db.reading() as session:
        hidden = session.exec(select(Proposal.external_id).where(Proposal.hidden)).all()
        found = results(session, kept.topic_id)
    assert hidden == ["2"]
    assert next(row for row in found["proposals"] if row["external_id"] == "2")["for"] == 1


def test_the_same_conversation_read_twice_adds_nothing(db: Database, tmp_path: Path) -> None:
    conversation = read_conversation(an_export(tmp_path / "x"))
    first = db.do(keep_conversation, conversation, NOON)
    again = db.do(keep_conversation, conversation, NOON)
    assert first[1:] == (3, 3, 4) and again == (first.topic_id, 0, 0, 0)
    with db.reading() as session:
        assert altered(session, db.key) == []


def test_votes_that_were_untied_from_people_are_not_tied_again_by_their_file(
    db: Database, tmp_path: Path
) -> None:
    conversation = read_conversation(an_export(tmp_path / "x"))
    db.do(keep_conversation, conversation, NOON)
    with db.reading() as session:
        voted = session.exec(select(Vote.ballot_id).distinct()).all()
    for ballot in voted:
        db.do(publish_ballot, ballot, "account:1")
        db.do(raise_secrecy, ballot, "account:1")
    assert db.do(keep_conversation, conversation, NOON)[1:] == (0, 0, 0)
    with db.reading() as session:
        assert session.exec(select(Vote)).all() == []
        assert altered(session, db.key) == []


def test_a_conversation_that_has_grown_adds_only_what_is_new(db: Database, tmp_path: Path) -> None:
    db.do(keep_conversation, read_conversation(an_export(tmp_path / "x")), NOON)
    grown = an_export(
        tmp_path / "x", COMMENTS + "4,x,3,9,0,0,1,Nouveau\n", VOTES + "40,x,3,9,1\n40,x,1,2,1\n"
    )
    kept = db.do(keep_conversation, read_conversation(grown), NOON)
    assert kept[1:] == (1, 1, 2)
    with db.reading() as session:
        assert altered(session, db.key) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("50,x,0,1,2\n", "« 2 »"),
        ("50,x,99,1,1\n", "99"),
        ("50,x,0,,1\n", "voter-id"),
        ("hier,x,0,1,1\n", "« hier »"),
        ("50,x,0,1\n", "«  »"),
        ("50,x,0,1,1,trop\n", "colonnes"),
    ],
)
def test_a_bad_line_stops_nothing_and_is_reported_with_its_number(
    tmp_path: Path, line: str, reason: str
) -> None:
    conversation = read_conversation(an_export(tmp_path / "x", votes=VOTES + line + "60,x,1,3,1\n"))
    [refused] = conversation.refused
    assert refused.file == "votes.csv" and refused.line == 7 and reason in refused.reason
    assert conversation.votes["3", "1"] is Choice.AGREE


def test_other_scripts_marks_and_separators_are_read(tmp_path: Path) -> None:
    folder = an_export(tmp_path / "x")
    body = "timestamp;comment-id;comment-body;moderated\n1;0;我們需要窗口 نحتاج;1\n"
    (folder / "comments.csv").write_bytes(body.encode("utf-8-sig"))
    (folder / "votes.csv").write_bytes(b"vote;voter-id;comment-id\r\n1;v\xc3\xa9ra;0\r\n")
    (folder / "summary.csv").unlink()
    conversation = read_conversation(folder)
    assert conversation.comments["0"].words == "我們需要窗口 نحتاج"
    assert conversation.votes == {("véra", "0"): Choice.AGREE} and conversation.title == "x"


def test_an_export_of_which_nothing_can_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_conversation(tmp_path / "nowhere")
    with pytest.raises(Unreadable, match="comment-id"):
        read_conversation(an_export(tmp_path / "x", comments="a,b\n1,2\n"))
