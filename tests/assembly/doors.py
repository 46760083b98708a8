"""Builders and readings for those who come in: codes, cards, and the words that a page shows."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from httpx2 import Response
from sqlmodel import select

from deliberation.assembly.models import Committee
from deliberation.db import Database
from deliberation.people.models import AccessCard, Participant, RoomCode, Structure
from deliberation.people.models import StructureKind as Kind
from deliberation.people.rules import NoEntry
from deliberation.people.speech import PrintedCard, printed_cards
from deliberation.web import refusal_words
from tests.world import World

CODE = "K7M4PX"


def a_room_code(world: World, **details: object) -> str:
    expires_at = datetime.now(UTC) + timedelta(hours=2)
    row = {
        "code": CODE,
        "committee_id": world.committee_id,
        "topic_id": world.topic_id,
        "expires_at": expires_at,
    }
    world.keep(RoomCode(**row | details))
    return str((row | details)["code"])


def a_printed_card(
    world: World, college: str | None = "concerned", **details: object
) -> PrintedCard:
    """A card printed beforehand and handed out by a structure, not used yet."""
    [card] = printed_cards(world.db.key, "a form", 1)
    structure = world.keep(
        Structure(committee_id=world.committee_id, name="Les Voix du Val", kind=Kind.CONCERNED)
    )
    row = {
        "committee_id": world.committee_id,
        "college_id": world.colleges[college] if college else None,
        "structure_id": structure.id,
        "batch": "29 mars 2026",
        "code_hash": card.code_hash,
        "card_hash": card.speech.hash,
    }
    world.keep(AccessCard(**row | details))
    return card


def another_committee(world: World) -> int:
    details = {"slug": "ailleurs", "name": "Ailleurs", "territories": "", "bearers": "", "term": ""}
    return int(world.keep(Committee(**details)).id)


def participants(db: Database) -> list[Participant]:
    with db.reading() as session:
        return list(session.exec(select(Participant).order_by(Participant.id)))


def words_on(reply: Response) -> list[str]:
    """The four words that a page shows."""
    block = re.search(r'class="speech-card-words"[^>]*>(.*?)</p>', reply.text, re.S)
    return re.findall(r"<span>(.*?)</span>", unescape(block[1])) if block else []


def says(reply: Response, refusal: NoEntry) -> bool:
    return refusal_words(refusal) in unescape(reply.text) and 'role="alert"' in reply.text
