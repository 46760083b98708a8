"""« Nous avez-vous bien compris ? »: when a text is read back, and what it waits for."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from deliberation.debate.models import Scope
from deliberation.errors import Refused
from deliberation.i18n import today
from deliberation.roles import Role
from deliberation.syntheses import commands
from deliberation.syntheses.citing import Written
from deliberation.syntheses.models import SynthesisState
from deliberation.syntheses.reading_back.commands import begin_reading_back, take_text_back
from deliberation.syntheses.reading_back.models import ReadingBack, Understood
from deliberation.syntheses.reading_back.rules import (
    Reread,
    RereadRefusal,
    gravest,
    narrowest,
    stand,
)
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.statements import add_statement
from tests.debate.speaking import a_note, a_speaker, an_account, note_row, said
from tests.syntheses.drafting import (
    PEN,
    UNTIL,
    a_statement,
    a_synthesis,
    its_days_pass,
    refusal_of,
    sections,
    state_of,
)
from tests.world import NOON, World, a_member, sign_in

DRAFT, READING = SynthesisState.DRAFT, SynthesisState.READING_BACK


def one_time(stopped: bool = False) -> ReadingBack:
    day = NOON.date()
    return ReadingBack(
        synthesis_id=1, number=1, began_on=day, ends_on=UNTIL, asked=3, stopped=stopped
    )


def a_cited_text(world: World) -> int:
    """A synthesis of one sentence, which uses the words of someone who holds a card."""
    words = said(world, a_speaker(world), "Plus de guichet.")
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(words,))
    return synthesis


def test_a_text_waits_for_people_up_to_a_day_and_for_nobody_beyond_it() -> None:
    assert stand(READING, [one_time()], 3, UNTIL) is Reread.OPEN
    assert stand(READING, [one_time()], 3, UNTIL + timedelta(days=1)) is Reread.DONE


def test_a_reading_back_that_was_stopped_is_to_be_held_again() -> None:
    assert stand(DRAFT, [one_time(stopped=True)], 3, UNTIL) is Reread.NOT_YET
    assert stand(DRAFT, [one_time(stopped=True), one_time()], 3, UNTIL) is Reread.DONE
    assert stand(DRAFT, [], 0, UNTIL) is Reread.NOBODY


def test_a_text_does_not_leave_before_it_was_read_back(world: World) -> None:
    synthesis = a_cited_text(world)
    with pytest.raises(Refused) as caught:
        world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)
    assert refusal_of(caught) is RereadRefusal.NOT_YET
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOON)
    with pytest.raises(Refused) as caught:
        world.db.do(commands.submit_synthesis, synthesis, PEN, NOON + timedelta(days=7))
    assert refusal_of(caught) is RereadRefusal.STILL_OPEN
    world.db.do(commands.submit_synthesis, synthesis, PEN, NOON + timedelta(days=8))
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED


def test_a_text_that_uses_the_words_of_nobody_who_can_be_asked_leaves_without(
    world: World,
) -> None:
    note = a_note(world, an_account(world))
    synthesis = a_synthesis(world)
    cited = note_row(world, note).id
    a_statement(world, sections(world, synthesis)[0], contributions=(cited,))
    with pytest.raises(Refused) as caught:
        world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOON)
    assert refusal_of(caught) is RereadRefusal.NOBODY
    world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)


def test_while_people_read_the_text_stays_as_it_is(world: World) -> None:
    synthesis = a_cited_text(world)
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOON)
    more = Written("Encore une.", by_group=True)
    with pytest.raises(Refused) as caught:
        world.db.do(add_statement, sections(world, synthesis)[0], more, PEN, NOON)
    assert refusal_of(caught) is SynthesisRefusal.NOT_WRITABLE
    world.db.do(take_text_back, synthesis, PEN, NOON)
    world.db.do(add_statement, sections(world, synthesis)[0], more, PEN, NOON)
    with pytest.raises(Refused) as caught:
        world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)
    assert refusal_of(caught) is RereadRefusal.NOT_YET


def test_a_text_taken_back_after_its_date_may_leave(world: World) -> None:
    synthesis = a_cited_text(world)
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOON)
    world.db.do(take_text_back, synthesis, PEN, NOON + timedelta(days=8))
    assert state_of(world, synthesis) is DRAFT
    world.db.do(commands.submit_synthesis, synthesis, PEN, NOON + timedelta(days=8))


@pytest.mark.parametrize("days", [-3, 0, 93])
def test_at_least_a_day_is_left_to_answer(world: World, days: int) -> None:
    synthesis = a_cited_text(world)
    with pytest.raises(Refused) as caught:
        until = NOON.date() + timedelta(days=days)
        world.db.do(begin_reading_back, synthesis, until, PEN, NOON)
    assert refusal_of(caught) is RereadRefusal.BAD_END


def test_writers_have_their_text_read_back_from_its_desk(client: TestClient, world: World) -> None:
    synthesis = a_cited_text(world)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    desk = f"/gestion/syntheses/{synthesis}"
    assert "/soumission" not in client.get(desk).text
    assert f'href="{desk}/relecture"' in client.get(desk).text
    assert "1 personne peut être interrogée" in client.get(f"{desk}/relecture").text
    until = (today() + timedelta(days=7)).isoformat()
    assert client.post(f"{desk}/relecture", data={"ends_on": "hier"}).status_code == 422
    assert client.post(f"{desk}/relecture", data={"ends_on": until}).status_code == 303
    assert state_of(world, synthesis) is READING
    assert "/soumission" not in client.get(desk).text
    assert client.post(f"{desk}/soumission").status_code == 409
    assert client.post(f"{desk}/relecture", data={"ends_on": until}).status_code == 409
    world.db.do(its_days_pass)
    assert "n’attend plus personne" in client.get(f"{desk}/relecture").text
    assert client.post(f"{desk}/soumission").status_code == 303
    assert client.post(f"{desk}/relecture/reprendre").status_code == 409


def test_of_several_answers_the_gravest_is_that_of_the_person() -> None:
    assert gravest([Understood.YES, Understood.NO, Understood.PARTLY]) is Understood.NO
    assert gravest([Understood.YES]) is Understood.YES


def test_a_correction_goes_no_further_than_the_words_that_it_corrects() -> None:
    assert narrowest([Scope.PUBLIC, Scope.DRAFTERS]) is Scope.DRAFTERS
