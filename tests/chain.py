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
from deliberation.sittings.groupings import WallGroup
from deliberation.sittings.models import ReportBack, Room, TableNote
from deliberation.sittings.registers import Photograph, Registration, Workshop, WorkshopPlace
from deliberation.syntheses import commands, sign_off
from deliberation.syntheses.boards import Board
from deliberation.syntheses.citing import Written
from deliberation.syntheses.clusters.commands import Hand, place_words
from deliberation.syntheses.coding.models import Sample
from deliberation.syntheses.models import Remark, Section, Synthesis
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.sign_off_rules import HeadCount
from deliberation.syntheses.statements import add_statement
from tests.ballots.voting import MODERATOR, an_open_ballot, people, vote
from tests.sittings.days import GROUPS, STEPS, a_badge, a_day, a_table, seat, view_of
from tests.world import NOON, World, a_member

A_BOARD = {"description": "Un tableau", "image": b"", "account_id": 1, "at": NOON}


def a_whole_chain(world: World) -> str:
    """From a contribution to its transmission. Returns the session of who has every role."""
    staff = a_member(world, *Role)
    [speaker] = people(world, 1)
    world.db.do(_told, world.topic_id, speaker)
    vote(world, an_open_ballot(world), speaker, Choice.AGREE)
    a_full_day(world)
    world.keep(Board(topic_id=world.topic_id, **A_BOARD))
    world.db.do(place_words, world.topic_id, [1], None, "Un thème", Hand(1, NOON))
    by = {"statement_id": 1, "version": 1, "round": 1, "account_id": 1, "at": NOON}
    world.keep(Remark(words="Trop court", **by))
    world.keep(Sample(topic_id=world.topic_id, seed=1, drawn_at=NOON))
    return staff


def a_full_day(world: World) -> None:
    """A day in whose first step a table, a badge and a card of the wall are there once."""
    day = a_day(world, ({**STEPS[GROUPS], "topic_id": world.topic_id}, *STEPS))
    world.keep(Room(sitting_id=day, name="Une salle"))
    table, badge = a_table(world, day), a_badge(world, day, 1)
    group = world.keep(WallGroup(sitting_id=day, name="Un groupe")).id
    segment = view_of(world, day).segments[0].id
    assert segment
    seat(world, segment, badge, table)
    words = {"topic_id": world.topic_id, "words": "Une note"}
    where = {"segment_id": segment, "table_id": table}
    world.keep(TableNote(number=9, at=NOON, **where, **words))
    card = {"contribution_id": 1, "rank": 1, "shuffle": "x", "wall_group_id": group}
    world.keep(ReportBack(**where, **card))
    world.keep(Photograph(description="Un tableau", image=b"", **where))
    workshop = world.keep(Workshop(sitting_id=day, title="Un atelier", capacity=3))
    came = {"registered_on": NOON.date(), "token_hash": "x"}
    person = world.keep(Registration(sitting_id=day, name="Une personne", **came))
    world.keep(WorkshopPlace(registration_id=person.id, workshop_id=workshop.id, rank=1))


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
    add_statement(session, section, Written("Une phrase.", by_group=True), MODERATOR, NOON)
    if coverage_of(session, session.get_one(Synthesis, number)).untouched:
        commands.set_rest_aside(session, number, "Dit autrement.", MODERATOR)
    commands.submit_synthesis(session, number, MODERATOR, NOON)
    sign_off.record_sitting(session, number, HeadCount(3, 3, 0, 0, 0), "", MODERATOR, NOON)
    sign_off.publish_synthesis(session, number, MODERATOR, NOON)


def address_of(pattern: str, number: Any = 1) -> str:
    """The address of a route in which every number is this one."""
    names = {"slug": "deux-vals", "code": "K7M4PX", "token": "x", "kind": "pdf", "way": "retirer"}
    numbered = re.sub(r"\{\w+:id\}", str(number), pattern)
    return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], numbered)
