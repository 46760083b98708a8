"""Files of contributions: understood line by line, kept once, written back to the same content."""

import csv
import json
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, update
from sqlmodel import col, select

from deliberation.ballots.models import Choice, HandCount
from deliberation.db import Database
from deliberation.debate.commands import visible_contributions
from deliberation.debate.models import Argument, Contribution, ContributionState, Proposal, Scope
from deliberation.debate.rules import Audience
from deliberation.people.models import Channel
from deliberation.records.exports import as_csv, as_json, rows_of
from deliberation.records.html_text import text_of
from deliberation.records.lines import BadLine, Kind, understood
from deliberation.records.lines_import import keep_batch, read_batch
from deliberation.records.results import results
from deliberation.records.sheets import Unreadable, read_sheet
from deliberation.records.verifying import altered
from deliberation.text import defused
from tests.world import NOON, World

LINES = [
    {"kind": "contribution", "id": "c1", "words": "Un guichet le soir", "nature": "idea"},
    {"kind": "contribution", "id": "c2", "words": "=2+2, « dites »;\nen deux lignes", "said_by": 3},
    {
        "kind": "proposal",
        "id": "p1",
        "title": "Guichet",
        "words": "Ouvrir le soir",
        "votes_for": 12,
        "votes_against": 3,
        "votes_mixed": 0,
        "sources": ["c1", "c2"],
    },
    {"kind": "argument", "id": "a1", "parent": "p1", "side": "against", "words": "Trop cher"},
]


def a_file(folder: Path, lines: list[dict[str, object]] | None = None) -> Path:
    path = folder / "paroles.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines or LINES), "utf-8")
    return path


def test_the_whole_consultation_of_2015_is_kept(db: Database, shared_data: Path) -> None:
    batch = read_batch(shared_data / "republique-numerique" / "opinions.jsonl")
    kept = db.do(keep_batch, batch, NOON)
    assert (kept.proposals, kept.arguments, kept.totals) == (271, 1909, 271)
    with db.reading() as session:
        found = results(session, kept.topic_id)["proposals"]
        words = session.exec(select(Contribution.words).join(Argument)).all()
        assert altered(session, db.key) == []
    assert [sum(row[name] for row in found) for name in ("for", "against", "pass")] == [
        38_807,
        4_790,
        2_888,
    ]
    assert len(words) == 1909 and batch.refused == []


def test_html_from_elsewhere_becomes_safe_text(shared_data: Path) -> None:
    path = shared_data / "republique-numerique" / "opinions.jsonl"
    for line in path.read_text("utf-8").splitlines():
        written = json.loads(line)
        words = text_of(written["body_html"])
        assert "".join(words.split()) == "".join(written["body"].split())
        assert "&eacute;" not in words


@given(st.text())
def test_nothing_of_a_script_or_a_tag_is_left(payload: str) -> None:
    html = f"<p onclick='x()'>A<script>{payload.replace('<', '')}</script></p><style>b{{}}</style>B"
    assert text_of(html) == "A\nB"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_topic_written_out_and_read_back_is_the_same(
    db: Database, tmp_path: Path, form: str
) -> None:
    first = db.do(keep_batch, read_batch(a_file(tmp_path)), NOON)
    with db.reading() as session:
        rows = list(rows_of(session, first.topic_id))
    rows[0]["id"] = "elsewhere"  # as if another instance had written it
    copy = tmp_path / f"copie.{form}"
    copy.write_text(as_csv(rows) if form == "csv" else as_json(rows), "utf-8", newline="")
    again = db.do(keep_batch, read_batch(copy), NOON)
    with db.reading() as session:
        assert list(rows_of(session, again.topic_id)) == rows
    assert again.topic_id != first.topic_id


def test_the_same_file_read_twice_adds_nothing(db: Database, tmp_path: Path) -> None:
    batch = read_batch(a_file(tmp_path))
    first, again = db.do(keep_batch, batch, NOON), db.do(keep_batch, batch, NOON)
    assert first[1:] == (2, 1, 1, 1) and again == (first.topic_id, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "tampering",
    [
        update(HandCount).where(col(HandCount.number) == 12).values(number=13),
        delete(HandCount).where(col(HandCount.number) == 12),
    ],
)
def test_a_declared_total_that_is_changed_afterwards_is_found(
    db: Database, tmp_path: Path, tampering: Executable
) -> None:
    db.do(keep_batch, read_batch(a_file(tmp_path)), NOON)
    db.do(lambda session: session.execute(tampering) and None)
    with db.reading() as session:
        [found] = altered(session, db.key)
    assert found.startswith("hand_count:1/autre plateforme/agree")


def test_a_proposal_keeps_its_sources(db: Database, tmp_path: Path) -> None:
    kept = db.do(keep_batch, read_batch(a_file(tmp_path)), NOON)
    with db.reading() as session:
        [row] = [row for row in rows_of(session, kept.topic_id) if row["kind"] is Kind.PROPOSAL]
    assert row["sources"] == ["c1", "c2"] and row["votes_for"] == 12


def test_proposals_and_arguments_from_elsewhere_wait_for_the_synthesis_like_any_words(
    db: Database, tmp_path: Path
) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "proposal", "id": "p1", "words": "Ouvrir le soir", "author": "a"},
        {"kind": "proposal", "id": "p2", "words": "Une insulte", "hidden": True},
        {"kind": "argument", "id": "a1", "parent": "p1", "side": "against", "words": "Trop cher"},
    ]
    kept = db.do(keep_batch, read_batch(a_file(tmp_path, lines)), NOON)
    with db.reading() as session:
        told = visible_contributions(session, kept.topic_id, Audience.DRAFTERS)
        rows = list(rows_of(session, kept.topic_id))
    assert [one.words for one in told] == ["Ouvrir le soir", "Trop cher"]
    assert told[0].participant_id is not None
    assert [row["kind"] for row in rows] == ["topic", "proposal", "argument", "proposal"]
    assert "sources" not in rows[1]


def test_an_imported_phone_number_is_held(db: Database, tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [{"words": "Appelez le 06 39 98 00 12"}]
    db.do(keep_batch, read_batch(a_file(tmp_path, lines)), NOON)
    with db.reading() as session:
        assert session.exec(select(Contribution.state)).one() is ContributionState.HELD


def test_what_stays_at_a_table_and_what_was_withdrawn_never_leave_in_a_file(
    world: World,
) -> None:
    def say(words: str, scope: Scope, state: ContributionState) -> None:
        world.keep(
            Contribution(
                topic_id=world.topic_id,
                words=words,
                scope=scope,
                state=state,
                channel=Channel.TABLE,
                table_name="Table des Pins",
                at=NOON,
            )
        )

    say("entre nous", Scope.TABLE, ContributionState.SHOWN)
    say("retenus", Scope.PUBLIC, ContributionState.HELD)
    say("aux rédacteurs", Scope.DRAFTERS, ContributionState.SHOWN)
    say("à tous", Scope.PUBLIC, ContributionState.SHOWN)
    with world.db.reading() as session:
        everything = as_json(rows_of(session, world.topic_id))
        public = as_json(rows_of(session, world.topic_id, public=True))
    assert "entre nous" not in everything and "retenus" not in everything
    assert "aux rédacteurs" in everything and "aux rédacteurs" not in public
    assert "à tous" in public
    assert "Pins" not in everything and "college" not in everything and "12:00" not in everything


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "proposal"}, "pas de texte"),
        ({"words": "  \x00 "}, "pas de texte"),
        ({"kind": "poem", "words": "A"}, "« poem »"),
        ({"words": "A", "votes_for": "beaucoup"}, "« beaucoup »"),
        ({"words": "A", "votes_for": -3}, "« -3 »"),
        ({"words": "A", "at": "hier"}, "« hier »"),
        ({"kind": "argument", "words": "A"}, "parent"),
        ({"words": "A" * 100_001}, "dépasse"),
        ({"words": "A", "arguments": "oui"}, "liste"),
        ({"words": "A", "arguments": [3]}, "objet"),
    ],
)
def test_a_line_that_makes_no_sense_says_why(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(BadLine, match=reason):
        understood(fields)


def test_a_bad_line_stops_nothing_and_is_reported_with_its_number(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    path.write_text(path.read_text("utf-8") + '\n{"kind": 3}\nnot json\n[1]\n{"words": "E"}\n')
    batch = read_batch(path)
    assert [refused.line for refused in batch.refused] == [5, 6, 7]
    assert batch.lines[-1].words == "E"


def test_an_argument_without_its_proposal_is_reported(tmp_path: Path) -> None:
    batch = read_batch(a_file(tmp_path, [LINES[0], LINES[3]]))
    assert "a1" in batch.refused[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ","])
def test_a_table_is_read_whatever_its_separator_and_its_encoding(
    tmp_path: Path, encoding: str, mark: str
) -> None:
    path = tmp_path / "paroles.csv"
    rows = [["id", "texte", "votes_for"], ["1", "Été à l'œuvre", "4"]]
    written = "\r\n".join(mark.join(row) for row in rows)
    path.write_bytes(written.encode(encoding))
    batch = read_batch(path)
    [line] = batch.lines
    assert line.words == "Été à l'œuvre" and line.totals == {Choice.AGREE: 4}
    assert (batch.encoding == "windows-1252") == (encoding == "cp1252")


@given(st.lists(st.dictionaries(st.sampled_from(["id", "words", "title"]), st.text()), max_size=5))
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(rows: list[dict[str, str]]) -> None:
    for row in csv.reader(StringIO(as_csv(rows), newline=""), delimiter=";"):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@"))


def test_a_file_of_which_nothing_can_be_read_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "vide.csv"
    empty.write_text("words\n")
    for path in (empty, tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Unreadable):
            read_batch(path)


def test_a_formula_after_an_end_of_line_is_no_formula_either() -> None:
    assert defused("\r+1") == "'\r+1"


@given(st.binary(max_size=300))
def test_no_bytes_at_all_stop_the_reading(content: bytes) -> None:
    for suffix in (".csv", ".jsonl"):
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(content)
            file.flush()
            read_sheet(Path(file.name))


def test_hidden_proposals_are_kept_hidden(db: Database, tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [{**LINES[2], "trashed": True}]
    db.do(keep_batch, read_batch(a_file(tmp_path, lines)), NOON)
    with db.reading() as session:
        assert session.exec(select(Proposal.hidden)).one()
