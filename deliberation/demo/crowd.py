"""How the participants of the demonstration come in: two with a printed card, others by code."""

from datetime import timedelta
from random import Random
from typing import Any

from sqlmodel import Session, select

from deliberation.demo import keys
from deliberation.demo.cast import A_LONG_TIME, Cast, keep
from deliberation.demo.story import Clock
from deliberation.i18n import day, hour
from deliberation.people import cards, commands
from deliberation.people.hashing import from_key
from deliberation.people.models import AccessCard, RoomCode, Structure, StructureKind
from deliberation.people.speech import PrintedCard

FIRST_DAY = -335


def let_in(session: Session, key: bytes, cast: Cast, told: dict[str, Any], clock: Clock) -> None:
    """Everyone enters on the first day; the first of two colleges holds a card that is printed."""
    printed = keys.printed(key)
    _hand_out_cards(session, cast, printed, told["structure"], clock)
    draw = Random(from_key(key, keys.PURPOSE, "pseudonyms"))
    code, now = keys.room_code(key), clock.at(FIRST_DAY)
    _open_room(session, cast, code, clock)

    def naming() -> str:
        return cards.pseudonym(draw.choice)

    for card in printed[: keys.FREE]:
        held = select(AccessCard.id).where(AccessCard.code_hash == card.code_hash)
        card_id = session.exec(held).one() or 0
        commands.enter_with_card(session, card_id, None, naming, now)
    with_card = (told["structure"]["college"], keys.SECOND_COLLEGE)
    for one in told["colleges"]:
        college = one["code"]
        for place in range(one["people"] - (college in with_card)):
            # Nobody holds the words of this card: it is only a place in the committee.
            card_hash = from_key(key, keys.PURPOSE, "entry", college, place).hex()
            commands.join_room(session, code, cast.colleges[college], card_hash, naming, now)
    cast.know(session)


def _hand_out_cards(
    session: Session, cast: Cast, printed: list[PrintedCard], told: dict[str, str], clock: Clock
) -> None:
    """A collective hands cards out, which vouch for their holders; a professional has one too."""
    structure = keep(
        session,
        Structure(committee_id=cast.committee_id, name=told["name"], kind=StructureKind.CONCERNED),
    )
    now = clock.at(FIRST_DAY)
    theirs = [printed[keys.HELD_BY_CONCERNED], *printed[keys.FREE :]]
    for college, by, batch in (
        (told["college"], structure, theirs),
        (keys.SECOND_COLLEGE, None, [printed[keys.HELD_BY_PROFESSIONAL]]),
    ):
        commands.make_cards(
            session,
            cast.committee_id,
            cast.colleges[college],
            by,
            f"{day(now)}, {hour(now)}",
            [(card.code_hash, card.speech.hash) for card in batch],
            cast.actor("moderator"),
            now,
        )


def _open_room(session: Session, cast: Cast, code: str, clock: Clock) -> None:
    """A code that a command would draw at random, and for some days only, opens for long here."""
    until = clock.now + timedelta(days=A_LONG_TIME)
    keep(session, RoomCode(code=code, committee_id=cast.committee_id, expires_at=until))
