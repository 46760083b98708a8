"""Builders: people who speak, words that were said, and where a test finds them again."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from sqlmodel import col, select

from deliberation.assembly.models import Committee
from deliberation.debate import commands, rules
from deliberation.debate.commands import Said
from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.debate.notes import enter_note
from deliberation.debate.proposals import Text, make_proposal
from deliberation.debate.rules import Audience
from deliberation.journal import Event
from deliberation.people.models import Account, Channel, Participant
from tests.world import NOON, World, a_participant, hash_of, new_token

PHONE = "Appelez Camille au 06 12 34 56 78, elle saura."


def a_speaker(world: World, number: int = 1) -> int:
    """The id of a participant."""
    return who(world, a_participant(world, number=number))


def who(world: World, secret: str) -> int:
    """The id of the participant who holds this card."""
    with world.db.reading() as session:
        found = select(Participant.id).where(Participant.card_hash == hash_of(secret))
        return session.exec(found).one()


def an_account(world: World, email: str = "plume@example.org") -> int:
    return world.keep(Account(email=email, name="Plume (prénom d'emprunt)")).id


def said(world: World, speaker: int, words: str = "Un guichet.", **details: Any) -> int:
    """A participant said this."""
    wish = Said(words, **details)
    return world.db.do(commands.add_contribution, world.topic_id, speaker, wish, NOON)


def a_note(world: World, scribe: int, words: str = "Un guichet.", **details: Any) -> int:
    """A scribe wrote this. Returns the number of the note."""
    wish = Said(words, **({"table_name": "Les Pins"} | details))
    return world.db.do(enter_note, world.topic_id, scribe, wish, NOON)


def a_proposal(world: World, account: int, sources: Iterable[int], words: str = "Oui.") -> int:
    text = Text(words)
    return world.db.do(make_proposal, world.topic_id, list(sources), text, account, NOON)


def in_state(world: World, speaker: int, state: ContributionState, scope: Scope) -> int:
    """Words in this state and of this scope, as they are in the table."""
    return world.keep(
        Contribution(
            topic_id=world.topic_id,
            participant_id=speaker,
            words=f"{state} {scope}",
            channel="online",
            scope=scope,
            state=state,
            at=NOON,
        )
    ).id


def row(world: World, id: int) -> Contribution:
    with world.db.reading() as session:
        return session.get_one(Contribution, id)


def note_row(world: World, number: int) -> Contribution:
    with world.db.reading() as session:
        return session.exec(select(Contribution).where(Contribution.note_number == number)).one()


def journal(world: World) -> list[Event]:
    with world.db.reading() as session:
        return list(session.exec(select(Event).order_by(col(Event.id))))


def a_neighbour(world: World) -> str:
    """Someone of another committee."""
    other = world.keep(
        Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="")
    )
    secret = new_token()
    world.keep(
        Participant(
            committee_id=other.id,
            pseudonym="Voix 1",
            card_hash=hash_of(secret),
            channel=Channel.PHONE,
            joined_on=NOON.date(),
        )
    )
    return secret


def id_in(address: str) -> int:
    """The number of the row to which an address leads."""
    found = re.search(r"/(\d+)(?:\?|$)", address)
    assert found
    return int(found[1])


def visible(world: World, audience: Audience) -> list[str]:
    """The words of the open topic that an audience may read."""
    with world.db.reading() as session:
        rows = commands.visible_contributions(session, world.topic_id, audience)
        return [contribution.words for contribution in rows]


def letters(world: World, number: int) -> str:
    """The letters that were given with the number of a note."""
    return rules.note_letters(world.db.key, world.topic_id, number)


def seen(page: str) -> str:
    """What a page says, with its apostrophes as we type them."""
    return unescape(page).replace("’", "'")
