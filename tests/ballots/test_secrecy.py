"""Law 3, attacked: whoever gets the database, its log and its journal finds no one's paper."""

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, select

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, Choice, Counter, Method, Paper
from deliberation.ballots.reading import answers
from deliberation.ballots.results import results_of, turnout
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.secrecy import COUNTED, PaperCall, cast_papers, key_of
from deliberation.errors import Refused
from deliberation.journal import Event, broken
from deliberation.people.commands import attach_card
from deliberation.people.models import AccessCard, Participant
from deliberation.security import new_token, token_hash
from tests.ballots.voting import MODERATOR, a_ballot_of, close, option_ids, people, recount
from tests.world import NOON, World

pytestmark = pytest.mark.both_databases


def a_secret_ballot(world: World, **details: Any) -> int:
    return a_ballot_of(world, Method.AGREEMENT, secret=True, **details)


def cards(world: World, number: int, college: str | None = "concerned") -> dict[int, str]:
    """That many people, and the secret of the card of each."""
    held = {id: new_token() for id in people(world, number, college)}

    def give(session: Session) -> None:
        for id, secret in held.items():
            session.get_one(Participant, id).card_hash = token_hash(secret)

    world.db.do(give)
    return held


def cast(world: World, ballot: int, person: int, secret: str, choice: str, key: str = "") -> Any:
    call = PaperCall(ballot, person, choice, NOON, secret, key)
    return world.db.do(cast_papers, call)


def papers(world: World, ballot: int) -> list[Paper]:
    with world.db.reading() as session:
        return list(session.exec(select(Paper).where(Paper.ballot_id == ballot)))


def everything(world: World) -> Tally[str]:
    """How many rows each table has."""
    with world.db.reading() as session:
        return Tally(
            {
                name: session.connection().execute(sql(f'SELECT count(*) FROM "{name}"')).scalar()
                for name in SQLModel.metadata.tables
            }
        )


def test_a_paper_is_one_row_and_nothing_else_is_written(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 3)
    before = everything(world)
    for person, secret in held.items():
        assert cast(world, ballot, person, secret, Choice.AGREE) == COUNTED
        assert cast(world, ballot, person, secret, Choice.DISAGREE) == COUNTED
    assert everything(world) - before == Tally({"paper": 3})
    assert {paper.choice for paper in papers(world, ballot)} == {Choice.DISAGREE}


def test_a_paper_names_nobody(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 5)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    kept = [paper.model_dump() for paper in papers(world, ballot)]
    assert set(kept[0]) == {"ballot_id", "key", "college_id", "choice", "mark", "checked"}
    said = {str(value) for row in kept for value in row.values()}
    assert not said & {*held.values(), *map(token_hash, held.values())}
    assert {row["key"] for row in kept} == {key_of(secret, ballot) for secret in held.values()}


def test_the_same_card_has_another_key_in_each_ballot() -> None:
    secret = new_token()
    assert key_of(secret, 1) != key_of(secret, 2)


def test_the_journal_says_nothing_of_a_paper_and_verifies_all_the_same(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 6)
    with world.db.reading() as session:
        before = len(session.exec(select(Event)).all())
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    with world.db.reading() as session:
        assert len(session.exec(select(Event)).all()) == before
    assert recount(world) == []
    close(world, ballot)
    assert recount(world) == []
    with world.db.reading() as session:
        assert broken(session, world.db.key) == []


def test_nobodys_row_is_touched_by_a_secret_vote(world: World, database_url: str) -> None:
    """To lock a row in PostgreSQL is to write the transaction's number on it."""
    if not database_url.startswith("postgres"):
        pytest.skip("SQLite has no numbers of transactions on its rows")
    ballot, held = a_secret_ballot(world), cards(world, 4)
    marks = sql("SELECT id, xmin::text, xmax::text FROM participant ORDER BY id")

    def told() -> list[Any]:
        with world.db.reading() as session:
            return [tuple(row) for row in session.connection().execute(marks)]

    before = told()
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    assert told() == before


def test_after_the_close_nothing_tells_in_which_order_papers_came(
    world: World, database_url: str
) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 40)
    for place, (person, secret) in enumerate(held.items()):
        cast(world, ballot, person, secret, tuple(Choice)[place % 5])
    close(world, ballot)
    keys = [key_of(secret, ballot) for secret in held.values()]
    with world.db.reading() as session:
        if database_url.startswith("postgres"):
            rows = session.connection().execute(
                sql("SELECT key, xmin::text, xmax::text FROM paper ORDER BY ctid")
            )
            told = [tuple(row) for row in rows]
            assert {row[1:] for row in told} == {told[0][1:]}
        else:
            told = [
                tuple(row) for row in session.connection().execute(sql("SELECT key FROM paper"))
            ]
            with pytest.raises(Exception, match="rowid"):
                session.connection().execute(sql("SELECT rowid FROM paper"))
    assert [row[0] for row in told] == sorted(keys)


def files_of(world: World, database_url: str) -> Iterator[Path]:
    """The files in which papers were ever written, but PostgreSQL's log, which is the server's."""
    if database_url.startswith("postgres"):
        with world.db.reading() as session:
            words = sql("SELECT current_setting('data_directory'), pg_relation_filepath('paper')")
            folder, path = session.connection().execute(words).one()
            session.connection().execute(sql("CHECKPOINT"))
        yield Path(folder, path)
    else:
        path = Path(make_url(database_url).database or "")
        yield from (one for one in path.parent.iterdir() if one.name.startswith(path.name))


def test_a_paper_that_was_changed_leaves_nothing_in_the_files_after_the_close(
    world: World, database_url: str
) -> None:
    options = [f"réponse numéro {place}" for place in range(6)]
    ballot = a_ballot_of(world, Method.RANKING, *options, secret=True)
    held = cards(world, 30)
    ids = option_ids(world, ballot)
    changed = " ".join(f"{id}:{place}" for place, id in enumerate(ids, 1))
    kept = " ".join(f"{id}:{place}" for place, id in enumerate(reversed(ids), 1))
    for person, secret in held.items():
        cast(world, ballot, person, secret, changed)
    for person, secret in held.items():
        cast(world, ballot, person, secret, kept)
    close(world, ballot)
    found = b"".join(file.read_bytes() for file in files_of(world, database_url))
    final = papers(world, ballot)[0].choice
    counter = 0 if database_url.startswith("postgres") else 2  # its row, and its key
    assert found.count(final.encode()) == len(held) + counter  # and no row that is dead
    assert changed.encode() not in found


def test_while_it_is_open_the_turnout_goes_by_steps(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 12)
    said, shown = [], []
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
        with world.db.reading() as session:
            said.append(turnout(session, session.get_one(Ballot, ballot)))
            shown.append(answers(session, session.get_one(Ballot, ballot)))
    assert shown == [0] * 4 + [5] * 5 + [10] * 3
    assert len(set(said)) == 3
    with world.db.reading() as session:
        assert session.exec(select(Counter)).all() == []
        assert results_of(session, ballot) is None


def test_a_secret_result_is_that_of_the_papers(world: World) -> None:
    ballot = a_secret_ballot(world)
    for college in ("concerned", "professionals"):
        for place, (person, secret) in enumerate(cards(world, 21, college).items()):
            cast(world, ballot, person, secret, Choice.AGREE if place % 3 else Choice.DISAGREE)
    close(world, ballot)
    with world.db.reading() as session:
        picture = results_of(session, ballot)
    assert picture is not None
    assert [cell.count for cell in picture.rows[0].cells] == [28, 0, 14, 0, 0]
    assert "Personnes non vérifiées." in picture.note.replace("\u00a0", " ")


def test_an_altered_paper_is_found_and_so_is_a_missing_one(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 7)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    close(world, ballot)
    one, other, *_ = sorted(paper.key for paper in papers(world, ballot))

    def tamper(session: Session) -> None:
        session.get_one(Paper, (ballot, one)).choice = Choice.DISAGREE

    world.db.do(tamper)
    assert f"paper:{ballot}/{one}: altered" in recount(world)
    world.db.do(lambda session: session.delete(session.get_one(Paper, (ballot, other))))
    assert f"ballot:{ballot}: 7 votes at the close, 6 now" in recount(world)


def test_a_card_that_replaces_another_during_a_secret_ballot_does_not_vote_in_it(
    world: World,
) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 1)
    [(person, secret)] = held.items()
    cast(world, ballot, person, secret, Choice.AGREE)
    other = new_token()
    card = world.keep(
        AccessCard(
            committee_id=world.committee_id,
            batch="lot",
            code_hash=token_hash("code"),
            card_hash=token_hash(other),
        )
    )
    world.db.do(attach_card, card.id, person, NOON)
    with pytest.raises(Refused) as refused:
        cast(world, ballot, person, other, Choice.DISAGREE)
    assert refused.value.reason is BallotRefusal.CARD_TOO_NEW
    assert [paper.choice for paper in papers(world, ballot)] == [Choice.AGREE]
    later = a_secret_ballot(world)
    assert cast(world, later, person, other, Choice.DISAGREE) == COUNTED


def test_neither_way_of_voting_takes_the_papers_of_the_other(world: World) -> None:
    secret_one, open_one = a_secret_ballot(world), a_ballot_of(world, Method.AGREEMENT)
    [(person, card)] = cards(world, 1).items()
    with pytest.raises(Refused):
        world.db.do(cast_votes, VoteCall(secret_one, person, Choice.AGREE, NOON))
    with pytest.raises(Refused):
        cast(world, open_one, person, card, Choice.AGREE)
    assert papers(world, secret_one) == []


def test_a_closed_secret_ballot_takes_no_paper(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 1)
    close(world, ballot)
    [(person, secret)] = held.items()
    with pytest.raises(Refused) as refused:
        cast(world, ballot, person, secret, Choice.AGREE)
    assert refused.value.reason is BallotRefusal.CLOSED


def test_a_secret_ballot_opens_again_only_before_anything_was_shown(world: World) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 2)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    close(world, ballot)
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.DISAGREE)
    world.db.do(lifecycle.close_ballot, ballot, MODERATOR, NOON + timedelta(minutes=1))
    assert recount(world) == []


def test_a_close_that_cannot_sweep_has_closed_and_says_that_traces_stay(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ballot, held = a_secret_ballot(world), cards(world, 5)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)

    def held_up(engine: Any, tables: Any) -> None:
        raise OperationalError("VACUUM", {}, TimeoutError())

    monkeypatch.setattr("deliberation.db.sweep", held_up)
    told: list[str] = []
    monkeypatch.setattr(world.db, "announce", told.extend)
    close(world, ballot)
    assert f"ballot:{ballot}" in told and recount(world) == []
    assert "sweep failed" in capsys.readouterr().out
