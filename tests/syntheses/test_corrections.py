"""A published text changes in one way: a numbered correction that says what changed and why."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.debate.commands import (
    change_scope,
    correct_contribution,
    withdraw_contribution,
)
from deliberation.debate.models import Scope
from deliberation.documents.stored import restored
from deliberation.errors import Refused
from deliberation.records.verifying import altered
from deliberation.roles import Role
from deliberation.syntheses.corrections import correct_statement, formers_of
from deliberation.syntheses.models import Former, Snapshot, Statement
from deliberation.syntheses.reading import snapshot_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.short import NOTICE, page_of, slides_of
from tests.debate.speaking import a_speaker, said
from tests.syntheses.drafting import PEN, a_statement, a_synthesis, published, sections
from tests.world import NOON, World, a_member, sign_in

WORDS = "On m'a lu mon dossier au téléphone, beaucoup trop vite."
PASSAGE = "lu mon dossier au téléphone"


def frozen(world: World, synthesis_id: int) -> Snapshot:
    with world.db.reading() as session:
        found = snapshot_of(session, synthesis_id)
        assert found
        return found


def past(world: World, synthesis_id: int) -> list[Former]:
    with world.db.reading() as session:
        return formers_of(session, synthesis_id)


def quoted(world: World, author: int) -> tuple[int, int]:
    """A text that quotes these words, and their number."""
    number = said(world, author, WORDS, scope=Scope.PUBLIC)
    synthesis_id = a_synthesis(world)
    a_statement(
        world,
        sections(world, synthesis_id)[0],
        "Les dossiers partent vite.",
        contributions=(number,),
        quotes=((number, PASSAGE),),
    )
    return synthesis_id, number


def quoting(world: World, author: int) -> tuple[int, int]:
    """The same, published."""
    synthesis_id, number = quoted(world, author)
    return published(world, synthesis_id), number


def test_a_corrected_sentence_has_a_new_number_and_says_what_changed(world: World) -> None:
    synthesis_id = a_synthesis(world)
    statement = a_statement(world, sections(world, synthesis_id)[0], "Une fote.")
    a_statement(world, sections(world, synthesis_id)[0], "Une autre phrase.")
    published(world, synthesis_id)
    before = frozen(world, synthesis_id)
    world.db.do(correct_statement, synthesis_id, statement, "Une faute.", "Une lettre.", PEN, NOON)
    after = frozen(world, synthesis_id)
    assert after.number == f"{before.number}-v2" and after.digest != before.digest
    assert "Une faute." in after.content and "Une fote." not in after.content
    [former] = past(world, synthesis_id)
    assert (former.number, former.digest) == (before.number, before.digest)
    document = restored(after.content)
    assert document.sections[0].heading == "Avis de correction"
    assert "Une lettre." in after.content
    kept = restored(before.content).sections
    assert [one.heading for one in document.sections[1:]] == [one.heading for one in kept]
    assert document.sections[2:] == kept[1:]
    with world.db.reading() as session:
        assert altered(session, world.db.key) == []
    world.db.do(correct_statement, synthesis_id, statement, "Deux.", "Encore.", PEN, NOON)
    assert frozen(world, synthesis_id).number == f"{before.number}-v3"
    notices = [
        one
        for one in restored(frozen(world, synthesis_id).content).sections
        if one.purpose == NOTICE
    ]
    assert [len(block.items) for one in notices for block in one.blocks] == [2]
    assert len(past(world, synthesis_id)) == 2


def test_of_two_sentences_that_say_the_same_only_the_one_that_is_corrected_changes(
    world: World,
) -> None:
    synthesis_id = a_synthesis(world)
    section = sections(world, synthesis_id)[0]
    _, second, _ = (a_statement(world, section, "Une phrase.") for _ in range(3))
    published(world, synthesis_id)
    world.db.do(correct_statement, synthesis_id, second, "Autre chose.", "Une erreur.", PEN, NOON)
    blocks = restored(frozen(world, synthesis_id).content).sections[1].blocks
    assert [block.text for block in blocks] == ["Une phrase.", "Autre chose.", "Une phrase."]


def test_the_page_the_slides_and_the_former_numbers_tell_of_a_correction(
    client: TestClient, world: World
) -> None:
    synthesis_id = a_synthesis(world)
    statement = a_statement(world, sections(world, synthesis_id)[0], "Une fote.")
    published(world, synthesis_id)
    before = frozen(world, synthesis_id)
    world.db.do(correct_statement, synthesis_id, statement, "Une faute.", "Une lettre.", PEN, NOON)
    document = restored(frozen(world, synthesis_id).content)
    assert any("Une lettre." in unit.text for unit in page_of(document).parts[0].units)
    assert any("Une lettre." in line for line in slides_of(document).slides[0].lines)
    page = client.get(f"/syntheses/{synthesis_id}").text
    assert before.digest in page and before.number in page


@pytest.mark.parametrize("closing", ["withdraw", "scope"])
def test_words_that_their_author_takes_back_leave_the_published_text(
    world: World, closing: str
) -> None:
    author = a_speaker(world)
    synthesis_id, number = quoting(world, author)
    assert PASSAGE in frozen(world, synthesis_id).content
    if closing == "withdraw":
        world.db.do(withdraw_contribution, number, author)
    else:
        world.db.do(change_scope, number, author, Scope.DRAFTERS)
    after = frozen(world, synthesis_id)
    assert PASSAGE not in after.content and "Les dossiers partent vite." in after.content
    assert len(past(world, synthesis_id)) == 1 and "citation a été retirée" in after.content
    with world.db.reading() as session:
        assert altered(session, world.db.key) == []


def test_words_are_taken_back_however_the_text_and_they_were_corrected_before(
    world: World,
) -> None:
    author = a_speaker(world)
    synthesis_id, number = quoting(world, author)
    newest = world.db.do(correct_contribution, number, author, "Autrement dit.", NOON)
    with world.db.reading() as session:
        statement = session.exec(select(Statement.id)).one()
    world.db.do(correct_statement, synthesis_id, statement, "Mieux.", "Un mot.", PEN, NOON)
    assert PASSAGE in frozen(world, synthesis_id).content
    world.db.do(withdraw_contribution, newest, author)
    assert PASSAGE not in frozen(world, synthesis_id).content


def test_words_that_are_not_quoted_are_taken_back_without_a_new_number(world: World) -> None:
    author = a_speaker(world)
    number = said(world, author, WORDS)
    synthesis_id = a_synthesis(world)
    a_statement(world, sections(world, synthesis_id)[0], contributions=(number,))
    published(world, synthesis_id)
    world.db.do(withdraw_contribution, number, author)
    assert past(world, synthesis_id) == []


def test_a_former_number_that_is_changed_afterwards_is_found(world: World) -> None:
    author = a_speaker(world)
    synthesis_id, number = quoting(world, author)
    world.db.do(withdraw_contribution, number, author)
    [former] = past(world, synthesis_id)
    world.db.do(lambda session: _tamper(session.get_one(Former, former.number)))
    with world.db.reading() as session:
        assert altered(session, world.db.key) == [f"former:{former.number}: altered"]


def _tamper(former: Former) -> None:
    former.digest = "0" * 64


def test_a_correction_without_reason_or_change_is_refused_and_loses_nothing(
    client: TestClient, world: World
) -> None:
    synthesis_id = a_synthesis(world)
    statement = a_statement(world, sections(world, synthesis_id)[0], "Une phrase.")
    for words, notice, reason in (
        ("Autre.", "Parce que.", SynthesisRefusal.NOT_PUBLISHED),
        ("Autre.", "", SynthesisRefusal.NO_NOTICE),
        ("Une phrase.", "Parce que.", SynthesisRefusal.SAME_WORDS),
        ("", "Parce que.", SynthesisRefusal.NO_WORDS),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(correct_statement, synthesis_id, statement, words, notice, PEN, NOON)
        assert refused.value.reason is reason
        if reason is SynthesisRefusal.NOT_PUBLISHED:
            published(world, synthesis_id)
    sign_in(client, a_member(world, Role.SECRETARIAT))
    address = f"/gestion/syntheses/{synthesis_id}/correction"
    assert "Une phrase." in client.get(f"{address}?phrase={statement}").text
    answer = client.post(address, data={"statement": statement, "words": "Autre.", "notice": ""})
    assert answer.status_code == 409 and "Autre." in answer.text
    done = {"statement": statement, "words": "Autre.", "notice": "Un mot."}
    page = client.post(address, data=done, follow_redirects=True).text
    assert "Avis de correction" in page and "Un mot." in page
