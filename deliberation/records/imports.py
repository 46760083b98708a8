"""Where imported consultations are kept: their committee, and what is already there."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.ballots.models import Ballot, BallotState
from deliberation.debate.models import (
    Contribution,
    ContributionState,
    Link,
    LinkKind,
    Proposal,
    ProposalVersion,
    Scope,
)
from deliberation.people.models import Channel, Participant

SLUG = "consultations-importees"
QUESTION = "Êtes-vous d'accord ?"
IMPORTED = {
    "why": "Cette consultation vient d'une autre plateforme.",
    "easy_read": "Cette consultation vient d'ailleurs. Elle est terminée.",
    "decider": "Personne ici : ses résultats sont gardés pour être relus.",
    "can_change": "Rien : elle est fermée.",
    "known_when": "Ses résultats sont déjà connus.",
}


def receiving_group(session: Session) -> WorkingGroup:
    """The group that receives what comes from elsewhere; made the first time."""
    committee = session.exec(select(Committee).where(Committee.slug == SLUG)).first()
    if committee is None:
        committee = Committee(
            slug=SLUG, name="Consultations importées", territories="", bearers="", term=""
        )
        session.add(committee)
        session.flush()
    assert committee.id
    group = session.exec(
        select(WorkingGroup).where(WorkingGroup.committee_id == committee.id)
    ).first()
    if group is None:
        group = WorkingGroup(committee_id=committee.id, name="Consultations importées")
        session.add(group)
        session.flush()
    return group


def imported_topic(session: Session, external_id: str, question: str) -> Topic:
    """The closed topic that holds this consultation; made the first time."""
    found = session.exec(
        select(Topic).where(Topic.external_id == external_id).with_for_update()
    ).first()
    if found:
        return found
    group_id = receiving_group(session).id
    assert group_id
    topic = Topic(group_id=group_id, question=question, phase=Phase.CLOSED, external_id=external_id)
    topic.sqlmodel_update(IMPORTED)
    session.add(topic)
    session.flush()
    return topic


def known_rows(
    session: Session, kind: type[Contribution] | type[Proposal] | type[Ballot], topic_id: int
) -> dict[str, int]:
    """What a topic holds of this kind, by the number that each had elsewhere."""
    rows = session.exec(
        select(kind.external_id, kind.id).where(
            kind.topic_id == topic_id, col(kind.external_id).is_not(None)
        )
    )
    return {external: number for external, number in rows if external and number}


def first_versions(session: Session, topic_id: int) -> dict[str, int]:
    """The text that was voted on elsewhere, by the number of its proposal there."""
    rows = session.exec(
        select(Proposal.external_id, ProposalVersion.id)
        .join(ProposalVersion, col(ProposalVersion.proposal_id) == Proposal.id)
        .where(Proposal.topic_id == topic_id, ProposalVersion.number == 1)
    )
    return {external: number for external, number in rows if external and number}


def known_participants(
    session: Session, topic: Topic, names: list[str], joined_on: date
) -> tuple[dict[str, int], int]:
    """The participants of an imported topic by their number elsewhere; those missing are made.

    Returns them all, and how many are new. They have no college, and no card.
    """
    group = session.get_one(WorkingGroup, topic.group_id)
    prefix = f"{topic.id}/"
    rows = session.exec(
        select(Participant.external_id, Participant.id).where(
            Participant.committee_id == group.committee_id,
            col(Participant.external_id).startswith(prefix, autoescape=True),
        )
    )
    found = {
        external.removeprefix(prefix): number for external, number in rows if external and number
    }
    missing = [name for name in names if name not in found]
    made: list[Any] = [
        Participant(
            committee_id=group.committee_id,
            pseudonym=f"Voix {topic.id}-{rank}",
            channel=Channel.IMPORT,
            joined_on=joined_on,
            external_id=prefix + name,
        )
        for rank, name in enumerate(missing, start=len(found) + 1)
    ]
    session.add_all(made)
    session.flush()
    found |= {one.external_id.removeprefix(prefix): one.id for one in made}
    return found, len(made)


def closed_ballot(topic_id: int, version_id: int, external_id: str, now: datetime) -> Ballot:
    """The vote that was held elsewhere on this text: nobody can answer it any more."""
    return Ballot(
        topic_id=topic_id,
        proposal_version_id=version_id,
        question=QUESTION,
        state=BallotState.CLOSED,
        closed_at=now,
        external_id=external_id,
    )


def untied_ballots(session: Session, topic_id: int) -> set[int]:
    """The votes of a topic that were untied from people for ever: no file ties them again."""
    mine = select(Ballot.id).where(Ballot.topic_id == topic_id, col(Ballot.secret).is_(True))
    return {id for id in session.exec(mine) if id is not None}


def keep_rows(session: Session, rows: Sequence[SQLModel]) -> int:
    """Give each row its number, in the order of the file. Returns how many they are."""
    session.add_all(rows)
    session.flush()
    return len(rows)


def put_forward(
    topic_id: int, words: str, participant_id: int | None, hidden: bool, at: datetime
) -> Contribution:
    """Words that everyone read elsewhere: a proposal, or an argument about one."""
    return Contribution(
        topic_id=topic_id,
        participant_id=participant_id,
        words=words,
        channel=Channel.IMPORT,
        scope=Scope.PUBLIC,
        state=ContributionState.HIDDEN if hidden else ContributionState.SHOWN,
        at=at,
    )


def found(session: Session, proposals: Sequence[Proposal], words: Sequence[Contribution]) -> None:
    """Tie each proposal to the words that its author put forward."""
    keep_rows(session, words)
    links = [
        Link(kind=LinkKind.FOUNDED, contribution_id=own.id, to_id=proposal.id or 0)
        for proposal, own in zip(proposals, words, strict=True)
    ]
    keep_rows(session, links)
