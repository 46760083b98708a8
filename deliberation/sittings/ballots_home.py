"""What was voted elsewhere joins what is here: ballots, their options, votes, secret papers, hands.

A sheet and a paper name options by their numbers: they are written again with those of this place.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Table, delete, insert, update
from sqlmodel import Session, col, select

from deliberation import journal
from deliberation.ballots import statements
from deliberation.ballots.channels import known_as
from deliberation.ballots.closing import close_imported, seal_brought
from deliberation.ballots.commands import keep_choices
from deliberation.ballots.lifecycle import close_ballot
from deliberation.ballots.models import (
    AssistedVoice,
    Ballot,
    BallotState,
    BarredCard,
    Condition,
    Counter,
    Grouping,
    HandCount,
    Option,
    OwnOption,
    SpentVoice,
    Vote,
)
from deliberation.ballots.reading import BY_HAND
from deliberation.ballots.rules import COUNTED
from deliberation.ballots.secrecy import mark_of_paper
from deliberation.ballots.sheets import Sheet, read_sheet, renumber, renumber_sheet, write_sheet
from deliberation.db import run_words
from deliberation.people.models import Participant
from deliberation.sittings.arrivals import Arrivals, Row
from deliberation.sittings.luggage import Rows, table_of

BALLOT_STEPS = ("state", "opened_at", "closed_at", "closes_at", "easy_read")
SAID_LATER = ("secret", "excess")
REPLACED = (Grouping, SpentVoice, OwnOption, AssistedVoice)  # the day decides of them


def bring_ballots(session: Session, rows: Rows, arrivals: Arrivals) -> set[int]:
    """Take the ballots as the day left them, with their options and all that was declared. Returns
    those that were closed there.
    """
    closed = {arrivals.number("ballot", id) for id in _steps(session, rows, arrivals)}
    _options(session, rows, arrivals)
    here = {arrivals.number("ballot", row["id"]) for row in rows["ballot"]}
    for kind in REPLACED:
        table = table_of(kind)
        session.connection().execute(delete(table).where(table.c.ballot_id.in_(here)))
        _add(session, table, [arrivals.here(table, row) for row in rows[table.name]])
    _barred(session, rows, arrivals)
    _conditions(session, rows, arrivals)
    session.expire_all()
    return closed


def _steps(session: Session, rows: Rows, arrivals: Arrivals) -> set[int]:
    """How far each ballot went there. Returns those whose votes were counted there."""
    table, closed = table_of(Ballot), set()
    for row in rows["ballot"]:
        if arrivals.is_new("ballot", row):
            arrivals.add(table, row)
            counted = row["state"] in COUNTED
        else:
            mine = session.get_one(Ballot, row["id"])
            counted = row["state"] in COUNTED and mine.closed_at != row["closed_at"]
            if row["secret"] and not mine.secret:  # untied there: nobody's name stays on a vote
                session.execute(delete(Vote).where(col(Vote.ballot_id) == mine.id))
                session.info["swept"].add(Vote.__tablename__)
                counted = row["state"] in COUNTED
            said = {name: row[name] for name in BALLOT_STEPS}
            said |= {name: row[name] for name in SAID_LATER if row[name]}
            said |= {"present": row["present"]} if row["present"] is not None else {}
            if row["secret"] and row["state"] == BallotState.OPEN:  # perhaps reopened there
                session.execute(delete(Counter).where(col(Counter.ballot_id) == mine.id))
            same = update(table).where(table.c.id == row["id"])
            session.connection().execute(same.values(**said))
        if counted:
            closed.add(row["id"])
    return closed


def _options(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    table, kept = table_of(Option), table_of(Ballot)
    for row in rows[table.name]:
        if arrivals.is_new(table.name, row):
            arrivals.add(table, row)
    for row in rows["ballot"]:
        if arrivals.is_new("ballot", row):
            sheet = renumber_sheet(read_sheet(row["sheet"]), _numbers(arrivals))
            mine = update(kept).where(kept.c.id == arrivals.number("ballot", row["id"]))
            session.connection().execute(mine.values(sheet=write_sheet(sheet)))


def bring_votes(session: Session, rows: Rows, votes: list[Row], arrivals: Arrivals) -> None:
    """Votes with a name, secret papers and what was declared, once people have their numbers."""
    sheets = {row["id"]: read_sheet(row["sheet"]) for row in rows["ballot"]}
    table = table_of(Vote)
    recast(session, [arrivals.here(table, _said(sheets, vote, arrivals)) for vote in votes])
    _papers(session, [_said(sheets, row, arrivals) for row in rows["paper"]], arrivals)
    _hands(session, [_said(sheets, row, arrivals) for row in rows["hand_count"]], rows, arrivals)
    session.flush()


def recast(session: Session, votes: list[Row]) -> None:
    """Keep votes that were cast elsewhere, with their lines in the journal and this key's marks."""
    choices = {(vote["ballot_id"], vote["participant_id"]): vote["choice"] for vote in votes}
    people = sorted({participant for _, participant in choices})
    known = select(Participant.id, Participant.college_id).where(col(Participant.id).in_(people))
    colleges = {id: college for id, college in session.exec(known) if id is not None}
    for ballot_id, participant_id in sorted(keep_choices(session, choices, colleges)):
        actor = f"participant:{participant_id}"
        journal.record(session, "vote.cast", f"ballot:{ballot_id}", actor=actor)


def close_brought(
    session: Session, rows: Rows, closed: set[int], arrivals: Arrivals, actor: str, now: datetime
) -> None:
    """Seal what was closed there. A secret ballot that was made there is over when the day is back:
    its papers are known by its number of there, and a card would have two.
    """
    begun = [row for row in rows["ballot"] if row["state"] != BallotState.DRAFT]
    seal_brought(session, [arrivals.number("ballot", row["id"]) for row in begun])
    close_imported(session, closed)
    for row in rows["ballot"]:
        still_open = row["secret"] and row["state"] == BallotState.OPEN
        if still_open and arrivals.is_new("ballot", row):
            close_ballot(session, arrivals.number("ballot", row["id"]), actor, now)


def _papers(session: Session, said: list[Row], arrivals: Arrivals) -> None:
    """A paper comes home by its key, in the order of keys; the journal knows of none."""
    key: bytes = session.info["key"]
    rows = []
    for row in said:
        ballot_id = arrivals.number("ballot", row["ballot_id"])
        said_there = (row["key"], row["college_id"], row["choice"], row["checked"])
        mark = mark_of_paper(key, ballot_id, *said_there)
        rows.append(row | {"ballot_id": ballot_id, "mark": mark})
    if rows:
        rows.sort(key=lambda row: (row["ballot_id"], row["key"]))
        run_words(session, statements.KEEP_PAPERS[session.get_bind().dialect.name], rows)


def _hands(session: Session, said: list[Row], rows: Rows, arrivals: Arrivals) -> None:
    """What tables and urns declared takes the place of what had left, and of what the same one may
    have declared here meanwhile.
    """
    table = table_of(HandCount)
    by_hand = table.c.channel.in_(BY_HAND)
    travelled = table.c.ballot_id.in_([row["id"] for row in rows["ballot"]])
    left = table.c.id <= arrivals.last(table.name)
    session.connection().execute(delete(table).where(by_hand, travelled, left))
    brought = [arrivals.here(table, row) for row in said if row["channel"] in BY_HAND]
    for mine in brought:
        del mine["id"]
        mine["source"] = known_as(session, mine["ballot_id"], mine["source"])
    for mine in brought:
        names = ("ballot_id", "source", "channel", "college_id")
        same = [table.c[name] == mine[name] for name in names]
        session.connection().execute(delete(table).where(*same))
    _add(session, table, brought)


def _barred(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    """A card that was handed out too late, there or here, votes in neither place."""
    table = table_of(BarredCard)
    for row in rows[table.name]:
        mine = arrivals.here(table, row)
        if session.get(BarredCard, (mine["ballot_id"], mine["card_hash"])) is None:
            _add(session, table, [mine])


def _conditions(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    """A condition that became a contribution there keeps no words here."""
    table = table_of(Condition)
    for row in rows[table.name]:
        mine = arrivals.here(table, row)
        kept = session.get(Condition, row["id"])
        if kept is None:
            _add(session, table, [mine])
        elif kept.contribution_id is None:
            kept.words, kept.contribution_id = mine["words"], mine["contribution_id"]
    session.flush()


def _said(sheets: dict[int, Sheet], row: Row, arrivals: Arrivals) -> Row:
    """The same paper, which names the options of this place."""
    choice = renumber(sheets[row["ballot_id"]], row["choice"], _numbers(arrivals))
    return row | {"choice": choice}


def _numbers(arrivals: Arrivals) -> Callable[[int], int]:
    return lambda there: arrivals.number(Option.__tablename__, there)


def _add(session: Session, table: Table, rows: list[Row]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)
