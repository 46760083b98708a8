"""Keeping a Polis conversation: comments become proposals, voters participants, votes votes."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from deliberation.ballots.closing import close_imported
from deliberation.ballots.commands import keep_choices
from deliberation.ballots.models import Ballot
from deliberation.debate.models import Proposal, ProposalVersion
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.records import imports
from deliberation.records.polis import Conversation


class Kept(NamedTuple):
    """What an import left: the topic, and how much was new."""

    topic_id: int
    proposals: int
    participants: int
    votes: int


def keep_conversation(session: Session, conversation: Conversation, now: datetime) -> Kept:
    """Keep what is new of a conversation. The same one, read again, adds nothing."""
    topic = imports.imported_topic(session, conversation.id, conversation.title)
    assert topic.id
    people, new_people = imports.known_participants(
        session, topic, conversation.participants, local_day(now)
    )
    ballots, new_ballots = _ballots(session, topic.id, conversation, people, now)
    untied = imports.untied_ballots(session, topic.id)
    choices = {
        (ballots[comment], people[voter]): choice
        for (voter, comment), choice in conversation.votes.items()
        if ballots[comment] not in untied
    }
    changed = keep_choices(session, choices, dict.fromkeys(people.values()))
    close_imported(session, new_ballots | {ballot for ballot, _ in changed})
    kept = Kept(topic.id, len(new_ballots), new_people, len(changed))
    if any(kept[1:]):
        record(session, "conversation.imported", topic.channel, **kept._asdict())
    return kept


def _ballots(
    session: Session,
    topic_id: int,
    conversation: Conversation,
    people: dict[str, int],
    now: datetime,
) -> tuple[dict[str, int], set[int]]:
    """One closed ballot for each comment, by the comment's number; and those that are new."""
    known = imports.known_rows(session, Ballot, topic_id)
    comments = [one for one in conversation.comments.values() if one.id not in known]
    proposals = [
        Proposal(
            topic_id=topic_id,
            participant_id=people.get(comment.author),
            hidden=comment.hidden,
            external_id=comment.id,
        )
        for comment in comments
    ]
    imports.keep_rows(session, proposals)
    versions = [
        ProposalVersion(proposal_id=proposal.id or 0, words=comment.words, at=now)
        for proposal, comment in zip(proposals, comments, strict=True)
    ]
    imports.keep_rows(session, versions)
    said = [
        imports.put_forward(topic_id, one.words, people.get(one.author), one.hidden, now)
        for one in comments
    ]
    imports.found(session, proposals, said)
    ballots = [
        imports.closed_ballot(topic_id, version.id or 0, comment.id, now)
        for version, comment in zip(versions, comments, strict=True)
    ]
    imports.keep_rows(session, ballots)
    made = {ballot.external_id or "": ballot.id or 0 for ballot in ballots}
    return known | made, set(made.values())
