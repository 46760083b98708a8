"""Clusters when things go wrong: words taken back, stale forms, two drafters, strangers."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Committee
from deliberation.db import Database
from deliberation.debate.commands import change_scope, correct_contribution, withdraw_contribution
from deliberation.debate.models import ContributionState, Scope
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses.clusters import commands, reading
from deliberation.syntheses.clusters.commands import Hand
from deliberation.syntheses.clusters.models import Cluster, ClusterAct, ClusterKind
from deliberation.syntheses.clusters.rules import ClusterRefusal
from tests.debate.speaking import a_speaker, an_account, in_state, journal, said, seen
from tests.two_processes import overtaken
from tests.world import NOON, World, a_member, sign_in

SAME = ("Le bus part trop tôt le soir.", "Le bus, il part trop tot le soir !")
ON_TWO_PROCESSES = pytest.mark.parametrize("database_url", ["postgresql_url"], indirect=True)


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(an_account(world), NOON)


def made(world: World, hand: Hand, words: list[int], name: str = "Nom") -> int:
    return int(world.db.do(commands.place_words, world.topic_id, words, None, name, hand))


def names(world: World) -> dict[str, int]:
    """The open themes, and how many words each holds."""
    with world.db.reading() as session:
        found = reading.clusters_of(session, world.topic_id, ClusterKind.THEME)
        return {one.cluster.name: len(one.numbers) for one in found}


def address(world: World) -> str:
    return f"/gestion/sujets/{world.topic_id}/regroupements"


def test_words_that_are_taken_back_are_in_no_name_no_reason_and_no_page(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    numbers = [said(world, speaker, words) for words in SAME]
    page = pen.get(address(world) + "/propositions").text
    fields = {"what": "alike", "key": numbers[0], "contribution": numbers, "name": "Bus du soir"}
    assert "Le bus part trop t" in page
    assert pen.post(address(world) + "/propositions/accepter", data=fields).status_code == 303
    pages = [f"{address(world)}?quoi=alike", f"/gestion/sujets/{world.topic_id}/matiere"]
    with world.db.reading() as session:
        pages.append(f"/gestion/regroupements/{session.exec(select(Cluster.id)).one()}")
    assert all("Le bus part trop t" in seen(pen.get(one).text) for one in pages)
    for number in numbers:
        world.db.do(withdraw_contribution, number, speaker)
    assert [one for one in pages if "part trop t" in pen.get(one).text] == []
    with world.db.reading() as session:
        kept = [*session.exec(select(Cluster.name)), *session.exec(select(ClusterAct.change))]
    assert "part trop" not in " ".join(kept)


def test_what_drafters_may_not_read_is_counted_and_never_shown(
    pen: TestClient, world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    mine, hers = said(world, speaker, "Un mot."), said(world, speaker, "Un secret.")
    number = made(world, hand, [mine, hers])
    world.db.do(change_scope, hers, speaker, Scope.TABLE)
    page = pen.get(f"/gestion/regroupements/{number}").text
    assert "Un mot." in page and "Un secret." not in page and "1 parole n’est plus" in page
    with world.db.reading() as session:
        assert reading.members_of(session, number) == [mine]
        assert reading.members_of(session, 9999) == []
    held = in_state(world, speaker, ContributionState.HELD, Scope.DRAFTERS)
    reply = pen.post(address(world) + "/tri", data={"contribution": held, "cluster": number})
    assert reply.status_code == 409 and "n’est plus montrée" in reply.text


def test_the_form_of_a_browser_makes_a_cluster_fills_one_and_moves_words(
    pen: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    one, two = said(world, speaker, "Un mot."), said(world, speaker, "Deux mots.")
    fields = {"contribution": [one, two], "cluster": "", "name": "Ensemble"}
    assert pen.post(address(world) + "/tri", data=fields).status_code == 303
    with world.db.reading() as session:
        first = session.exec(select(Cluster.id)).one()
    fields = {"contribution": [two], "cluster": "", "name": "Ailleurs", "here": first}
    reply = pen.post(address(world) + "/tri", data=fields)
    assert reply.headers["location"] == f"/gestion/regroupements/{first}"
    assert names(world) == {"Ensemble": 1, "Ailleurs": 1}
    fields = {"contribution": [two], "cluster": first, "name": ""}
    assert pen.post(address(world) + "/tri", data=fields).status_code == 303
    assert names(world) == {"Ensemble": 2, "Ailleurs": 0}
    before = len(pen.get(address(world)).text)
    assert pen.post(address(world) + "/tri", data=fields).status_code == 303
    assert len(pen.get(address(world)).text) == before  # nothing changed: there is no act to undo


@pytest.mark.parametrize(
    ("way", "fields", "status", "told"),
    [
        ("sortie", {}, 409, "au moins une parole"),
        ("sortie", {"contribution": 9999}, 409, "n’est plus dans ce regroupement"),
        ("sortie", {"contribution": "x"}, 422, ""),
        ("separation", {"contribution": [1, 2], "name": "Tout"}, 409, "renommez-le"),
        ("separation", {"contribution": [1], "name": " "}, 409, "Donnez un nom"),
        ("separation", {"contribution": [1], "name": "x" * 121}, 422, "trop long"),
        ("nom", {"name": ""}, 409, "Donnez un nom"),
        ("nom", {"name": "a\x07b"}, 422, "signes invisibles"),
    ],
)
def test_a_bad_request_is_told_and_changes_nothing(
    pen: TestClient, world: World, way: str, fields: dict[str, object], status: int, told: str
) -> None:
    speaker = a_speaker(world)
    words = [said(world, speaker, "Un mot."), said(world, speaker, "Deux mots.")]
    number = made(world, Hand(an_account(world), NOON), words)
    reply = pen.post(f"/gestion/regroupements/{number}/{way}", data=fields)
    assert (reply.status_code, told in reply.text) == (status, True)
    assert names(world) == {"Nom": 2}


def test_a_cluster_is_not_joined_to_itself_nor_to_one_of_another_kind_or_that_is_not_there(
    pen: TestClient, world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    words = [said(world, speaker, words) for words in SAME]
    theme = made(world, hand, words)
    alike = world.db.do(
        commands.place_words, world.topic_id, words, None, "", hand, ClusterKind.ALIKE
    )
    for clusters, told in (([theme, theme], "au moins deux"), ([theme, alike], "ne se réunissent")):
        reply = pen.post(address(world) + "/reunion", data={"cluster": clusters, "name": "Tout"})
        assert reply.status_code == 409 and told in reply.text
    reply = pen.post(address(world) + "/reunion", data={"cluster": [theme, 999], "name": "Tout"})
    assert reply.status_code == 404
    assert names(world) == {"Nom": 2}


def test_undoing_what_others_have_built_upon_is_refused_in_words_and_hides_nothing(
    pen: TestClient, world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    one, two = said(world, speaker, "Un mot."), said(world, speaker, "Deux mots.")
    number = made(world, hand, [one])
    with world.db.reading() as session:
        act = session.exec(select(ClusterAct.id)).one()
    world.db.do(commands.place_words, world.topic_id, [two], number, "", hand)
    reply = pen.post(f"/gestion/regroupements/actes/{act}/annulation")
    assert reply.status_code == 409 and "rangées autrement" in reply.text
    assert names(world) == {"Nom": 2}


def test_a_proposal_that_another_person_accepted_meanwhile_is_not_accepted_twice(
    world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    words = [said(world, speaker, words) for words in SAME]
    accepted = (world.topic_id, words, None, "", hand, ClusterKind.ALIKE, True)
    world.db.do(commands.place_words, *accepted)
    with pytest.raises(Refused) as refused:
        world.db.do(commands.place_words, *accepted)
    assert refused.value.reason is ClusterRefusal.GONE


def test_a_box_that_holds_the_words_before_their_correction_moves_the_newest(
    world: World, hand: Hand
) -> None:
    speaker = a_speaker(world)
    old = said(world, speaker, "Un mot.")
    first = made(world, hand, [old], "Avant")
    new = world.db.do(correct_contribution, old, speaker, "Un autre mot.", NOON)
    second = made(world, hand, [old], "Après")
    with world.db.reading() as session:
        assert (reading.members_of(session, first), reading.members_of(session, second)) == (
            [],
            [new],
        )


@ON_TWO_PROCESSES
def test_a_name_given_while_a_cluster_was_being_joined_to_another_is_refused(
    world: World, hand: Hand, other: Database
) -> None:
    speaker = a_speaker(world)
    one, two = (made(world, hand, [said(world, speaker, words)], words) for words in SAME)
    merge = commands.merge_clusters, world.topic_id, [one, two], "Tout", hand
    rename = commands.rename_cluster, one, "Autre nom", hand
    assert overtaken(world.db, merge, other, rename) is ClusterRefusal.CLOSED
    assert names(world) == {"Tout": 2}


@ON_TWO_PROCESSES
def test_an_act_undone_by_two_people_at_once_is_undone_once(
    world: World, hand: Hand, other: Database
) -> None:
    made(world, hand, [said(world, a_speaker(world))])
    with world.db.reading() as session:
        act = session.exec(select(ClusterAct.id)).one()
    undo = commands.undo_act, act, True, hand
    assert overtaken(world.db, undo, other, undo) == world.topic_id
    assert names(world) == {}
    assert [one.name for one in journal(world)].count("cluster.undone") == 1


def test_nobody_of_another_committee_changes_a_cluster_and_the_journal_has_no_name(
    client: TestClient, world: World, hand: Hand
) -> None:
    number = made(world, hand, [said(world, a_speaker(world))], "Un nom à taire")
    with world.db.reading() as session:
        act = session.exec(select(ClusterAct.id)).one()
    own = f"/gestion/regroupements/{number}"
    posts = [
        *(f"{own}/{way}" for way in ("nom", "sortie", "separation")),
        *(f"/gestion/regroupements/actes/{act}/{way}" for way in ("annulation", "reprise")),
        *(f"{address(world)}/{way}" for way in ("tri", "reunion", "propositions/accepter")),
    ]
    assert {client.post(one, data={"name": "x"}).status_code for one in posts} == {401}
    away = Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="")
    here, world.committee_id = world.committee_id, world.keep(away).id
    sign_in(client, a_member(world, Role.MODERATOR))
    world.committee_id = here
    assert {client.post(one, data={"name": "x"}).status_code for one in posts} == {403}
    assert client.get(own).status_code == 403
    assert "taire" not in " ".join(str(vars(one)) for one in journal(world))
