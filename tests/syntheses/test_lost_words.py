"""Words taken back while a text is judged, validated or published: nothing that stands on nothing
appears, and the text is never stuck."""

import pytest
from starlette.testclient import TestClient

from deliberation.db import Database
from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Scope
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses import sign_off
from deliberation.syntheses.models import SynthesisState, Verdict
from deliberation.syntheses.reading import snapshot_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sign_off_rules import HeadCount
from tests.ballots.voting import words
from tests.debate.speaking import a_speaker, said
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    desk_of,
    hand_over,
    judged,
    sections,
    send,
    state_of,
)
from tests.syntheses.test_corrections import quoted
from tests.syntheses.test_sign_off import technical_members
from tests.two_processes import overtaken
from tests.world import NOON, World, a_member, sign_in

ALL_FOR = HeadCount(3, 3, 0, 0, 0)


@pytest.fixture
def author(world: World) -> int:
    return a_speaker(world)


def standing_on(world: World, author: int) -> tuple[int, int]:
    """A text in the hands of the technical committee, whose only sentence stands on these words."""
    number = said(world, author, "Le guichet ferme trop tôt.", scope=Scope.PUBLIC)
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    a_statement(world, section, "Les guichets ferment tôt.", contributions=(number,))
    hand_over(world, synthesis)
    return synthesis, number


def test_no_member_and_no_sitting_validates_a_sentence_that_stands_on_nothing(
    world: World, author: int
) -> None:
    [member] = technical_members(world, 1)
    synthesis, number = standing_on(world, author)
    world.db.do(withdraw_contribution, number, author)
    for command, details in (
        (sign_off.give_verdict, (member, Verdict.VALIDATE, "", NOON)),
        (sign_off.record_sitting, (ALL_FOR, "", PEN, NOON)),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(command, synthesis, *details)
        assert refused.value.reason is SynthesisRefusal.STANDS_ON_NOTHING
    judged(world, synthesis, member, Verdict.RETURN, "Une source a disparu.")
    assert state_of(world, synthesis) is SynthesisState.RETURNED


def test_a_validated_text_that_lost_its_words_is_not_published_and_goes_back_to_its_writers(
    client: TestClient, world: World, author: int
) -> None:
    synthesis, number = standing_on(world, author)
    world.db.do(sign_off.record_sitting, synthesis, ALL_FOR, "", PEN, NOON)
    sign_in(client, a_member(world, Role.MODERATOR, Role.SECRETARIAT))
    desk = desk_of(synthesis)
    refused = client.post(f"{desk}/reprise")
    assert refused.status_code == 409 and "a encore une source" in words(refused)
    world.db.do(withdraw_contribution, number, author)
    published = client.post(f"{desk}/publication")
    assert published.status_code == 409 and "perdu sa source" in words(published)
    page = words(client.get(desk))
    assert "Je reprends le texte" in page and "Je publie" not in page
    send(client, f"{desk}/reprise")
    assert state_of(world, synthesis) is SynthesisState.RETURNED
    assert client.post(f"{desk}/reprise").status_code == 409


@pytest.mark.parametrize("database_url", ["postgresql_url"], indirect=True)
@pytest.mark.parametrize("first", ["publication", "withdrawal"])
def test_words_taken_back_while_their_text_is_published_are_not_in_it(
    world: World, other: Database, author: int, first: str
) -> None:
    synthesis, number = quoted(world, author)
    hand_over(world, synthesis)
    world.db.do(sign_off.record_sitting, synthesis, ALL_FOR, "", PEN, NOON)
    publication = (sign_off.publish_synthesis, synthesis, PEN, NOON)
    withdrawal = (withdraw_contribution, number, author)
    if first == "publication":
        overtaken(world.db, publication, other, withdrawal)
    else:
        overtaken(world.db, withdrawal, other, publication)
    with world.db.reading() as session:
        found = snapshot_of(session, synthesis)
        assert found is None or "dossier au téléphone" not in found.content
    assert state_of(world, synthesis) is not SynthesisState.SUBMITTED


def test_a_text_taken_back_asks_first_for_a_source_and_takes_no_rubbish(
    client: TestClient, world: World, author: int
) -> None:
    synthesis, number = standing_on(world, author)
    world.db.do(sign_off.record_sitting, synthesis, ALL_FOR, "", PEN, NOON)
    world.db.do(withdraw_contribution, number, author)
    sign_in(client, a_member(world, Role.MODERATOR, Role.TECHNICAL))
    desk = desk_of(synthesis)
    assert client.post(f"{desk}/nom", data={"named": "n'importe quoi"}).status_code == 422
    for _ in range(2):  # the same form, sent twice
        send(client, f"{desk}/reprise", once="un-jeton")
    page = words(client.get(desk))
    assert "Donnez-leur une source" in page and "Je prépare la relecture" not in page
