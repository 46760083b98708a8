"""Drafters put words together: by hand or from what is proposed, and never alone."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Topic
from deliberation.debate.commands import correct_contribution, withdraw_contribution
from deliberation.debate.models import Contribution
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses.clusters import commands, reading
from deliberation.syntheses.clusters.commands import Hand
from deliberation.syntheses.clusters.models import Cluster, ClusterAct, ClusterKind
from deliberation.syntheses.clusters.rules import ClusterRefusal
from tests.debate.speaking import a_speaker, an_account, said
from tests.world import NOON, World, a_member, a_topic, sign_in

SAME = ("Le guichet ferme trop tôt le soir.", "Le guichet, il ferme trop tot le soir !")


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(an_account(world), NOON)


def clustered(world: World, kind: ClusterKind = ClusterKind.THEME) -> dict[str, list[str]]:
    """The open clusters, by name, and the words in each."""
    with world.db.reading() as session:
        found = reading.clusters_of(session, world.topic_id, kind)
        told = reading.told(session, found, few=1000)
        return {one.name: [said.words for said in one.words] for one in told}


def posted(desk: TestClient, address: str, **fields: object) -> str:
    answer = desk.post(address, data=fields, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def address(world: World) -> str:
    return f"/gestion/sujets/{world.topic_id}/regroupements"


def test_words_are_put_together_parted_joined_and_everything_is_undone_and_done_again(
    desk: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    a, b, c, d = (said(world, speaker, words) for words in ("A a", "B b", "C c", "D d"))
    page = posted(desk, address(world) + "/tri", contribution=[a, b, c], name="Guichet")
    assert "A a" not in page and "D d" in page
    posted(desk, address(world) + "/tri", contribution=[d], name="Transport")
    [one, two] = _ids(world)
    posted(desk, f"/gestion/regroupements/{one}/separation", contribution=[c], name="Soir")
    assert clustered(world) == {"Guichet": ["A a", "B b"], "Transport": ["D d"], "Soir": ["C c"]}
    page = posted(desk, address(world) + "/reunion", cluster=[one, two], name="Accès")
    assert "Vient de" in page and "Transport" in page
    assert clustered(world) == {"Accès": ["A a", "B b", "D d"], "Soir": ["C c"]}
    assert "réuni à un autre" in desk.get(f"/gestion/regroupements/{one}").text
    states = [clustered(world)]
    while act := _last(world, undone=False):
        posted(desk, f"/gestion/regroupements/actes/{act}/annulation")
        states.append(clustered(world))
    assert states[-1] == {} and len(states) == 5
    while act := _last(world, undone=True):
        posted(desk, f"/gestion/regroupements/actes/{act}/reprise")
    assert clustered(world) == states[0]
    with world.db.reading() as session:
        kept = session.exec(select(Contribution.words).order_by(Contribution.id)).all()
    assert kept == ["A a", "B b", "C c", "D d"]


def _ids(world: World) -> list[int]:
    with world.db.reading() as session:
        return [n for n in session.exec(select(Cluster.id).order_by(Cluster.id)) if n]


def _last(world: World, undone: bool) -> int | None:
    with world.db.reading() as session:
        found = reading.last_act(session, world.topic_id, undone)
        return found[0].id if found else None


def test_what_looks_alike_is_proposed_with_its_reason_and_folds_once_a_person_accepts(
    desk: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    numbers = [said(world, speaker, words) for words in SAME]
    said(world, speaker, "Il manque un bus le dimanche.")
    page = unescape(desk.get(address(world) + "/propositions").text)
    assert "en commun" in page or "Les mêmes mots" in page
    assert "1 proposition" in page and clustered(world, ClusterKind.ALIKE) == {}
    list_of_all = f"/gestion/sujets/{world.topic_id}/matiere"
    assert "presque pareille" not in desk.get(list_of_all).text
    key = page.split('name="key" value="')[1].partition('"')[0]
    posted(
        desk,
        address(world) + "/propositions/accepter",
        what="alike",
        key=key,
        contribution=numbers,
    )
    [(_, words)] = clustered(world, ClusterKind.ALIKE).items()
    assert words == list(SAME)
    page = unescape(desk.get(list_of_all).text)
    assert "3 paroles" in page and "Et 1 parole presque pareille" in page
    assert page.count('<blockquote class="words">') == 3
    found = desk.get(list_of_all, params={"q": "guichet"}).text
    assert "presque pareille" not in found and "2 paroles" in found
    assert "Rien à proposer" in desk.get(address(world) + "/propositions").text


def test_what_was_refused_is_not_proposed_again(desk: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    for words in SAME:
        said(world, speaker, words)
    page = desk.get(address(world) + "/propositions").text
    key = page.split('name="key" value="')[1].partition('"')[0]
    page = posted(desk, address(world) + "/propositions/refuser", what="alike", key=key)
    assert "Rien à proposer" in page
    answer = desk.post(
        address(world) + "/propositions/accepter", data={"what": "alike", "key": key}
    )
    assert answer.status_code == 409 and "plus à faire" in answer.text


def test_themes_are_proposed_beside_what_is_alike_and_their_words_are_read_by_theme(
    desk: TestClient, world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    buses = [said(world, speaker, f"Le bus du village passe {n} fois.") for n in ("une", "deux")]
    said(world, speaker, "Un ordinateur à la mairie.")
    made = world.db.do(commands.place_words, world.topic_id, buses, None, "Transport", hand)
    world.db.do(
        commands.place_words,
        *(world.topic_id, buses, None, "Le bus", hand),
        ClusterKind.ALIKE,
        proposed=True,
    )
    assert list(clustered(world)) == ["Transport"]
    page = desk.get(f"/gestion/sujets/{world.topic_id}/matiere", params={"theme": made}).text
    assert "2 paroles" in page and "Un ordinateur" not in page


def test_a_correction_keeps_its_place_and_what_is_withdrawn_leaves_a_mark(
    desk: TestClient, world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    one, two = said(world, speaker, "Un guichet."), said(world, speaker, "Un bus.")
    made = world.db.do(commands.place_words, world.topic_id, [one, two], None, "Services", hand)
    world.db.do(correct_contribution, one, speaker, "Un guichet le soir.", NOON)
    world.db.do(withdraw_contribution, two, speaker)
    assert clustered(world) == {"Services": ["Un guichet le soir."]}
    assert "1 parole n" in desk.get(f"/gestion/regroupements/{made}").text
    act = _last(world, undone=False)
    world.db.do(commands.undo_act, act, True, hand)
    assert clustered(world) == {}
    world.db.do(commands.undo_act, act, False, hand)
    assert clustered(world) == {"Services": ["Un guichet le soir."]}


def test_two_drafters_who_file_the_same_words_at_once_leave_them_in_one_place(
    world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    words = [said(world, speaker, f"Parole {n}") for n in range(3)]
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: world.db.do(
                    commands.place_words, world.topic_id, words, None, f"Nom {n}", hand
                ),
                range(4),
            )
        )
    assert sorted(map(len, clustered(world).values())) == [0, 0, 0, 3]


def test_words_of_another_topic_or_stale_ones_are_refused_in_a_sentence(
    desk: TestClient, world: World, hand: Hand
) -> None:
    mine = said(world, a_speaker(world), "Ici.")
    elsewhere = world.keep(a_topic(world.group_id))
    assert isinstance(elsewhere, Topic)
    made = world.db.do(commands.place_words, world.topic_id, [mine], None, "Ici", hand)
    with pytest.raises(Refused) as refused:
        world.db.do(commands.place_words, elsewhere.id, [mine], None, "Là", hand)
    assert refused.value.reason is ClusterRefusal.UNKNOWN_WORDS
    with pytest.raises(Refused) as refused:
        world.db.do(commands.place_words, elsewhere.id, [mine], made, "", hand)
    assert refused.value.reason in (ClusterRefusal.UNKNOWN_WORDS, ClusterRefusal.CLOSED)
    answer = desk.post(address(world) + "/tri", data={"contribution": [mine], "name": ""})
    assert answer.status_code == 409 and "Donnez un nom" in answer.text
    act = _last(world, undone=False)
    world.db.do(commands.place_words, world.topic_id, [mine], None, "Autre", hand)
    answer = desk.post(f"/gestion/regroupements/actes/{act}/annulation", data={})
    assert answer.status_code == 409 and "rangées autrement" in answer.text


def test_no_act_holds_the_words_themselves(world: World, hand: Hand) -> None:
    number = said(world, a_speaker(world), "Mot unique et secret.")
    world.db.do(commands.place_words, world.topic_id, [number], None, "Nom", hand)
    with world.db.reading() as session:
        assert all("secret" not in act.change for act in session.exec(select(ClusterAct)))
