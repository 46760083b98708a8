"""Members read on a phone, say what they think of a sentence, and the writers answer for each."""

import pytest
from starlette.testclient import TestClient

from deliberation.debate.commands import withdraw_contribution
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses.models import Verdict
from deliberation.syntheses.remarks import add_remark, remarks_of, settle_remark, take_remark_back
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.writing_rules import WritingRefusal
from tests.ballots.voting import words as read
from tests.debate.speaking import a_speaker, said
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    hand_over,
    judged,
    sections,
)
from tests.syntheses.test_sign_off import technical_members
from tests.world import NOON, World, a_member, sign_in


def in_hands(world: World, **sources: object) -> tuple[int, int]:
    """A text in the hands of the technical committee, and its sentence."""
    synthesis_id = a_synthesis(world)
    statement = a_statement(world, sections(world, synthesis_id)[0], "Une phrase.", **sources)
    hand_over(world, synthesis_id)
    return synthesis_id, statement


def words_on(world: World, synthesis_id: int, statement: int) -> list[tuple[str, bool]]:
    with world.db.reading() as session:
        found = remarks_of(session, synthesis_id).get(statement, [])
        return [(one.words, one.settled) for one in found]


def test_a_remark_comes_back_to_the_writers_beside_its_sentence(
    client: TestClient, world: World
) -> None:
    one, two = technical_members(world, 2)
    synthesis_id, statement = in_hands(world)
    sign_in(client, a_member(world, Role.TECHNICAL))
    page = client.get(f"/gestion/syntheses/{synthesis_id}/validation").text
    assert "L\u2019essentiel" in page and "Une phrase." in page
    sent = {"statement": statement, "words": "Trop court."}
    page = client.post(
        f"/gestion/syntheses/{synthesis_id}/remarques", data=sent, follow_redirects=True
    ).text
    assert "Trop court." in page and "Votre remarque" in page
    judged(world, synthesis_id, one, Verdict.RETURN, "À revoir")
    judged(world, synthesis_id, two, Verdict.RETURN, "À revoir")
    sign_in(client, a_member(world, Role.RAPPORTEUR, email="plume@example.org"))
    desk = client.get(f"/gestion/syntheses/{synthesis_id}").text
    assert "Trop court." in desk and "Marquer comme prise en compte" in desk
    client.post("/gestion/remarques/1/prise-en-compte", data={})
    assert words_on(world, synthesis_id, statement) == [("Trop court.", True)]
    client.post("/gestion/remarques/1/attente", data={})
    assert words_on(world, synthesis_id, statement) == [("Trop court.", False)]


def test_members_see_what_became_of_what_they_had_said(client: TestClient, world: World) -> None:
    one, _ = technical_members(world, 2)
    synthesis_id, statement = in_hands(world)
    first, _ = (
        world.db.do(add_remark, synthesis_id, statement, words, one, NOON)
        for words in ("Trop court.", "Trop flou.")
    )
    judged(world, synthesis_id, one, Verdict.RETURN, "À revoir")
    world.db.do(settle_remark, first, True, PEN)
    hand_over(world, synthesis_id)
    sign_in(client, a_member(world, Role.TECHNICAL))
    page = read(client.get(f"/gestion/syntheses/{synthesis_id}/validation"))
    assert "Trop court. <strong>(prise en compte)" in page
    assert "Trop flou. <strong>(pas reprise)" in page


def test_only_her_own_remark_is_taken_back_and_only_while_the_text_is_hers(world: World) -> None:
    one, two = technical_members(world, 2)
    synthesis_id, statement = in_hands(world)
    number = world.db.do(add_remark, synthesis_id, statement, "Oui.", one, NOON)
    with pytest.raises(Refused) as refused:
        world.db.do(take_remark_back, number, two)
    assert refused.value.reason is SynthesisRefusal.NOT_YOUR_REMARK
    with pytest.raises(Refused) as refused:
        world.db.do(settle_remark, number, True, PEN)
    assert refused.value.reason is SynthesisRefusal.NOT_WRITABLE
    world.db.do(take_remark_back, number, one)
    assert words_on(world, synthesis_id, statement) == []


def test_a_remark_without_words_on_another_text_or_from_elsewhere_is_refused(world: World) -> None:
    [member] = technical_members(world, 1)
    synthesis_id, statement = in_hands(world)
    draft = a_synthesis(world)
    other = a_statement(world, sections(world, draft)[0])
    for text, sentence, words, who, reason in (
        (synthesis_id, statement, "", member, SynthesisRefusal.NO_REMARK),
        (synthesis_id, other, "Oui.", member, WritingRefusal.NOT_IN_TEXT),
        (draft, other, "Oui.", member, SynthesisRefusal.NOT_SUBMITTED),
        (synthesis_id, statement, "Oui.", member + 99, SynthesisRefusal.SEAT_ENDED),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(add_remark, text, sentence, words, who, NOON)
        assert refused.value.reason is reason


def test_words_taken_back_after_the_text_was_handed_over_are_told_to_who_judges_it(
    client: TestClient, world: World
) -> None:
    author = a_speaker(world)
    number = said(world, author)
    synthesis_id, _ = in_hands(world, contributions=(number,))
    sign_in(client, a_member(world, Role.TECHNICAL))
    address = f"/gestion/syntheses/{synthesis_id}/validation"
    assert "Depuis l\u2019envoi" not in client.get(address).text
    world.db.do(withdraw_contribution, number, author)
    page = client.get(address).text
    assert "Depuis l\u2019envoi" in page and "plus de source" in page
