"""What the desk shows of the room: who is where, what tables have written, who wants to speak."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from deliberation.debate.commands import Said, add_contribution
from deliberation.sittings.models import Act, ReadBack, Saying, TableNote
from deliberation.sittings.registers import Colour, Raised, Speaker, SpeakerState
from deliberation.sittings.tiles import Tile, room, seated_segment
from tests.ballots.voting import people
from tests.sittings.days import GROUPS, a_badge, a_day, a_table, act, go_to, seat, view_of
from tests.world import NOON, World


def shown(world: World, day: int) -> dict[str, Any]:
    with world.db.reading() as session:
        return room(session, view_of(world, day))


def tile_of(world: World, day: int, number: int = 1) -> Tile:
    tiles: list[Tile] = shown(world, day)["tiles"]
    return next(tile for tile in tiles if tile.table.number == number)


def a_note(world: World, table: int, segment: int, number: int, **details: Any) -> None:
    world.keep(
        TableNote(
            table_id=table,
            segment_id=segment,
            topic_id=world.topic_id,
            number=number,
            words="Le guichet ferme trop tôt.",
            **{"at": NOON} | details,
        )
    )


def test_a_tile_says_how_many_people_of_each_college_sit_at_the_table(world: World) -> None:
    day = a_day(world)
    groups = go_to(world, day, GROUPS)
    first, second = (a_table(world, day, number) for number in (1, 2))
    for number, college in enumerate(("concerned", "institutions", "concerned", None), 1):
        seat(world, groups, a_badge(world, day, number, college), first)
    seat(world, groups, a_badge(world, day, 9, "professionals"), second)
    tile = tile_of(world, day)
    assert tile.people == 4
    assert [(dots.shape, dots.number) for dots in tile.dots] == [
        ("circle", 2),
        ("triangle", 1),
        ("ring", 1),
    ]
    assert tile_of(world, day, 2).people == 1


def test_a_tile_counts_drafts_and_what_was_heard_but_not_what_was_removed(world: World) -> None:
    day = a_day(world)
    groups = go_to(world, day, GROUPS)
    table = a_table(world, day)
    a_note(world, table, groups, 1)
    a_note(world, table, groups, 2, at=NOON + timedelta(minutes=5))
    a_note(world, table, groups, 3, at=NOON + timedelta(minutes=9), removed=True)
    assert tile_of(world, day).notes == 2
    assert tile_of(world, day).last_note == NOON + timedelta(minutes=5)
    assert tile_of(world, day).heard_at is None
    [person] = people(world, 1)
    said = world.db.do(add_contribution, world.topic_id, person, Said("Un mot", None), NOON)
    world.keep(Saying(segment_id=groups, contribution_id=said, table_id=table))
    world.keep(ReadBack(segment_id=groups, table_id=table, at=NOON))
    assert tile_of(world, day).notes == 3
    assert tile_of(world, day).heard_at == NOON


def test_back_in_plenary_the_tiles_still_tell_of_the_groups_that_have_just_been(
    world: World,
) -> None:
    day = a_day(world)
    groups = view_of(world, day).segments[GROUPS]
    assert seated_segment(view_of(world, day)) == groups
    go_to(world, day, GROUPS + 1)
    assert seated_segment(view_of(world, day)) == groups
    act(world, day, Act.END)
    assert seated_segment(view_of(world, day)) == groups


def test_cards_are_numbers_and_speakers_are_called_as_they_chose(world: World) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    for person in people(world, 3):
        world.keep(Raised(sitting_id=day, participant_id=person, colour=Colour.LOST))
    world.keep(Speaker(sitting_id=day, badge=12, state=SpeakerState.DONE))
    world.keep(Speaker(sitting_id=day, table_id=table, state=SpeakerState.SPEAKING))
    world.keep(Speaker(sitting_id=day, badge=31))
    told = shown(world, day)
    assert told["raised"] == {"lost": 3, "slower": 0}
    hands = [(hand.badge, hand.table, hand.speaking) for hand in told["hands"]]
    assert hands == [(None, 4, True), (31, None, False)]


def test_a_table_of_another_day_is_not_shown(world: World) -> None:
    day, other = a_day(world), a_day(world)
    a_table(world, other)
    assert shown(world, day)["tiles"] == []


def questions(world: World, day: int) -> int:
    """How many times the database is asked something to show the room."""
    asked: list[str] = []

    def hear(*said: Any) -> None:
        asked.append(said[2])

    view = view_of(world, day)
    with world.db.reading() as session:
        event.listen(world.db.readers, "before_cursor_execute", hear)
        room(session, view)
        event.remove(world.db.readers, "before_cursor_execute", hear)
    return len(asked)


def test_thirty_tables_ask_the_database_as_often_as_one(world: World) -> None:
    day = a_day(world)
    groups = go_to(world, day, GROUPS)
    a_table(world, day)
    alone = questions(world, day)

    for number in range(2, 31):
        table = a_table(world, day, number)
        seat(world, groups, a_badge(world, day, number, "concerned"), table)
        a_note(world, table, groups, number)
        world.keep(Speaker(sitting_id=day, table_id=table))
        world.keep(ReadBack(segment_id=groups, table_id=table, at=NOON))
    assert questions(world, day) == alone > 0
