"""A synthesis on its pages: written, handed over, signed off, published, downloaded."""

import pytest
from starlette.testclient import TestClient

from deliberation.assembly.models import Committee
from deliberation.debate.models import Scope
from deliberation.debate.reading import PAGE
from deliberation.roles import Role
from deliberation.syntheses import commands
from deliberation.syntheses.models import SynthesisState
from tests.debate.speaking import a_proposal, a_speaker, an_account, id_in, said
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    covered,
    published,
    read_back,
    sections,
    send,
    state_of,
    submitted,
    texts,
)
from tests.world import World, a_member, leave, sign_in


def test_a_synthesis_goes_from_the_template_to_the_technical_committee(
    pen: TestClient, world: World
) -> None:
    words = said(world, a_speaker(world), "Plus de guichet.")
    proposal = a_proposal(world, an_account(world), [words])
    ballot = a_counted_ballot(world, proposal)
    desk = send(pen, f"/gestion/sujets/{world.topic_id}/syntheses", title="Un accueil humain")
    synthesis = id_in(desk)
    first = f"/gestion/sections/{sections(world, synthesis)[0]}/phrases"
    assert "Plus de guichet." in pen.get(first).text
    fields = {"words": "Un guichet.", "contribution": [words], "proposal": proposal}
    assert send(pen, first, **fields, ballot=ballot) == desk
    assert f'href="/syntheses/{synthesis}#parole-{words}"' in (page := pen.get(desk).text)
    assert f'href="/propositions/{proposal}"' in page and f'href="/scrutins/{ballot}"' in page
    read_back(world, synthesis)
    send(pen, f"{desk}/soumission")
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED
    assert "soumission" not in pen.get(desk).text


def test_a_form_sent_twice_acts_once(pen: TestClient, world: World) -> None:
    address = f"/gestion/sujets/{world.topic_id}/syntheses"
    desk = send(pen, address, title="Une synthèse", once="form-1")
    assert send(pen, address, title="Une synthèse", once="form-1") == desk
    section = sections(world, id_in(desk))[0]
    for _ in range(2):
        send(
            pen,
            f"/gestion/sections/{section}/phrases",
            words="Un guichet.",
            by_group="yes",
            once="form-2",
        )
        send(pen, f"{desk}/soumission", once="form-3")
    assert texts(world, id_in(desk)) == ["Un guichet."]


def test_what_waits_is_set_aside_with_a_reason_that_stays_typed(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    one, two = said(world, speaker, "Un mot."), said(world, speaker, "Deux mots.")
    synthesis = a_synthesis(world)
    address = f"/gestion/syntheses/{synthesis}/reste"
    page = pen.get(address).text
    assert "Un mot." in page and "Deux mots." in page
    reply = pen.post(address, data={"contribution": [one, two], "reason": ""})
    assert reply.status_code == 409
    assert f'name="contribution" value="{two}"' in reply.text
    send(pen, address, contribution=[one, two], reason="Hors sujet")
    assert "Rien n’attend" in pen.get(address).text
    send(pen, f"{address}/{one}/reprendre")
    assert covered(world, synthesis).untouched == {one}


def test_what_waits_and_what_was_set_aside_come_by_pages(pen: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    numbers = [said(world, speaker, f"Parole {n:03}.") for n in range(2 * PAGE + 10)]
    synthesis = a_synthesis(world)
    address = f"/gestion/syntheses/{synthesis}/reste"
    world.db.do(commands.set_aside, synthesis, numbers[: PAGE + 5], "Déjà dit", PEN)
    first, second = (pen.get(f"{address}?page={n}").text for n in (1, 2))
    told = [f"Parole {n:03}." for n in range(PAGE + 5, 2 * PAGE + 10)]
    assert [words for words in told if words in first] == told[:PAGE]
    assert [words for words in told if words in second] == told[PAGE:]
    assert "Parole 000." in first and f"Parole {PAGE:03}." not in first
    assert f"Parole {PAGE:03}." in pen.get(f"{address}?cote=2").text


def test_a_member_returns_it_with_a_reason_that_the_writers_read(
    client: TestClient, world: World
) -> None:
    synthesis = submitted(world)
    desk = f"/gestion/syntheses/{synthesis}"
    sign_in(client, a_member(world, Role.TECHNICAL))
    assert f"{desk}/validation" in client.get(desk).text
    refused = client.post(f"{desk}/validation", data={"verdict": "return"})
    assert refused.status_code == 409 and "Dites pourquoi" in refused.text
    send(client, f"{desk}/validation", verdict="return", reason="Qui manquait ?")
    leave(client)
    sign_in(client, a_member(world, Role.RAPPORTEUR, email="plume2@example.org"))
    assert "Qui manquait ?" in client.get(desk).text


def test_a_sitting_whose_count_is_wrong_is_given_back(client: TestClient, world: World) -> None:
    synthesis = submitted(world)
    sign_in(client, a_member(world, Role.TECHNICAL))
    count = {"present": 9, "in_favour": 4, "against": 1, "abstained": 1, "not_taking_part": 1}
    address = f"/gestion/syntheses/{synthesis}/seance"
    refused = client.post(address, data=count)
    assert refused.status_code == 409
    assert "doivent faire le nombre de présents" in refused.text and 'value="9"' in refused.text
    send(client, address, **(count | {"present": 7}))
    assert state_of(world, synthesis) is SynthesisState.VALIDATED
    page = client.get(f"/gestion/syntheses/{synthesis}/validation").text
    assert "présents\xa0: 7, pour\xa0: 4, contre\xa0: 1" in page


def test_the_secretariat_publishes_what_was_validated_and_everyone_reads_it(
    client: TestClient, world: World
) -> None:
    synthesis = submitted(world)
    sign_in(client, a_member(world, Role.TECHNICAL))
    send(client, f"/gestion/syntheses/{synthesis}/validation", verdict="validate")
    leave(client)
    sign_in(client, a_member(world, Role.SECRETARIAT, email="secretariat@example.org"))
    desk = f"/gestion/syntheses/{synthesis}"
    assert "Je publie" in client.get(desk).text
    for _ in range(2):
        assert send(client, f"{desk}/publication", once="form-1") == f"/syntheses/{synthesis}"
    leave(client)
    page = client.get(f"/syntheses/{synthesis}").text
    assert "Une phrase." in page and "deux-vals-2026-001" in page


def test_cited_words_are_read_by_those_to_whom_they_were_entrusted(
    client: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    everyone = said(world, speaker, "Pour tout le monde.", scope=Scope.PUBLIC)
    drafters = said(world, speaker, "Pour les rédacteurs.", scope=Scope.DRAFTERS)
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(everyone, drafters))
    address = f"/syntheses/{published(world, synthesis)}"
    page = client.get(address).text
    assert "Pour tout le monde." in page and f'href="#parole-{everyone}"' in page
    assert "Pour les rédacteurs." not in page and f"contribution {drafters}" in page
    sign_in(client, a_member(world, Role.TECHNICAL))
    assert "Pour les rédacteurs." in client.get(address).text


def test_nobody_else_reads_a_draft_nor_its_desk(client: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    number = a_statement(world, sections(world, synthesis)[0])
    desks = [
        f"/gestion/sujets/{world.topic_id}/syntheses",
        f"/gestion/syntheses/{synthesis}",
        f"/gestion/syntheses/{synthesis}/reste",
        f"/gestion/syntheses/{synthesis}/validation",
        f"/gestion/phrases/{number}",
    ]
    drafts = [f"/syntheses/{synthesis}", f"/syntheses/{synthesis}/pdf"]
    assert {client.get(address).status_code for address in desks} == {401}
    assert {client.get(address).status_code for address in drafts} == {404}
    other = Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="")
    world.committee_id = world.keep(other).id
    for role in (Role.MODERATOR, Role.TECHNICAL, Role.SECRETARIAT):
        sign_in(client, a_member(world, role, email=f"{role}@example.org"))
        assert {client.get(address).status_code for address in desks} == {403}
        assert {client.get(address).status_code for address in drafts} == {404}
        assert client.post(f"{desks[1]}/soumission").status_code == 403
        assert client.post(desks[4], data={"words": "Non.", "by_group": "yes"}).status_code == 403
    assert texts(world, synthesis) == ["Une phrase."]


@pytest.mark.parametrize("number", ["0", "-1", "999", "18446744073709551617"])
def test_an_unknown_number_is_not_found(pen: TestClient, number: str) -> None:
    for address in (
        f"/syntheses/{number}",
        f"/gestion/syntheses/{number}",
        f"/gestion/phrases/{number}",
        f"/gestion/sections/{number}/phrases",
        f"/gestion/sujets/{number}/syntheses",
    ):
        assert pen.get(address).status_code == 404
