"""Secret ballots: papers that name nobody, and that leave no trace of when they were cast (law 3).

A paper's key is made of the card's own secret, which stays on the device, and of the ballot: the
same card finds its paper again to change it, and nobody who has the database can tell whose it is.
Whoever controls the running server could watch papers arrive; the page says so.
"""

import hashlib
import hmac
import secrets
from collections import Counter as Tally
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, insert, select

from deliberation import journal
from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.ballots import statements
from deliberation.ballots.calling import (
    called_ballots,
    own_options,
    spent_voices,
    voters,
    why_not_take,
)
from deliberation.ballots.models import (
    NO_COLLEGE,
    Ballot,
    BallotState,
    BarredCard,
    Counter,
    Paper,
)
from deliberation.ballots.rules import COUNTED as COUNTED_STATES
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import read_sheet, settle
from deliberation.db import plural, run_words
from deliberation.errors import Refused, refuse
from deliberation.journal import Happened
from deliberation.people.models import Participant
from deliberation.security import token_hash

COUNTED = "counted"  # all that a secret ballot answers to a card

CHECKING_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKING_LENGTH = 12  # 30^12: nobody guesses one


class PaperCall(NamedTuple):
    """One card's paper, and when it arrived. `secret` is the card's own, which is never kept."""

    ballot_id: int
    participant_id: int
    choice: str
    now: datetime
    secret: str
    checking_key: str = ""


def key_of(secret: str, ballot_id: int) -> str:
    """The key of a card's paper: 128 bits, of no use in another ballot."""
    return hmac.digest(secret.encode(), f"ballot:{ballot_id}".encode(), hashlib.sha256)[:16].hex()


def draw_checking_key() -> str:
    """Letters that are shown once to whoever wants to find her paper among those counted."""
    return "".join(secrets.choice(CHECKING_LETTERS) for _ in range(CHECKING_LENGTH))


def spaced(checking_key: str) -> str:
    """A checking key as people read it: by fours."""
    return " ".join(checking_key[at : at + 4] for at in range(0, len(checking_key), 4))


def checked_by(checking_key: str) -> str:
    """What a paper keeps of a checking key, in whichever place its ballot has been carried to;
    nothing where none was asked for.
    """
    if not checking_key:
        return ""
    letters = "".join(checking_key.split()).upper()
    return hashlib.sha256(f"check\x1f{letters}".encode()).hexdigest()


def paper_checked_by(session: Session, ballot: Ballot, checking_key: str) -> Paper:
    """The paper that was counted, for whoever holds its key; not before the close, when the key
    would be a receipt to show to someone who asks for one vote rather than another.
    """
    assert ballot.id is not None
    refuse(None if ballot.state in COUNTED_STATES else BallotRefusal.STILL_OPEN)
    mine = select(Paper).where(
        Paper.ballot_id == ballot.id, Paper.checked == checked_by(checking_key)
    )
    paper = session.exec(mine).first()
    if paper is None:
        raise Refused(BallotRefusal.NO_SUCH_KEY)
    return paper


def mark_of_paper(
    key: bytes, ballot_id: int, paper_key: str, college_id: int, choice: str, checked: str
) -> str:
    """What makes an altered paper visible; it says nothing that the paper does not."""
    return journal.mark_of(key, "paper", ballot_id, paper_key, college_id, choice, checked)


@plural
def cast_papers(session: Session, calls: Sequence[PaperCall]) -> list[str | Refused]:
    """Keep each card's paper, or say why not: minds may change until the ballot closes.

    A paper is written over that of the same key, and nothing else is: no line in the journal, no
    counter, no time, no lock on anybody's row. So a batch is never told apart from its papers.
    """
    ballots = called_ballots(session, {call.ballot_id for call in calls})
    people = voters(session, {call.participant_id for call in calls}, locked=False)
    spent, own = spent_voices(session, ballots, people), own_options(session, ballots, people)
    late = barred(session, {(call.ballot_id, token_hash(call.secret)) for call in calls})
    outcomes: list[str | Refused] = []
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for call in calls:
        ballot, voter = ballots.get(call.ballot_id), people.get(call.participant_id)
        hers = own.get((call.ballot_id, call.participant_id), frozenset())
        refusal = why_not_take(ballot, voter, call.choice, call.now, True, hers)
        if (call.ballot_id, call.participant_id) in spent:
            refusal = BallotRefusal.COUNTED_ELSEWHERE
        if (call.ballot_id, token_hash(call.secret)) in late:
            refusal = BallotRefusal.CARD_TOO_NEW
        if refusal or ballot is None or voter is None:
            outcomes.append(Refused(refusal or BallotRefusal.NO_SUCH_BALLOT))
            continue
        row = _row(session.info["key"], call, voter.college_id or NO_COLLEGE, ballot.sheet)
        rows[call.ballot_id, row["key"]] = row
        outcomes.append(COUNTED)
    if rows:
        dialect = session.get_bind().dialect.name
        run_words(session, statements.KEEP_PAPERS[dialect], [rows[key] for key in sorted(rows)])
    for ballot_id in sorted({ballot_id for ballot_id, _ in rows}):
        journal.touch(session, f"ballot:{ballot_id}")
    return outcomes


def _row(instance: bytes, call: PaperCall, college_id: int, sheet: str) -> dict[str, Any]:
    key, choice = key_of(call.secret, call.ballot_id), settle(read_sheet(sheet), call.choice)
    checked = checked_by(call.checking_key)
    return {
        "ballot_id": call.ballot_id,
        "key": key,
        "college_id": college_id,
        "choice": choice,
        "mark": mark_of_paper(instance, call.ballot_id, key, college_id, choice, checked),
        "checked": checked,
    }


def bar_new_card(session: Session, happened: Happened) -> None:
    """A card that someone receives while secret ballots are open, or may be opened again, votes in
    the next ones: with its new secret she would have a second paper. A listener, in the transaction
    of the change.
    """
    assert happened.actor is not None
    person = session.get_one(Participant, int(happened.actor.removeprefix("participant:")))
    begun = (
        select(Ballot.id)
        .join(Topic, col(Topic.id) == Ballot.topic_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Topic.group_id)
        .where(
            col(Ballot.secret).is_(True),
            col(Ballot.state).in_((BallotState.OPEN, BallotState.CLOSED)),
            WorkingGroup.committee_id == person.committee_id,
        )
    )
    for ballot_id in session.exec(begun).all():
        session.add(BarredCard(ballot_id=ballot_id or 0, card_hash=person.card_hash or ""))


def barred(session: Session, wanted: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these ballots and hashes of cards, those where the card was handed out too late."""
    rows = session.exec(
        select(BarredCard).where(
            col(BarredCard.ballot_id).in_({ballot_id for ballot_id, _ in wanted}),
            col(BarredCard.card_hash).in_({card_hash for _, card_hash in wanted}),
        )
    )
    return {(row.ballot_id, row.card_hash) for row in rows} & wanted


def seal_papers(session: Session, ballot_id: int) -> list[str]:
    """At the close: papers are written again in the order of their keys, so that nothing tells
    which came before which, and counted by college. Returns their marks, in that order.

    What the old rows leave in the files is swept right after the commit.
    """
    table: Any = statements.papers
    kept = session.connection().execute(
        select(table).where(table.c.ballot_id == ballot_id).order_by(table.c.key)
    )
    rows = [dict(row) for row in kept.mappings()]
    session.execute(delete(Paper).where(col(Paper.ballot_id) == ballot_id))
    session.execute(delete(Counter).where(col(Counter.ballot_id) == ballot_id))
    if rows:
        session.execute(insert(Paper), rows)
    tally = Tally((row["college_id"], row["choice"]) for row in rows)
    session.add_all(
        Counter(ballot_id=ballot_id, college_id=college_id, choice=choice, number=number)
        for (college_id, choice), number in sorted(tally.items())
    )
    session.info["swept"].add(Paper.__tablename__)
    return [row["mark"] for row in rows]
