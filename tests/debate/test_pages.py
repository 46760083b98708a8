"""What people see of the debate, and what its addresses refuse."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.debate import commands
from deliberation.debate.models import ContributionState, Scope
from deliberation.people.models import Channel
from deliberation.roles import Role
from tests.debate.speaking import (
    PHONE,
    a_neighbour,
    a_proposal,
    a_speaker,
    an_account,
    id_in,
    in_state,
    row,
    said,
    seen,
)
from tests.world import (
    World,
    a_member,
    a_topic,
    enter,
    leave,
    new_token,
    sign_in,
)


def test_words_alone_are_enough_and_the_next_page_says_what_happens(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    answer = client.post(words, data={"words": "Un guichet."})
    assert answer.status_code == 303
    page = seen(client.get(answer.headers["location"]).text)
    for sentence in ("C'est enregistré", "Qui les lit", "Jusqu'à quand changer", "Un guichet."):
        assert sentence in page
    kept = row(world, id_in(answer.headers["location"]))
    assert (kept.scope, kept.channel, kept.participant_id) == (
        Scope.DRAFTERS,
        Channel.ONLINE,
        speaker,
    )


def test_the_box_says_before_typing_what_is_asked(
    client: TestClient, speaker: int, words: str
) -> None:
    page = client.get(words).text
    for sentence in (
        "Aucune situation reconnaissable",
        "1\u202f500 signes au plus",
        "Reste à la table",
        "Pour les rédacteurs et le comité technique",
        "membre du comité technique",
        "Peut aller au HCF",
        "Peut être public",
        "Il faudrait",
        "data-draft",
    ):
        assert sentence in page


def test_the_scope_is_remembered_from_the_last_words(
    client: TestClient, speaker: int, words: str
) -> None:
    client.post(words, data={"words": "Un guichet.", "scope": "council"})
    page = client.get(words).text
    assert 'value="council" checked' in page
    assert "comme la dernière fois" in page


@pytest.mark.parametrize(
    ("size", "card", "status"),
    [
        (1500, "", 303),
        (1501, "", 422),
        (280, "yes", 303),
        (281, "yes", 422),
    ],
)
def test_words_fit_their_box_whatever_their_lines(
    client: TestClient, speaker: int, words: str, size: int, card: str, status: int
) -> None:
    typed = "a\r\n" + "b" * (size - 2)
    answer = client.post(words, data={"words": typed, **({"card": card} if card else {})})
    assert answer.status_code == status
    if status == 422:
        assert 'role="alert"' in answer.text
        assert "b" * (size - 2) in answer.text


def test_a_live_card_shows_the_box_alone(client: TestClient, speaker: int, words: str) -> None:
    client.post(words, data={"words": "Un guichet."})
    page = client.get(words + "?carte=1").text
    assert "280 signes au plus" in page
    assert "Ce qui a été dit" not in page


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_no_words_are_no_contribution(
    client: TestClient, speaker: int, words: str, typed: str
) -> None:
    assert client.post(words, data={"words": typed}).status_code == 422


def test_invisible_signs_are_said_and_the_words_given_back(
    client: TestClient, speaker: int, words: str
) -> None:
    answer = client.post(words, data={"words": "Un\x00 guichet."})
    assert answer.status_code == 422
    assert "Un guichet." in answer.text


def test_a_phone_number_is_held_with_a_kind_sentence_and_the_words_are_kept(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    answer = client.post(words, data={"words": PHONE, "scope": "public"})
    page = client.get(answer.headers["location"]).text
    assert "un numéro de téléphone" in page
    assert "06 12 34 56 78" in page
    assert row(world, id_in(answer.headers["location"])).state is ContributionState.HELD
    leave(client)
    assert "06 12" not in client.get(words).text


def test_the_same_form_sent_twice_is_one_contribution(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    form = {"words": "Un guichet.", "once": new_token()}
    first, second = client.post(words, data=form), client.post(words, data=form)
    assert first.headers["location"] == second.headers["location"]
    with world.db.reading() as session:
        assert len(commands.contributions_of(session, speaker)) == 1


def test_a_closed_topic_refuses_the_words_and_gives_them_back(
    client: TestClient, world: World, speaker: int
) -> None:
    closed = world.keep(a_topic(world.group_id, phase=Phase.CLOSED)).id
    answer = client.post(f"/sujets/{closed}/contributions", data={"words": "Trop tard ?"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "Trop tard ?" in answer.text


def test_only_the_people_of_a_committee_speak_in_it(
    client: TestClient, world: World, words: str
) -> None:
    assert client.post(words, data={"words": "Bonjour."}).status_code == 401
    enter(client, a_neighbour(world))
    assert client.post(words, data={"words": "Bonjour."}).status_code == 403


@pytest.mark.parametrize("id", ["0", "-1", "999", "2147483648", "99999999999999999999"])
@pytest.mark.parametrize(
    "address",
    [
        "/sujets/{}/contributions",
        "/sujets/{}/notes",
        "/contributions/{}",
        "/contributions/{}/retrait",
        "/propositions/{}",
        "/propositions/{}/versions",
        "/gestion/sujets/{}/contributions",
        "/gestion/sujets/{}/propositions",
        "/gestion/contributions/{}",
    ],
)
def test_an_unknown_thing_is_not_found(
    client: TestClient, world: World, speaker: int, address: str, id: str
) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    answers = [client.get(address.format(id)), client.post(address.format(id), data={"words": "a"})]
    assert 404 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {404, 405}


def test_everyone_reads_what_is_public_and_each_person_her_own(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    other = a_speaker(world, 2)
    for state in ContributionState:
        for scope in Scope:
            in_state(world, other, state, scope)
    said(world, speaker, "Les miens, à la table.", scope=Scope.TABLE)
    page = client.get(words).text
    assert "Les miens, à la table." in page
    assert shown_in(page) == {"shown public"}
    leave(client)
    page = client.get(words).text
    assert "Les miens" not in page
    assert shown_in(page) == {"shown public"}
    # The markers of public words that are not shown any more, and no others.
    assert page.count("card-empty") == 2


def shown_in(page: str) -> set[str]:
    every = {f"{state} {scope}" for state in ContributionState for scope in Scope}
    return {words for words in every if words in page}


def test_a_list_is_cut_in_pages_of_thirty(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    for number in range(31):
        said(world, speaker, f"Mots numéro {number}.")
    first, second = client.get(words).text, client.get(words + "?page=2").text
    assert first.count("Mots numéro") == 30
    assert second.count("Mots numéro") == 1
    assert "Mots numéro 0." in second  # the newest come first, and the links say so
    assert "Plus anciennes" in first and "Plus récentes" in second
    for page in ("0", "-3", "x", "9" * 30):
        assert client.get(f"{words}?page={page}").status_code == 200


def test_a_topic_that_is_not_ready_shows_nothing(client: TestClient, world: World) -> None:
    framed = world.keep(a_topic(world.group_id, phase=Phase.FRAMED)).id
    assert client.get(f"/sujets/{framed}/contributions").status_code == 404


def test_my_words_are_found_by_nobody_else(client: TestClient, world: World, speaker: int) -> None:
    other = said(world, a_speaker(world, 2), scope=Scope.PUBLIC)
    addresses = [f"/contributions/{other}{end}" for end in ("/retrait", "/portee", "/correction")]
    assert client.get(f"/contributions/{other}").status_code == 404
    for address in addresses:
        answer = client.post(address, data={"words": "Pris.", "scope": "public"})
        assert answer.status_code == 404
    leave(client)
    sign_in(client, a_member(world, Role.MODERATOR))
    assert client.get(f"/contributions/{other}").status_code == 401
    assert row(world, other).words == "Un guichet."


def test_an_author_corrects_rescopes_and_withdraws_her_words(
    client: TestClient, world: World, speaker: int
) -> None:
    old = said(world, speaker, "Un gichet.")
    answer = client.post(f"/contributions/{old}/correction", data={"words": "Un guichet."})
    new = id_in(answer.headers["location"])
    # The address of an old version leads to the newest, which shows what was written before.
    assert client.get(f"/contributions/{old}").headers["location"] == f"/contributions/{new}"
    assert "Un gichet." in client.get(f"/contributions/{new}").text
    client.post(f"/contributions/{new}/portee", data={"scope": "public"})
    assert row(world, new).scope is Scope.PUBLIC
    client.post(f"/contributions/{new}/retrait")
    page = seen(client.get(f"/contributions/{new}").text)
    assert "Vos mots ont été retirés, comme vous l'avez demandé." in page
    assert "guichet" not in page
    again = client.post(f"/contributions/{new}/retrait")
    assert again.status_code == 409


def test_strangers_change_nothing(client: TestClient, world: World, speaker: int) -> None:
    id = said(world, speaker)
    proposal = a_proposal(world, an_account(world), [id])
    for address in (
        f"/gestion/contributions/{id}",
        f"/gestion/sujets/{world.topic_id}/propositions",
        f"/gestion/sujets/{world.topic_id}/propositions/fusion",
        f"/propositions/{proposal}/versions",
        f"/sujets/{world.topic_id}/notes",
    ):
        form = {"act": "hide", "reason": "Non", "words": "Pris.", "table_name": "Les Pins"}
        assert client.post(address, data=form).status_code == 401
    cross = {"sec-fetch-site": "cross-site"}
    answer = client.post(f"/contributions/{id}/retrait", headers=cross)
    assert answer.status_code == 403
    assert row(world, id).words == "Un guichet."


def test_what_was_typed_stays_in_the_address_of_no_page(
    client: TestClient, speaker: int, words: str
) -> None:
    answer = client.post(words, data={"words": "Rien que pour vous."})
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert set(asked) == {"nouveau"}
