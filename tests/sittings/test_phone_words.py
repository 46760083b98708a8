"""What a person says and votes from her phone during a day, with or without script."""

from starlette.testclient import TestClient

from deliberation.debate.models import Contribution
from deliberation.sittings.models import (
    Act,
)
from tests.ballots.voting import close, words
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_day,
    act,
    go_to,
    view_of,
)
from tests.sittings.phones import a_voting_day, look, open_vote, rows
from tests.world import HTMX, World

# --- her words ------------------------------------------------------------------------------


def test_words_are_sent_from_the_page_or_without_leaving_it(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus.", "once": "a"}
    answer = client.post(f"/journees/{day}/mots", data=form)
    assert answer.headers["location"] == f"/journees/{day}/suivre?envoye=1"
    assert "C'est enregistré." in words(client.get(answer.headers["location"]))
    form |= {"once": "b", "words": "Appelez-moi au 06 12 34 56 78.", "scope": "public"}
    piece = client.post(f"/journees/{day}/mots", data=form, headers=HTMX)
    assert "un modérateur les relira" in words(piece)
    assert piece.text.lstrip().startswith('<div id="mine-')
    assert [said.scope for said in rows(world, Contribution)] == ["drafters", "public"]


def test_a_form_that_is_sent_twice_says_its_words_once(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus.", "once": "a"}
    for _ in range(3):
        assert client.post(f"/journees/{day}/mots", data=form).status_code == 303
    assert len(rows(world, Contribution)) == 1


def test_a_step_that_ends_while_she_types_keeps_nothing_and_gives_her_words_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus."}
    act(world, day, Act.NEXT)
    answer = client.post(f"/journees/{day}/mots", data=form)
    assert answer.status_code == 409
    assert "L'étape « En petits groupes » est finie" in words(answer)
    assert "Le bus ne passe plus." in words(answer)
    piece = client.post(f"/journees/{day}/mots", data=form, headers=HTMX)
    assert (piece.status_code, piece.headers["hx-retarget"]) == (409, "#alert")
    assert rows(world, Contribution) == []


def test_a_step_of_another_day_is_not_a_step_of_this_one(
    client: TestClient, world: World, card: str
) -> None:
    day, other = a_day(world), a_day(world)
    go_to(world, day, GROUPS)
    step = go_to(world, other, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus."}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 404
    form = {"segment": str(view_of(world, day).segments[GROUPS].id), "words": "x" * 281}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 422


# --- her answer -----------------------------------------------------------------------------


def test_her_answer_is_pressed_on_her_own_page_and_stays_so_after_the_close(
    client: TestClient, world: World, card: str
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    assert 'aria-pressed="true"' not in look(client, day).split('class="signals"')[0]
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert look(client, day).count('aria-pressed="true"') == 1
    close(world, ballot)
    assert "Votre réponse est comptée : « D'accord »" in look(client, day)


def test_without_script_her_vote_and_her_condition_lead_back_to_the_day(
    client: TestClient, world: World, card: str
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    assert f'name="sitting" value="{day}"' in look(client, day)
    form = {"choice": "agree_if", "sitting": str(day)}
    answer = client.post(f"/scrutins/{ballot}/votes", data=form)
    assert answer.headers["location"] == f"/journees/{day}/suivre"
    piece = client.post(f"/scrutins/{ballot}/votes", data=form, headers=HTMX).text
    assert piece.count(f'name="sitting" value="{day}"') == 2
    form = {"words": "si on m'écoute", "sitting": str(day)}
    answer = client.post(f"/scrutins/{ballot}/condition", data=form)
    assert "Ce que vous avez écrit est gardé" in words(client.get(answer.headers["location"]))
