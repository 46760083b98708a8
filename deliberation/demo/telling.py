"""A topic of the demonstration, from its question to its votes, through the rooms' commands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, select

from deliberation.assembly.commands import advance_topic, frame_topic
from deliberation.assembly.rules import Step
from deliberation.debate import commands as debate
from deliberation.debate.commands import Said
from deliberation.debate.models import Act, Contribution, Nature, Scope, Voice
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.debate.notes import claim_note, enter_note
from deliberation.debate.proposals import (
    Text,
    change_proposal,
    make_proposal,
    merge_proposals,
)
from deliberation.debate.rules import note_letters
from deliberation.demo.cast import Cast
from deliberation.demo.story import Clock
from deliberation.demo.voting import tell_ballot
from deliberation.people.models import Channel

STEPS = {
    "open": (),
    "closed": (Step.CLOSE,),
    "in_synthesis": (Step.CLOSE, Step.START_SYNTHESIS),
    "concluded": (Step.CLOSE, Step.START_SYNTHESIS),  # it ends after its synthesis
}


class Told(NamedTuple):
    """What a topic holds, each thing at its place in the story, counted from 1."""

    topic_id: int
    contributions: list[int]
    proposals: list[int]
    ballots: list[int]


def tell(
    session: Session,
    cast: Cast,
    clock: Clock,
    story: dict[str, Any],
    meanwhile: Callable[[int], object] = lambda topic_id: None,
) -> Told:
    """Ask the question, hear everyone, propose, vote, and close if the time has come.

    `meanwhile` is what else happens while the topic is open.
    """
    actor = cast.actor("moderator")
    dates = {"opens_on": clock.day(story["opens"]), "closes_on": clock.day(story["closes"])}
    words = {"why": "", "easy_read": "", "decider": "", "can_change": "", "known_when": ""}
    topic_id = frame_topic(
        session, cast.groups[story["group"]], words | story["topic"] | dates, actor
    )
    advance_topic(session, topic_id, Step.OPEN, actor, clock.at(story["opens"]))
    first, last = story["spoken"]
    pace = (last - first) / len(story["contributions"])
    said = [
        _say(session, cast, topic_id, one, clock.at(first + rank * pace), session.info["key"])
        for rank, one in enumerate(story["contributions"])
    ]
    told = Told(topic_id, said, [], [])
    for one in story["proposals"]:
        told.proposals.append(_propose(session, cast, clock, told, one, story["proposed"]))
    _withdraw(session, told, story)
    for one in story["ballots"]:
        before = told.ballots[-1] if one.get("again") else None
        told.ballots.append(
            tell_ballot(session, cast, clock, topic_id, told.proposals, one, before)
        )
    _write_again(session, cast, clock, told, story)
    meanwhile(topic_id)
    for step in STEPS[story["phase"]]:
        advance_topic(session, topic_id, step, actor, clock.at(story["closes"] + 1))
    return told


def _say(
    session: Session, cast: Cast, topic_id: int, one: dict[str, Any], now: datetime, key: bytes
) -> int:
    """Some words: written online by their author, or entered for a table by a scribe."""
    nature, voice = one.get("nature"), one.get("voice")
    said = Said(
        one["words"],
        Nature(nature) if nature else None,
        Voice(voice) if voice else None,
        Scope(one["scope"]),
        Channel(one["channel"]),
        one.get("said_by", 1),
        one.get("table", ""),
    )
    if "by" in one:
        author = cast.person(one["by"])
        id = debate.add_contribution(session, topic_id, author, said, now)
        if "corrected" in one:
            id = debate.correct_contribution(session, id, author, one["corrected"], now)
        return id
    number = enter_note(session, topic_id, cast.accounts["scribe"], said, now)
    if "claimed" in one:
        letters = note_letters(key, topic_id, number)
        claim_note(session, topic_id, number, letters, cast.person(one["claimed"]))
    notes = select(Contribution).where(Contribution.topic_id == topic_id)
    id = session.exec(notes.where(Contribution.note_number == number)).one().id or 0
    if "hidden" in one:
        decision = Decision(Act.HIDE, one["hidden"])
        moderate_contribution(session, id, decision, cast.accounts["moderator"], now)
    return id


def _propose(
    session: Session, cast: Cast, clock: Clock, told: Told, one: dict[str, Any], day: int
) -> int:
    text, account, now = Text(one["words"], one["title"]), cast.accounts["moderator"], clock.at(day)
    if "merges" in one:
        joined = [told.proposals[place - 1] for place in one["merges"]]
        return merge_proposals(session, told.topic_id, joined, text, account, now)
    sources = [told.contributions[place - 1] for place in one["from"]]
    return make_proposal(session, told.topic_id, sources, text, account, now)


def _withdraw(session: Session, told: Told, story: dict[str, Any]) -> None:
    for id, one in zip(told.contributions, story["contributions"], strict=True):
        if one.get("withdrawn"):
            author = session.get_one(Contribution, id).participant_id or 0
            debate.withdraw_contribution(session, id, author)


def _write_again(
    session: Session, cast: Cast, clock: Clock, told: Told, story: dict[str, Any]
) -> None:
    """Objections were heard: a proposal has a second version."""
    for id, one in zip(told.proposals, story["proposals"], strict=True):
        if "rewritten" in one:
            text, now = Text(one["rewritten"], one["title"]), clock.at(story["closes"])
            change_proposal(session, id, text, cast.accounts["moderator"], now)
