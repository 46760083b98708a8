"""What a day brings home: its own rows replace those that waited, and what was said, voted or
entered meanwhile joins what is here, under numbers of this place."""

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, func, select

from deliberation.debate.models import Contribution, ContributionState, ProposalVersion, Scope
from deliberation.journal import Event
from deliberation.people.models import AccessCard, Participant
from deliberation.sittings.arrivals import Arrivals, Row
from deliberation.sittings.ballots_home import bring_ballots, bring_votes, close_brought
from deliberation.sittings.luggage import OWN, Rows, own, table_of
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.reading import day_view

# What never changes on the laptop, or is this place's own business.
SETTLED = frozenset(
    {"national_body", "committee", "working_group", "college", "structure", "account"}
    | {"membership", "topic", "room_code"}
)
WIDER = tuple(Scope)  # from the table to everyone


def bring_home(
    session: Session, rows: Rows, sitting: Sitting, token: str, actor: str, now: datetime
) -> None:
    """Take back all that a day did elsewhere."""
    arrivals = Arrivals(session, _last_ids(session, sitting, token))
    votes = rows.pop("vote")
    _people(session, rows, arrivals)
    _words(session, rows, arrivals)
    _proposals(session, rows, arrivals)
    closed = bring_ballots(session, rows, arrivals)
    _day(session, rows, sitting, arrivals)
    bring_votes(session, rows, votes, arrivals)
    close_brought(session, rows, closed, arrivals, actor, now)


def _last_ids(session: Session, sitting: Sitting, token: str) -> dict[str, int]:
    """The last numbers that were given when the day left: the sealed journal knows them."""
    left = select(Event).where(Event.name == "sitting.left", Event.channel == sitting.channel)
    for event in session.exec(left.order_by(col(Event.id).desc())):
        if event.details["journey"] == token[:8]:
            return dict(event.details["last"])
    raise LookupError("a day that comes home had left")


def _people(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    """Who entered there is here too; a card that served on both sides is one person's."""
    table = table_of(Participant)
    for row in rows["participant"]:
        if not arrivals.is_new("participant", row):
            changed = {name: row[name] for name in ("card_hash", "vouched", "college_id")}
            same = update(table).where(table.c.id == row["id"])
            session.connection().execute(same.values(**changed))
            continue
        held = select(Participant.id).where(Participant.card_hash == row["card_hash"])
        if known := session.exec(held).first():
            arrivals.know("participant", row["id"], known)
        else:
            arrivals.add(table, row | {"pseudonym": _free_pseudonym(session, row)})
    for card in rows["access_card"]:
        if card["spent"] and (mine := session.get(AccessCard, card["id"])):
            mine.spent = True


def _free_pseudonym(session: Session, row: Row) -> str:
    pseudonym: str = row["pseudonym"]
    while session.exec(
        select(Participant.id).where(
            Participant.committee_id == row["committee_id"], Participant.pseudonym == pseudonym
        )
    ).first():
        pseudonym += str(secrets.randbelow(10))
    return pseudonym


def _words(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    """What was said there; of words that both sides know, the most discreet state wins."""
    for row in rows["contribution"]:
        if arrivals.is_new("contribution", row):
            arrivals.add(table_of(Contribution), row)
            continue
        mine = session.get(Contribution, row["id"])
        if mine is None:
            continue
        if row["participant_id"] and mine.participant_id is None:
            mine.participant_id = arrivals.here(table_of(Contribution), row)["participant_id"]
        if row["state"] == ContributionState.WITHDRAWN:
            mine.words, mine.state = "", ContributionState.WITHDRAWN
        mine.scope = min(mine.scope, Scope(row["scope"]), key=WIDER.index)
    session.flush()


def _proposals(session: Session, rows: Rows, arrivals: Arrivals) -> None:
    for name in ("proposal", "proposal_version", "link"):
        for row in rows[name]:
            if not arrivals.is_new(name, row):
                continue
            said = row
            if name == "proposal_version" and not arrivals.is_new(
                "proposal", {"id": row["proposal_id"]}
            ):
                said = row | {"number": _next_version(session, row["proposal_id"])}
            arrivals.add(Participant.metadata.tables[name], said)


def _next_version(session: Session, proposal_id: int) -> int:
    numbers = select(func.max(ProposalVersion.number))
    last = session.exec(numbers.where(ProposalVersion.proposal_id == proposal_id)).one()
    return (last or 0) + 1


def _day(session: Session, rows: Rows, sitting: Sitting, arrivals: Arrivals) -> None:
    """The day's own rows: those that waited go, those that come back take their place."""
    [day] = rows["sitting"]
    sitting.state = SittingState(day["state"])
    session.flush()
    chosen = own(day_view(session, sitting.id or 0))
    kept = [kind for kind in OWN if table_of(kind).name not in SETTLED and kind is not Sitting]
    for kind in reversed(kept):
        session.connection().execute(delete(table_of(kind)).where(chosen[kind]))
    for kind in kept:
        table = table_of(kind)
        for row in rows[table.name]:
            if arrivals.is_new(table.name, row):
                arrivals.add(table, row)
            else:
                session.connection().execute(insert(table).values(**arrivals.here(table, row)))
    session.expire_all()
