"""A committee in which each thing of the chain is there once: all of them have the number 1."""

import re
from datetime import date
from typing import Any

from sqlmodel import Session, select

from deliberation.ballots.models import Choice
from deliberation.council.commands import send_transmission
from deliberation.council.reading import Asked
from deliberation.debate.commands import Said, add_contribution
from deliberation.debate.proposals import Text, make_proposal
from deliberation.roles import Role
from deliberation.syntheses import commands, sign_off
from deliberation.syntheses.commands import Written
from deliberation.syntheses.models import Section
from deliberation.syntheses.rules import HeadCount
from tests.ballots.voting import MODERATOR, an_open_ballot, people, vote
from tests.world import NOON, World, a_member


def a_whole_chain(world: World) -> str:
    """From a contribution to its transmission. Returns the session of who has every role."""
    staff = a_member(world, *Role)
    [speaker] = people(world, 1)
    world.db.do(_told, world.topic_id, speaker)
    vote(world, an_open_ballot(world), speaker, Choice.AGREE)
    return staff


def _told(session: Session, topic_id: int, speaker: int) -> None:
    number = add_contribution(session, topic_id, speaker, Said("Des mots à soi"), NOON)
    make_proposal(session, topic_id, [number], Text("Une proposition"), 1, NOON)
    publish(session, topic_id)
    questions = [Asked("Une question ?")]
    send_transmission(session, 1, questions, "", date(2099, 1, 1), MODERATOR, NOON)


def publish(session: Session, topic_id: int) -> None:
    """A synthesis of one sentence, from its draft to its frozen form."""
    number = commands.start_synthesis(session, topic_id, "Synthèse", MODERATOR, NOON)
    section = session.exec(select(Section.id).where(Section.synthesis_id == number)).first()
    assert section
    commands.add_statement(session, section, Written("Une phrase.", by_group=True), MODERATOR)
    commands.submit_synthesis(session, number, MODERATOR)
    sign_off.record_sitting(session, number, HeadCount(3, 3, 0, 0, 0), "", MODERATOR, NOON)
    sign_off.publish_synthesis(session, number, MODERATOR, NOON)


def address_of(pattern: str, number: Any = 1) -> str:
    """The address of a route in which every number is this one."""
    names = {"slug": "deux-vals", "code": "K7M4PX", "token": "x", "kind": "pdf", "way": "retirer"}
    numbered = re.sub(r"\{\w+:id\}", str(number), pattern)
    return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], numbered)
