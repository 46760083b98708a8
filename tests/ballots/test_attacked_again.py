"""What was tried against a vote a second time, and does not work either."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

from deliberation.ballots.changes import ask_again, raise_secrecy
from deliberation.ballots.channels import add_slips, count_by_hand
from deliberation.ballots.lifecycle import group_colleges, open_ballot, publish_ballot
from deliberation.ballots.models import Choice, Grouping, HandCount, Method
from deliberation.journal import record
from deliberation.people.models import Channel
from tests.ballots.voting import (
    MODERATOR,
    a_ballot_of,
    an_open_ballot,
    close,
    people,
    recount,
    vote,
)
from tests.sittings.desks import rows
from tests.world import NOON, World


def test_a_table_that_raised_hands_may_have_slips_that_say_the_same(world: World) -> None:
    ballot = an_open_ballot(world)
    world.db.do(count_by_hand, ballot, "Table 4", Channel.TABLE, {"agree": 5}, MODERATOR)
    world.db.do(add_slips, ballot, "table 4", "agree", 2, MODERATOR)
    world.db.do(count_by_hand, ballot, "Table 4", Channel.TABLE, {"agree": 4}, MODERATOR)
    close(world, ballot)
    said = {(row.source, row.channel): row.number for row in rows(world, HandCount)}
    assert said == {("Table 4", Channel.TABLE): 4, ("Table 4", Channel.PAPER): 2}
    assert recount(world) == []


def alter(world: World, statement: str) -> None:
    """What somebody with the database's password can do, and no command does."""
    world.db.do(lambda session: session.execute(text(statement)) and None)


@pytest.mark.parametrize("state", ["draft", "open", "published"])
def test_a_vote_that_was_taken_back_or_on_behind_the_platform_is_found(
    world: World, state: str
) -> None:
    ballot = an_open_ballot(world)
    for person in people(world, 6):
        vote(world, ballot, person, Choice.AGREE)
    close(world, ballot)
    assert recount(world) == []
    alter(world, f"UPDATE ballot SET state = '{state}'")
    assert f"ballot:{ballot}: {state}, the journal says closed" in recount(world)


def test_a_draft_that_nobody_opened_is_found_open(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    assert recount(world) == []
    alter(world, "UPDATE ballot SET state = 'open'")
    assert recount(world) == [f"ballot:{ballot}: open, the journal says draft"]


def test_people_present_whom_nobody_declared_are_found(world: World) -> None:
    ballot = an_open_ballot(world)
    alter(world, "UPDATE ballot SET present = 8")
    assert recount(world) == [
        f"ballot:{ballot}: the people present are not those that were declared"
    ]


def test_slips_that_are_typed_after_an_alteration_do_not_seal_it(world: World) -> None:
    ballot = an_open_ballot(world)
    world.db.do(add_slips, ballot, "Urne", "agree", 3, MODERATOR)
    alter(world, "UPDATE hand_count SET number = 30")
    world.db.do(add_slips, ballot, "Urne", "agree", 1, MODERATOR)
    close(world, ballot)
    assert recount(world) == [f"hand_count:{ballot}/paper/0/Urne: not what was declared"]


def test_a_question_that_was_altered_is_not_sealed_when_its_votes_are_untied(world: World) -> None:
    ballot = an_open_ballot(world)
    close(world, ballot)
    world.db.do(publish_ballot, ballot, MODERATOR)
    alter(world, "UPDATE ballot SET question = 'Fermer ?'")
    world.db.do(raise_secrecy, ballot, MODERATOR)
    assert recount(world) == [f"ballot:{ballot}: what it asks is not what people answered"]


def test_hands_that_were_declared_before_there_were_marks_are_not_called_altered(
    world: World,
) -> None:
    def before(session: Session) -> None:
        row = {"source": "Table 4", "channel": Channel.TABLE, "choice": "agree", "number": 5}
        session.add(HandCount(ballot_id=ballot, **row))
        details = {"source": "Table 4", "by": "table", "voices": 5}
        record(session, "hands.counted", f"ballot:{ballot}", actor=MODERATOR, **details)

    ballot = an_open_ballot(world)
    world.db.do(before)
    world.db.do(count_by_hand, ballot, "Table 5", Channel.TABLE, {"agree": 2}, MODERATOR)
    close(world, ballot)
    assert recount(world) == []


def test_a_question_asked_again_shows_the_same_colleges_together(world: World) -> None:
    """Shown together, then apart, the few of one college would be told by the difference."""
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    both = [world.colleges[name] for name in ("concerned", "professionals")]
    world.db.do(group_colleges, ballot, "Le terrain", both, MODERATOR)
    world.db.do(open_ballot, ballot, MODERATOR, NOON)
    close(world, ballot)
    again = world.db.do(ask_again, ballot, MODERATOR)
    named = {row.college_id: row.name for row in rows(world, Grouping) if row.ballot_id == again}
    assert named == dict.fromkeys(both, "Le terrain")
