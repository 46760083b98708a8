"""A whole day, from its preparation to what it leaves, over HTTP and WebSockets."""

from contextlib import ExitStack

import pytest

from deliberation.config import Settings
from deliberation.records.verifying import altered
from tests.journeys.concluding import (
    the_wall_becomes_a_ballot,
    they_vote,
    they_write_together,
    what_is_left,
)
from tests.journeys.gathering import (
    BADGES,
    COLLEGES,
    WELCOME,
    everyone_arrives,
    follow,
    goes_to,
    has_a_workshop,
    peers_write,
    rehearse_beside,
    someone_registers,
    they_confront,
)
from tests.journeys.living import (
    CROSSING,
    announces,
    furnishes,
    prepares,
)
from tests.journeys.story import a_story

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.timeout(240),  # a whole day, and its rehearsal, on a busy machine
]


def test_a_day_is_lived_from_its_preparation_to_what_it_leaves(settings: Settings) -> None:
    with a_story(settings) as story, ExitStack() as screens:
        day = prepares(story, CROSSING)
        has_a_workshop(day)
        furnishes(day, list(COLLEGES), BADGES)
        announces(day)
        someone_registers(day)
        everyone_arrives(day)
        live = follow(day, screens)
        goes_to(day, live, WELCOME)
        peers_write(day, live)
        rehearse_beside(day, settings)
        they_confront(day, live)
        they_write_together(day, live)
        ballot = the_wall_becomes_a_ballot(day, live)
        they_vote(day, ballot, live)
        what_is_left(day, ballot, live)
        with story.db.reading() as session:
            assert altered(session, story.key) == []
