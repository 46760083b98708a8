"""A sentence on its page: given back whole, searched beside, changed, moved, taken out."""

import re

import pytest
from starlette.testclient import TestClient

from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Scope
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses.clusters.commands import Hand, place_words
from deliberation.syntheses.holds import LASTS, hold_statement
from tests.debate.speaking import a_proposal, a_speaker, an_account, said
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    desk_of,
    sections,
    send,
    sources,
    texts,
)
from tests.world import HTMX, NOON, World, a_member, sign_in


def test_a_sentence_without_a_source_is_given_back_whole(pen: TestClient, world: World) -> None:
    section = sections(world, a_synthesis(world))[0]
    reply = pen.post(f"/gestion/sections/{section}/phrases", data={"words": "Un guichet."})
    assert reply.status_code == 409
    assert "choisissez au moins une source" in reply.text and "Un guichet." in reply.text
    assert '<input type="checkbox" name="by_group" value="yes">' in reply.text


def test_a_refusal_gives_back_all_that_was_ticked(pen: TestClient, world: World) -> None:
    words = said(world, a_speaker(world))
    section = sections(world, a_synthesis(world))[0]
    fields = {
        "words": "Un guichet.",
        "contribution": [str(words), "999"],
        "proposal": "998",
        "by_group": "yes",
        "reference": "CASF",
    }
    reply = pen.post(f"/gestion/sections/{section}/phrases", data=fields)
    assert reply.status_code == 409
    for name, value in (("contribution", words), ("contribution", 999), ("proposal", 998)):
        assert f'<input type="hidden" name="{name}" value="{value}">' in reply.text
    assert 'name="by_group" value="yes" checked' in reply.text
    assert 'value="CASF"' in reply.text


@pytest.mark.parametrize(
    ("words", "told"), [("x" * 2001, "trop long"), ("a\x07b", "signes invisibles")]
)
def test_what_cannot_be_kept_is_said_and_given_back(
    pen: TestClient, world: World, words: str, told: str
) -> None:
    synthesis = a_synthesis(world)
    address = f"/gestion/sections/{sections(world, synthesis)[0]}/phrases"
    reply = pen.post(address, data={"words": words, "by_group": "yes"})
    assert reply.status_code == 422
    assert told in reply.text and words.replace("\x07", "") in reply.text
    assert texts(world, synthesis) == []


def test_searching_loses_nothing_of_what_is_written_and_ticked(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    ticked = said(world, speaker, "Le bus du mercredi.")
    found = said(world, speaker, "Un GUICHET fermé à midi.")
    said(world, speaker, "Un courrier de trois pages.")
    address = f"/gestion/sections/{sections(world, a_synthesis(world))[0]}/phrases"
    fields = {"words": "Ma phrase.", "contribution": ticked, "reference": "CASF", "by_group": "yes"}
    page = pen.post(f"{address}/recherche", data=fields | {"search": "ferme guichet"}).text
    assert re.search(rf'value="{ticked}" checked', page)
    assert re.search(rf'value="{found}">', page)
    assert "trois pages" not in page
    assert "Ma phrase." in page and 'value="CASF"' in page
    assert 'name="by_group" value="yes" checked' in page
    assert f'action="{address}"' in page


def test_changing_a_sentence_shows_what_it_cites(pen: TestClient, world: World) -> None:
    words = said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    number = a_statement(world, sections(world, synthesis)[0], contributions=(words,))
    address = f"/gestion/phrases/{number}"
    assert f'value="{words}" checked' in pen.get(address).text
    assert '<input type="hidden" name="seen" value="1">' in pen.get(address).text
    send(pen, address, words="Autrement.", by_group="yes", seen=1)
    late = pen.post(address, data={"words": "Plus tard.", "by_group": "yes", "seen": "1"})
    assert late.status_code == 409 and "Plus tard." in late.text
    assert (texts(world, synthesis), sources(world, synthesis)) == (
        ["Autrement."],
        [["rédaction du groupe"]],
    )


def test_sentences_are_moved_and_removed_once_each(pen: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    numbers = [a_statement(world, section, words) for words in ("Un.", "Deux.", "Trois.")]
    for _ in range(2):
        send(pen, f"/gestion/phrases/{numbers[2]}/monter", once="form-1")
    assert texts(world, synthesis) == ["Un.", "Trois.", "Deux."]
    for _ in range(2):
        send(pen, f"/gestion/phrases/{numbers[0]}/descendre", once="form-2")
    assert texts(world, synthesis) == ["Trois.", "Un.", "Deux."]
    send(pen, f"/gestion/phrases/{numbers[0]}/retirer", once="form-3")
    assert texts(world, synthesis) == ["Trois.", "Deux."]
    assert pen.get(f"/gestion/phrases/{numbers[0]}").text.count("remettez-la") == 1
    assert f"/gestion/phrases/{numbers[0]}/remettre" in pen.get(desk_of(synthesis)).text
    send(pen, f"/gestion/phrases/{numbers[0]}/remettre", once="form-4")
    assert texts(world, synthesis) == ["Trois.", "Deux.", "Un."]
    assert pen.post(f"/gestion/phrases/{numbers[1]}/detruire").status_code == 404


def two_pens(world: World) -> list[str]:
    """The sessions of two rapporteurs."""
    names = ("une@example.org", "autre@example.org")
    return [a_member(world, Role.RAPPORTEUR, email=name) for name in names]


def test_a_late_save_shows_both_texts_and_keeps_all_that_was_typed(
    client: TestClient, world: World
) -> None:
    first, second = two_pens(world)
    words = said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    address = f"/gestion/phrases/{a_statement(world, sections(world, synthesis)[0], 'Un guichet.')}"
    sign_in(client, first)
    send(client, address, words="Un guichet par ville.", by_group="yes", seen=1)
    sign_in(client, second)
    mine = {"words": "Un accueil.", "contribution": words, "reference": "CASF", "seen": 1}
    late = client.post(address, data=mine)
    assert late.status_code == 409
    assert "Un guichet par ville.</p>" in late.text and "Un accueil.</textarea>" in late.text
    assert re.search(rf'value="{words}" checked', late.text) and 'value="CASF"' in late.text
    assert "<ins>" in late.text and "<del>" in late.text
    assert texts(world, synthesis) == ["Un guichet par ville."]
    [seen] = re.findall(r'name="seen" value="(\d)"', late.text)
    send(client, address, **mine | {"seen": seen})
    assert texts(world, synthesis) == ["Un accueil."]


def test_who_opens_a_sentence_holds_it_until_she_saves_or_another_takes_it(
    client: TestClient, world: World
) -> None:
    first, second = two_pens(world)
    synthesis = a_synthesis(world)
    address = f"/gestion/phrases/{a_statement(world, sections(world, synthesis)[0])}"
    sign_in(client, first)
    assert send(client, f"{address}/ecriture", typed=42) == address
    assert "<textarea" in client.get(address).text
    sign_in(client, second)
    waiting = client.get(address).text
    assert "42 mots écrits" in waiting and "Une phrase." in waiting and "<textarea" not in waiting
    assert "l’écrit depuis" in client.get(desk_of(synthesis)).text
    assert client.post(f"{address}/ecriture", headers=HTMX).status_code == 409
    send(client, f"{address}/ecriture", take="yes")
    assert "<textarea" in client.get(address).text
    sign_in(client, first)
    told = client.post(f"{address}/ecriture", headers=HTMX)
    assert told.status_code == 409 and "Quelqu’un d’autre écrit" in told.text
    sign_in(client, second)
    send(client, address, words="À moi.", by_group="yes", seen=1)
    sign_in(client, first)
    assert client.post(f"{address}/ecriture", headers=HTMX).status_code == 204


def test_a_hold_lapses_by_itself(world: World) -> None:
    number = a_statement(world, sections(world, a_synthesis(world))[0])
    world.db.do(hold_statement, number, 3, False, PEN, NOON)
    world.db.do(hold_statement, number, 5, False, PEN, NOON + LASTS / 2)
    with pytest.raises(Refused):
        world.db.do(hold_statement, number, 0, False, "account:2", NOON + LASTS)
    world.db.do(hold_statement, number, 0, False, "account:2", NOON + 2 * LASTS)


def test_a_sentence_goes_back_to_what_it_was_under_a_new_number(
    pen: TestClient, world: World
) -> None:
    words = said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    number = a_statement(
        world, sections(world, synthesis)[0], "<b>Un</b> #guichet.", contributions=(words,)
    )
    address = f"/gestion/phrases/{number}"
    send(pen, address, words="Deux.", by_group="yes", seen=1)
    page = pen.get(f"{address}/versions").text
    assert "&lt;b&gt;" in page and "<b>Un" not in page
    assert f"Sources retirées\u00a0: contribution {words}" in page
    assert pen.get(f"{address}/versions").text.count("Revenir à cette version") == 1
    assert pen.post(f"{address}/versions/1", data={"seen": 1}).status_code == 409
    assert pen.post(f"{address}/versions/7", data={"seen": 2}).status_code == 409
    for _ in range(2):
        send(pen, f"{address}/versions/1", seen=2, once="form-1")
    assert texts(world, synthesis) == ["<b>Un</b> #guichet."]
    assert sources(world, synthesis) == [[f"contribution {words}"]]
    assert "Version 3" in pen.get(f"{address}/versions").text


def test_ten_thousand_words_are_refused_in_a_sentence_and_given_back(
    pen: TestClient, world: World
) -> None:
    section = sections(world, a_synthesis(world))[0]
    long = "guichet " * 10_000
    reply = pen.post(
        f"/gestion/sections/{section}/phrases", data={"words": long, "by_group": "yes"}
    )
    assert reply.status_code == 422
    assert "trop long" in reply.text and reply.text.count("guichet") >= 10_000


def test_a_passage_is_quoted_where_its_author_lets_everyone_read_it(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    everyone = said(world, speaker, "Plus de guichet <ici>.", scope=Scope.PUBLIC)
    drafters = said(world, speaker, "Plus de bus.", scope=Scope.DRAFTERS)
    synthesis = a_synthesis(world)
    address = f"/gestion/sections/{sections(world, synthesis)[0]}/phrases"
    page = pen.get(address).text
    assert f'name="quote-{everyone}"' in page and f'name="quote-{drafters}"' not in page
    fields = {"words": "Tout part.", "contribution": [everyone, drafters]}
    wrong = pen.post(address, data=fields | {f"quote-{everyone}": "guichet là"})
    assert wrong.status_code == 409 and "mot pour mot" in wrong.text and "guichet là" in wrong.text
    forged = pen.post(address, data=fields | {f"quote-{drafters}": "Plus de bus"})
    assert forged.status_code == 409 and f"contribution {drafters} n’est pas" in forged.text
    send(pen, address, **fields, **{f"quote-{everyone}": "guichet <ici>"})
    desk = pen.get(desk_of(synthesis)).text
    assert "«&nbsp;guichet &lt;ici&gt;&nbsp;»" in desk
    world.db.do(withdraw_contribution, everyone, speaker)
    desk = pen.get(desk_of(synthesis)).text
    assert "guichet &lt;ici&gt;" not in desk and "Une citation a été retirée" in desk


def test_an_at_sign_offers_what_may_be_cited_and_nothing_else(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    first = said(world, speaker, "Plus de <i>guichets</i> ici.")
    said(world, speaker, "Un guichet à nous.", scope=Scope.TABLE)
    proposal = a_proposal(world, an_account(world), [first], "Garder un guichet.")
    ballot = a_counted_ballot(world, proposal)
    section = sections(world, a_synthesis(world))[0]
    address = f"/gestion/sections/{section}/phrases/sources"
    found = pen.get(address, params={"q": "guich"}).text
    assert re.findall(r'id="offer-([\w-]+)"', found) == [
        f"contribution-{first}",
        f"proposal-{proposal}",
        f"ballot-{ballot}",
    ]
    assert "&lt;i&gt;" in found and "<i>" not in found
    assert f"offer-contribution-{first}" in pen.get(address, params={"q": str(first)}).text
    assert 'role="option"' not in pen.get(address, params={"q": "chalet"}).text
    assert 'role="option"' in pen.get(address).text
    assert pen.get(address, params={"q": "9" * 300}).status_code == 200


def test_all_the_words_of_a_theme_are_ticked_at_once_and_nothing_typed_is_lost(
    pen: TestClient, world: World
) -> None:
    speaker, actor = a_speaker(world), an_account(world)
    one, two, apart = (said(world, speaker, f"Parole {n}.") for n in range(3))
    hand = Hand(actor, NOON)
    theme = world.db.do(place_words, world.topic_id, [one, two], None, "Bus", hand)
    address = f"/gestion/sections/{sections(world, a_synthesis(world))[0]}/phrases"
    assert ">Bus</option>" in pen.get(address).text
    typed = {"words": "Une phrase.", "contribution": apart}
    page = pen.post(f"{address}/recherche", data=typed | {"theme": theme}).text
    assert "Une phrase.</textarea>" in page
    assert {int(n) for n in re.findall(r'value="(\d+)" checked', page)} == {one, two, apart}
    other = pen.post(f"{address}/recherche", data=typed | {"theme": 999}).text
    assert re.findall(r'value="(\d+)" checked', other) == [str(apart)]
