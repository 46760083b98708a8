"""What is done to words, and the only way for other rooms to read them.

Other rooms ask `visible_contributions` (all the words of a topic) or `provenance` (where something
comes from) for an audience, and never the table itself: what stays at a table is in no answer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from deliberation.assembly.models import Topic
from deliberation.assembly.rules import is_open
from deliberation.debate import rules
from deliberation.debate.models import Contribution, ContributionState, Nature, Scope, Voice
from deliberation.debate.privacy import findings
from deliberation.debate.rules import Audience
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.people.models import Channel

# Of what is not shown any more, an empty marker stays; what is held waits unseen.
MARKED = frozenset(ContributionState) - {ContributionState.HELD}


@dataclass(frozen=True)
class Said:
    """What someone says. Only the words are required."""

    words: str
    nature: Nature | None = None
    voice: Voice | None = None
    scope: Scope = Scope.DRAFTERS
    channel: Channel = Channel.ONLINE
    said_by: int = 1
    table_name: str = ""


class Provenance(NamedTuple):
    """Where something comes from, as one audience may know it."""

    words: list[Contribution]
    entrusted: int  # words that this audience may not read
    withdrawn: int


def visible_contributions(
    session: Session, topic_id: int, audience: Audience
) -> list[Contribution]:
    """The contributions of a topic whose words an audience may read, oldest first.

    Each in its newest version; nothing held, hidden or withdrawn, nothing that stays at a table.
    """
    shown = listed(topic_id, audience, {ContributionState.SHOWN})
    return list(session.exec(shown.order_by(col(Contribution.id))))


def visible_ids(session: Session, topic_id: int, audience: Audience) -> list[int]:
    """The numbers of the same, where their words are not read."""
    shown = listed(topic_id, audience, {ContributionState.SHOWN})
    rows = session.connection().execute(shown.with_only_columns(col(Contribution.id)))
    return [id for (id,) in rows if id]


def listed(
    topic_id: int, audience: Audience, states: Collection[ContributionState] = MARKED
) -> SelectOfScalar[Contribution]:
    """The same, as a query to filter and page, with the empty markers of what is not shown."""
    return newest().where(Contribution.topic_id == topic_id, told(audience, states))


def told(audience: Audience, states: Collection[ContributionState] = MARKED) -> ColumnElement[bool]:
    """That an audience may know of some words: their scope reaches it, and they are not held."""
    reach = col(Contribution.scope).in_(rules.readable(audience))
    return and_(reach, col(Contribution.state).in_(states))


def contributions_of(session: Session, participant_id: int) -> list[Contribution]:
    """All that one participant said, newest first: for her own eyes, and nobody else's."""
    hers = newest().where(Contribution.participant_id == participant_id)
    return list(session.exec(hers.order_by(col(Contribution.id).desc())))


def newest() -> SelectOfScalar[Contribution]:
    """Words that no later version corrects."""
    later = aliased(Contribution)
    corrected = select(later.id).where(later.corrects_id == Contribution.id).exists()
    return select(Contribution).where(~corrected)


def newest_of(session: Session, ids: Collection[int]) -> dict[int, Contribution]:
    """For each of these contributions, its newest version."""
    rows = session.exec(select(Contribution).where(col(Contribution.id).in_(ids)))
    found = {row.id: row for row in rows if row.id is not None}
    while found:
        known = [row.id for row in found.values()]
        later = select(Contribution).where(col(Contribution.corrects_id).in_(known))
        corrections = {row.corrects_id: row for row in session.exec(later)}
        if not corrections:
            break
        found = {id: corrections.get(row.id, row) for id, row in found.items()}
    return found


def lineage_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Every version of these words, itself included, and for each the one that was asked for."""
    lineage = {id: id for id in ids}
    latest = lineage
    while latest:
        older = select(Contribution.corrects_id, Contribution.id).where(
            col(Contribution.id).in_(latest), col(Contribution.corrects_id).is_not(None)
        )
        latest = {
            old: lineage[new]
            for old, new in session.exec(older)
            if old is not None and new is not None
        }
        lineage |= latest
    return lineage


def provenance(
    session: Session, ids: Collection[int], audience: Audience, participant_id: int = 0
) -> Provenance:
    """What an audience may know of these contributions; a participant may always read her own."""
    told = rules.readable(Audience.DRAFTERS)
    rows = {row.id: row for row in newest_of(session, ids).values() if row.scope in told}
    words = [
        row
        for row in rows.values()
        if rules.is_readable(row, audience)
        or (row.participant_id == participant_id and row.state is ContributionState.SHOWN)
    ]
    shown = sum(row.state is ContributionState.SHOWN for row in rows.values())
    withdrawn = sum(row.state is ContributionState.WITHDRAWN for row in rows.values())
    return Provenance(words, shown - len(words), withdrawn)


def versions(session: Session, contribution_id: int, to_change: bool = False) -> list[Contribution]:
    """All the versions of some words, from the first to the newest, whichever is asked for."""
    chain = [session.get_one(Contribution, contribution_id, with_for_update=to_change or None)]
    while chain[0].corrects_id is not None:
        chain.insert(0, session.get_one(Contribution, chain[0].corrects_id))
    corrects = col(Contribution.corrects_id)
    while later := session.exec(select(Contribution).where(corrects == chain[-1].id)).first():
        chain.append(later)
    return chain


def add_contribution(
    session: Session, topic_id: int, participant_id: int, said: Said, now: datetime
) -> int:
    """A participant says something about an open topic."""
    topic = session.get_one(Topic, topic_id, with_for_update={"read": True})
    refuse(rules.why_not_contribute(is_open(topic, local_day(now))))
    contribution = contribution_from(topic_id, said, now)
    contribution.participant_id = participant_id
    return keep(session, contribution, "contribution.added", f"participant:{participant_id}")


def add_condition_contribution(
    session: Session, topic_id: int, words: str, now: datetime, scope: Scope = Scope.DRAFTERS
) -> int:
    """The condition of a « d'accord si… », or an objection, joins the debate: no author, and no
    link to its vote.
    """
    said = Said(words, scope=scope, channel=Channel.BALLOT)
    return keep(session, contribution_from(topic_id, said, now), "contribution.added")


def correct_contribution(
    session: Session, contribution_id: int, participant_id: int, words: str, now: datetime
) -> int:
    """An author says it better: a new version, linked to the old one, which stays as it was."""
    chain = versions(session, contribution_id, to_change=True)
    old = session.get_one(Contribution, contribution_id)
    topic = session.get_one(Topic, old.topic_id, with_for_update={"read": True})
    refuse(
        rules.why_not_correct(old, participant_id, old is chain[-1], is_open(topic, local_day(now)))
    )
    new = contribution_from(
        old.topic_id,
        Said(words, old.nature, old.voice, old.scope, old.channel, old.said_by, old.table_name),
        now,
    )
    new.participant_id, new.corrects_id = participant_id, old.id
    new.state = rules.first_state(findings(words), after=old.state)
    return keep(session, new, "contribution.corrected", author(chain))


def change_scope(session: Session, contribution_id: int, participant_id: int, scope: Scope) -> None:
    """An author decides again how far her words may go, in all their versions."""
    chain = versions(session, contribution_id, to_change=True)
    refuse(rules.why_not_touch(chain[-1], participant_id))
    for version in chain:
        version.scope = scope
    _tell(session, "contribution.scope_changed", chain)


def withdraw_contribution(session: Session, contribution_id: int, participant_id: int) -> None:
    """An author takes her words back: they are erased, an empty marker and its links remain."""
    chain = versions(session, contribution_id, to_change=True)
    refuse(rules.why_not_touch(chain[-1], participant_id))
    for version in chain:
        version.words, version.state = "", ContributionState.WITHDRAWN
    _tell(session, "contribution.withdrawn", chain)


def contribution_from(topic_id: int, said: Said, now: datetime) -> Contribution:
    """Some words, not yet kept: held if they may tell who someone is."""
    state = rules.first_state(findings(said.words))
    return Contribution(topic_id=topic_id, state=state, at=now, **vars(said))


def keep(session: Session, contribution: Contribution, event: str, actor: str | None = None) -> int:
    session.add(contribution)
    session.flush()
    assert contribution.id is not None
    channel = f"topic:{contribution.topic_id}"
    record(session, event, channel, actor=actor, contribution=contribution.id)
    return contribution.id


def author(chain: list[Contribution]) -> str | None:
    """The author, as the journal may name her: of a note claimed unseen it says nobody."""
    if chain[0].note_number is not None:
        return None
    return f"participant:{chain[-1].participant_id}"


def _tell(session: Session, event: str, chain: list[Contribution]) -> None:
    ids = [version.id for version in chain]
    channel = f"topic:{chain[-1].topic_id}"
    record(session, event, channel, actor=author(chain), contribution=ids[-1], versions=ids)
