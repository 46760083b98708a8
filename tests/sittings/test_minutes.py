"""The laws of the minutes: who said what is told of no one, each reads what she may."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pdfua
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from deliberation.debate.models import ContributionState, Scope
from deliberation.roles import Role
from deliberation.sittings.lived import lived, what_counts
from deliberation.sittings.minutes import tables_told
from deliberation.sittings.models import (
    Act,
    Saying,
)
from deliberation.sittings.registers import Photograph
from tests.documents.screen_reader import structure
from tests.documents.world import TRAPS
from tests.sittings.days import (
    END,
    GROUPS,
    MORNING,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.endings import (
    a_lived_day,
    public,
    read,
    shown,
    staff,
    to_the_end,
    turns_of,
)
from tests.sittings.walls import PEERS, seated, words_of
from tests.world import World


def test_minutes_tell_table_by_table_what_each_reader_may_know(
    client: TestClient, world: World
) -> None:
    day, step, table = a_lived_day(world, concerned=6)
    for words, details in (
        ("Pour tous", {"scope": Scope.PUBLIC}),
        ("Aux rédacteurs", {"scope": Scope.DRAFTERS}),
        ("À la table", {"scope": Scope.TABLE}),
        ("Retenu", {"scope": Scope.PUBLIC, "state": ContributionState.HELD}),
        ("Retiré", {"scope": Scope.PUBLIC, "state": ContributionState.WITHDRAWN}),
    ):
        id = words_of(world, words, "concerned", **details)
        world.keep(Saying(segment_id=step, contribution_id=id, table_id=table))
    phone = public(world, "Depuis un téléphone")
    world.keep(Saying(segment_id=step, contribution_id=phone))
    to_the_end(world, day)
    page = read(client, day, "compte-rendu")
    assert "Table 1, Les Pins Pour tous" in page
    assert "Écrit sur les téléphones Depuis un téléphone" in page
    assert "ont été retirés" in page
    for words in ("Aux rédacteurs", "À la table", "Retenu", "Retiré"):
        assert words not in page
    said = page[page.index("Étape par étape") :]
    assert "accompagnées" not in said  # a table never stands beside a college
    staff(client, world, Role.FACILITATOR)
    assert "Aux rédacteurs" not in read(client, day, "compte-rendu")
    staff(client, world, Role.TECHNICAL)
    page = read(client, day, "compte-rendu")
    assert "Aux rédacteurs" in page and "Ne la diffusez pas" in page
    assert "À la table" not in page and "Retenu" not in page
    assert "/gestion/contributions/" not in client.get(f"/journees/{day}/compte-rendu").text
    staff(client, world, Role.MODERATOR)
    html = client.get(f"/journees/{day}/compte-rendu").text
    assert len(re.findall(r'href="/gestion/contributions/\d+"', html)) == 3


def test_a_college_told_on_the_wall_leaves_its_words_without_a_table_in_the_minutes(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    first, second = a_table(world, day, 1), a_table(world, day, 2)
    step = go_to(world, day, GROUPS)
    seated(world, day, step, first, concerned=5, professionals=5)
    seated(world, day, step, second, start=20, professionals=5)
    shown(world, step, first, public(world, "Une seule", "concerned"))
    shown(world, step, second, public(world, "Une autre", "professionals"))
    id = public(world, "Pas une priorité", "concerned")
    world.keep(Saying(segment_id=step, contribution_id=id, table_id=first))
    to_the_end(world, day)
    assert "Une seule personnes accompagnées" in read(client, day)
    minutes = read(client, day, "compte-rendu")
    _, _, chosen = minutes.partition("sans dire de quelle table")
    assert "Une seule" in chosen and "Une autre" in chosen
    assert "Table 1 Pas une priorité" in minutes
    assert "Table 2" not in minutes


def test_a_small_peer_group_leaves_the_words_of_all_without_a_table(
    client: TestClient, world: World
) -> None:
    day = a_day(world, steps=PEERS)
    ours = a_table(world, day, 1, name="Le Rocher", college_id=world.colleges["concerned"])
    theirs = a_table(world, day, 2, college_id=world.colleges["professionals"])
    step = go_to(world, day, GROUPS)
    seated(world, day, step, ours, concerned=6)
    seated(world, day, step, theirs, start=10, professionals=3)
    for table, words in ((ours, "Zut"), (theirs, "Attendre")):
        id = public(world, words)
        world.keep(Saying(segment_id=step, contribution_id=id, table_id=table))
    to_the_end(world, day)
    minutes = read(client, day, "compte-rendu")
    assert "Dit aux tables Attendre" in minutes and "Zut" in minutes
    assert "Le Rocher" not in minutes and "Table 2" not in minutes


colleges = st.integers(1, 3)


@given(
    st.booleans(),
    st.dictionaries(st.integers(1, 4), st.none() | colleges),
    st.sets(colleges),
    st.data(),
)
def test_no_table_is_named_beside_a_college_that_could_not_be_told_there(
    apart: bool, tables: dict[int, int | None], on_cards: set[int], data: st.DataObject
) -> None:
    sets = st.frozensets(colleges)
    nameable_at = {table: data.draw(sets) for table in tables}
    named, with_priorities = tables_told(apart, tables, on_cards, nameable_at)
    if apart and named:
        assert all(c is None or c in nameable_at[t] for t, c in tables.items())
    if not apart and with_priorities:
        assert all(on_cards <= told for told in nameable_at.values())
    assert named or not with_priorities


def test_who_was_there_is_counted_and_no_small_college_shows(
    client: TestClient, world: World
) -> None:
    day, step, table = a_lived_day(world, concerned=16, professionals=9, institutions=3)
    a_badge(world, day, 99, "institutions", present=False)
    photo = Photograph(segment_id=step, table_id=table, description="Un mur", image=b"x")
    world.keep(photo)
    to_the_end(world, day)
    page = read(client, day, "compte-rendu")
    assert "28 personnes étaient là." in page
    assert "1 photo de paperboard" in page and "Un mur" not in page
    assert "personnes accompagnées : plus de la moitié" in page.replace("\u00a0", " ")
    assert not re.search(r"(institutions|professionnels|accompagnées) : \d", page)
    few = a_day(world)
    a_badge(world, few, 1)
    go_to(world, few, END)
    assert "Moins de cinq personnes." in read(client, few, "compte-rendu")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_minutes_are_a_document_for_the_same_eyes(
    client: TestClient, world: World, kind: str, tmp_path: Any
) -> None:
    day, step, table = a_lived_day(world)
    trap = TRAPS[3]
    for words, scope in ((trap, Scope.PUBLIC), ("Aux rédacteurs", Scope.DRAFTERS)):
        id = words_of(world, words, scope=scope)
        world.keep(Saying(segment_id=step, contribution_id=id, table_id=table))
    to_the_end(world, day)

    def words_in() -> str:
        made = client.get(f"/journees/{day}/compte-rendu/{kind}").content
        if kind == "docx":
            return "\n".join(one.text for one in docx.Document(BytesIO(made)).paragraphs)
        path = tmp_path / "minutes.pdf"
        path.write_bytes(made)
        assert [finding.message for finding in pdfua.validate(str(path)).findings] == []
        return structure(made).said

    said = words_in()
    assert trap in said and "Aux rédacteurs" not in said
    assert "Table 1, Les Pins" in said
    staff(client, world, Role.TECHNICAL)
    said = words_in().replace("’", "'")
    assert "Aux rédacteurs" in said and "Ne la diffusez pas" in said
    assert client.get(f"/journees/{day}/compte-rendu/odt").status_code == 404


def test_the_programme_is_told_as_it_was_lived(client: TestClient, world: World) -> None:
    day = a_day(world)

    def at(minutes: int) -> Any:
        return MORNING + timedelta(minutes=minutes)

    def since(moment: Any) -> int:
        return int((moment - MORNING).total_seconds() / 60)

    for what, when in (
        (Act.START, 5),
        (Act.NEXT, 20),
        (Act.PAUSE, 22),
        (Act.NEXT, 30),
        (Act.UNDO, 31),  # pressed too soon: the groups go on, as if nothing had been
        (Act.NEXT, 45),
        (Act.SKIP, 46),
        (Act.BACK, 50),
        (Act.NEXT, 55),
        (Act.SKIP, 60),
        (Act.END, 70),
    ):
        act(world, day, what, at(when))
    view = view_of(world, day)
    steps = lived(view.segments, turns_of(world, day))
    minutes = [[tuple(map(since, span)) for span in one.spans] for one in steps]
    assert minutes == [[(5, 20)], [(20, 45)], [(45, 46), (50, 55)], [], [(60, 70)]]
    assert [one.skipped for one in steps] == [False, False, False, True, False]
    page = read(client, day, "compte-rendu").replace("\u00a0", " ")
    assert "En petits groupes de 10 h 20 à 10 h 45" in page
    assert "Le vote Passée" in page


def test_a_step_that_goes_on_has_no_end_and_one_never_held_says_so(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS, MORNING)
    staff(client, world, Role.FACILITATOR)
    page = read(client, day, "compte-rendu").replace("\u00a0", " ")
    assert "En petits groupes depuis 10 h 00" in page
    assert "Le vote Pas tenue" in page


def test_what_was_undone_does_not_count(world: World) -> None:
    day = a_day(world)
    for what in (Act.START, Act.NEXT, Act.UNDO, Act.UNDO, Act.START, Act.NEXT, Act.NEXT, Act.UNDO):
        act(world, day, what)
    assert [turn.act for turn in what_counts(turns_of(world, day))] == [Act.START, Act.NEXT]
