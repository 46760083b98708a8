"""A committee never runs out of pseudonyms, and no two of its people share one."""

import re
from datetime import UTC, datetime

from deliberation.people.commands import join_room
from tests.assembly.doors import a_room_code, participants
from tests.world import World


def test_when_all_are_taken_pseudonyms_get_one_more_digit_and_stay_different(world: World) -> None:
    code, now = a_room_code(world), datetime.now(UTC)
    for number in range(25):
        world.db.do(join_room, code, None, f"card {number}", lambda: "Voix 2100", now)
    names = [participant.pseudonym for participant in participants(world.db)]
    assert names[0] == "Voix 2100"
    assert len(set(names)) == 25
    assert all(re.fullmatch(r"Voix 2100\d{0,3}", name) for name in names)
    assert re.fullmatch(r"Voix 2100\d", names[1])
