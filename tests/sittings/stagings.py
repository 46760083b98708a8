"""Builders of what stands before the room: a card, a confrontation, a vote, and what changes."""

from datetime import UTC, datetime
from typing import Any

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot
from deliberation.debate import commands
from deliberation.debate.models import Act as Moderation
from deliberation.debate.models import Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.sittings.groupings import Pairing, PairingKind
from deliberation.sittings.models import Act, Scene, Segment
from tests.ballots.voting import MODERATOR, people
from tests.debate.speaking import an_account
from tests.sittings.days import (
    VOTE,
    a_day,
    a_table,
    act,
    go_to,
)
from tests.sittings.walls import (
    PEERS,
    a_card,
    a_wall,
    card_row,
    look,
    seated,
    words_of,
)
from tests.world import NOON, World


def a_shown_card(world: World) -> tuple[int, int, int]:
    """(day, words, who said them) with a card of them on the screen."""
    day, groups, table = a_wall(world)
    speaker = people(world, 1)[0]
    words = words_of(world, "Un guichet le soir", participant_id=speaker)
    a_card(world, groups, table, contribution_id=words, on_screen=True)
    look(world, day, Scene.WALL)
    return day, words, speaker


def withdraw(world: World, words: int, speaker: int) -> None:
    world.db.do(commands.withdraw_contribution, words, speaker)


def keep_back(world: World, words: int, speaker: int) -> None:
    world.db.do(commands.change_scope, words, speaker, Scope.TABLE)


def hide(world: World, words: int, speaker: int) -> None:
    decision = Decision(Moderation.HIDE, "Désigne quelqu'un")
    world.db.do(moderate_contribution, words, decision, an_account(world), NOON)


def correct(world: World, words: int, speaker: int) -> None:
    now = datetime.now(UTC)
    world.db.do(commands.correct_contribution, words, speaker, "Madame Untel dort", now)


def a_confrontation(world: World, **sizes: int) -> tuple[int, dict[str, list[str]]]:
    """Colleges that met apart, then stand before the room: their cards, all shown."""
    day = a_day(world, PEERS)
    groups = go_to(world, day, 1)
    cards: dict[str, list[str]] = {}
    for place, (college, size) in enumerate(sizes.items()):
        table = a_table(world, day, place + 1, college_id=world.colleges[college])
        seated(world, day, groups, table, start=100 * (place + 1), **{college: size})
        said = [f"{college} {number}" for number in ("un", "deux", "trois")]
        cards[college] = [a_card(world, groups, table, one, on_screen=True) for one in said]
    act(world, day, Act.NEXT)
    look(world, day, Scene.CONFRONTATION)
    return day, cards


def pair(world: World, first: str, second: str, kind: PairingKind) -> None:
    ids = sorted(card_row(world, one).id or 0 for one in (first, second))
    world.keep(Pairing(first_id=ids[0], second_id=ids[1], kind=kind))


def a_vote(world: World, **details: Any) -> tuple[int, int]:
    """A day that stands at its vote, and the ballot, still shut."""
    day = a_day(world)
    step = go_to(world, day, VOTE)
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?", **details)
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)

    def link(session: Any) -> None:
        session.get_one(Segment, step).ballot_id = id

    world.db.do(link)
    return day, id
