"""The headings of syntheses: a committee's own, and those of one text."""

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses import planning, statements
from deliberation.syntheses.models import Purpose, Section
from deliberation.syntheses.planning import Named, Of, Plan
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.template import TEMPLATE
from deliberation.syntheses.writing_rules import WritingRefusal
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    refusal_of,
    sections,
    send,
    submitted,
)
from tests.world import NOON, World, a_member, sign_in


def headings(world: World, synthesis: int) -> list[str]:
    with world.db.reading() as session:
        mine = select(Section).where(Section.synthesis_id == synthesis)
        rows = session.exec(mine.order_by(col(Section.position))).all()
        assert [one.position for one in rows] == list(range(1, len(rows) + 1))
        return [one.heading for one in rows]


def test_a_committee_shapes_its_next_syntheses_and_those_begun_keep_theirs(
    client: TestClient, world: World
) -> None:
    before = a_synthesis(world)
    kept = headings(world, before)
    sign_in(client, a_member(world, Role.SECRETARIAT))
    desk = "/gestion/comites/deux-vals/modele"
    assert client.get(desk).text.count("J’enregistre cette partie") == len(TEMPLATE)
    send(client, desk, heading="Ce que <b>nous</b> changeons", guide="Vite.", asks_council="yes")
    send(client, f"{desk}/1", heading="En bref", was=kept[0])
    for _ in range(2):
        send(client, f"{desk}/2/retirer", was=kept[1], once="form-1")
    send(client, f"{desk}/{len(kept)}/monter", was="Ce que <b>nous</b> changeons")
    assert "Ce que &lt;b&gt;nous" in client.get(desk).text
    after = headings(world, a_synthesis(world))
    assert after == ["En bref", *kept[2:-1], "Ce que <b>nous</b> changeons", kept[-1]]
    assert headings(world, before) == kept
    assert client.post(f"{desk}/1/detruire", data={"was": "En bref"}).status_code == 404


def test_where_disagreements_are_kept_is_renamed_and_moved_but_never_removed(world: World) -> None:
    synthesis = a_synthesis(world)
    [place] = [n for n, one in enumerate(TEMPLATE, start=1) if one.purpose is Purpose.DISSENT]
    was = headings(world, synthesis)[place - 1]
    for plan in (Plan(Of.SYNTHESIS, synthesis), Plan(Of.COMMITTEE, world.committee_id)):
        with pytest.raises(Refused) as caught:
            world.db.do(planning.remove_heading, plan, place, was, PEN)
        assert refusal_of(caught) is WritingRefusal.DISSENT_STAYS
    plan = Plan(Of.SYNTHESIS, synthesis)
    world.db.do(planning.change_heading, plan, place, was, Named("Nos désaccords"), PEN)
    world.db.do(planning.move_heading, plan, place, "Nos désaccords", True, PEN)
    with pytest.raises(Refused) as caught:
        world.db.do(planning.remove_heading, plan, place - 1, "Nos désaccords", PEN)
    assert refusal_of(caught) is WritingRefusal.DISSENT_STAYS


def test_a_heading_goes_only_when_it_holds_no_sentence_not_even_a_removed_one(
    world: World,
) -> None:
    synthesis = a_synthesis(world)
    plan, [first, second, *_] = Plan(Of.SYNTHESIS, synthesis), headings(world, synthesis)
    number = a_statement(world, sections(world, synthesis)[0])
    world.db.do(statements.remove_statement, number, PEN, NOON)
    with pytest.raises(Refused) as caught:
        world.db.do(planning.remove_heading, plan, 1, first, PEN)
    assert refusal_of(caught) is WritingRefusal.HEADING_IN_USE
    world.db.do(planning.remove_heading, plan, 2, second, PEN)
    assert second not in headings(world, synthesis)


def test_one_acts_on_the_heading_that_one_saw(world: World) -> None:
    synthesis = a_synthesis(world)
    plan, [first, second, *_] = Plan(Of.SYNTHESIS, synthesis), headings(world, synthesis)
    world.db.do(planning.move_heading, plan, 1, first, False, PEN)
    for command, *more in (
        (planning.change_heading, Named("Autre")),
        (planning.move_heading, True),
        (planning.remove_heading,),
    ):
        for position, was in ((1, first), (99, first)):
            with pytest.raises(Refused) as caught:
                world.db.do(command, plan, position, was, *more, PEN)
            assert refusal_of(caught) is WritingRefusal.OTHER_HEADING
    assert headings(world, synthesis)[:2] == [second, first]


def test_the_plan_of_a_text_in_other_hands_does_not_change(world: World) -> None:
    plan = Plan(Of.SYNTHESIS, submitted(world))
    with pytest.raises(Refused) as caught:
        world.db.do(planning.add_heading, plan, Named("Trop tard"), PEN)
    assert refusal_of(caught) is SynthesisRefusal.NOT_WRITABLE


def test_who_writes_edits_the_plan_of_a_text_and_not_the_committee_s(
    pen: TestClient, world: World
) -> None:
    synthesis = a_synthesis(world)
    desk = f"/gestion/syntheses/{synthesis}/plan"
    send(pen, desk, heading="À part")
    assert headings(world, synthesis)[-1] == "À part"
    assert pen.post(desk, data={"heading": "x" * 121}).status_code == 422
    assert pen.get("/gestion/comites/deux-vals/modele").status_code == 403
    assert pen.post("/gestion/comites/deux-vals/modele", data={"heading": "a"}).status_code == 403
    assert pen.get("/gestion/comites/ailleurs/modele").status_code == 404
