"""From a word said at a table to an answer received: the ten steps, over HTTP and WebSockets."""

import pytest

from deliberation.config import Settings
from deliberation.records.verifying import altered
from tests.journeys.answering import (
    receives_the_answer,
    shows_the_result,
    signs_off,
    transmits,
    votes,
    writes_a_synthesis,
)
from tests.journeys.speaking import (
    come_in,
    comes_back_and_leaves,
    contribute,
    makes_a_code,
    makes_proposals,
    opens_a_topic,
    scribe_notes,
)
from tests.journeys.story import a_story

pytestmark = pytest.mark.both_databases


def test_a_word_said_at_a_table_travels_to_the_answer_received(settings: Settings) -> None:
    with a_story(settings) as story:
        moderator = story.signed_in("moderatrice")
        topic = opens_a_topic(story, moderator)
        code = makes_a_code(story, moderator, topic)
        people, words = come_in(story, moderator, topic, code)
        comes_back_and_leaves(story, people[1], words[1])
        contribute(story, people, topic)
        scribe_notes(story, people[2], topic)
        proposal = makes_proposals(moderator, people[3], topic)
        ballot = votes(story, moderator, people, topic, proposal)
        shows_the_result(people, moderator, ballot, topic)
        synthesis = writes_a_synthesis(moderator, topic, proposal, ballot)
        signs_off(story, moderator, synthesis)
        transmission = transmits(story, people, synthesis)
        receives_the_answer(people, proposal, transmission)
        with story.db.reading() as session:
            assert altered(session, story.key) == []
