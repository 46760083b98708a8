"""What was tried against a vote a second time, and does not work either."""

from deliberation.ballots.channels import add_slips, count_by_hand
from deliberation.ballots.models import HandCount
from deliberation.people.models import Channel
from tests.ballots.voting import MODERATOR, an_open_ballot, close, recount
from tests.sittings.desks import rows
from tests.world import World


def test_a_table_that_raised_hands_may_have_slips_that_say_the_same(world: World) -> None:
    ballot = an_open_ballot(world)
    world.db.do(count_by_hand, ballot, "Table 4", Channel.TABLE, {"agree": 5}, MODERATOR)
    world.db.do(add_slips, ballot, "table 4", "agree", 2, MODERATOR)
    world.db.do(count_by_hand, ballot, "Table 4", Channel.TABLE, {"agree": 4}, MODERATOR)
    close(world, ballot)
    said = {(row.source, row.channel): row.number for row in rows(world, HandCount)}
    assert said == {("Table 4", Channel.TABLE): 4, ("Table 4", Channel.PAPER): 2}
    assert recount(world) == []
