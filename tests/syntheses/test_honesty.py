"""The honesty box says who took part, who wrote and what no machine did, and shows nobody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from deliberation.ballots.models import NO_COLLEGE, Choice, Method
from deliberation.debate.models import Scope
from deliberation.people.models import Channel
from deliberation.sittings.wall_rules import nameable
from deliberation.syntheses.honesty import honesty
from deliberation.syntheses.models import Synthesis
from tests.ballots.voting import a_ballot_of, people, vote, words
from tests.debate.speaking import a_speaker, said
from tests.syntheses.disagreeing import OBJECTION, an_objected_vote, blocks
from tests.syntheses.drafting import (
    a_statement,
    a_synthesis,
    covered,
    frozen_words,
    published,
    sections,
)
from tests.world import World


def box(world: World, synthesis: int) -> list[str]:
    with world.db.reading() as session:
        [bullets] = honesty(session, session.get_one(Synthesis, synthesis)).blocks
    return [line.replace("\u00a0", " ").replace("’", "'") for line in bullets.items]  # type: ignore[union-attr]


def voters(world: World, **colleges: int) -> None:
    """So many people of each college vote on the topic."""
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for college, count in colleges.items():
        for person in people(world, count, None if college == "nobody" else college):
            vote(world, ballot, person, Choice.AGREE)


def test_it_says_who_took_part_by_college_and_by_channel(world: World) -> None:
    voters(world, concerned=9, professionals=7)
    speaker = a_speaker(world)
    said(world, speaker, "En ligne")
    said(world, speaker, "Dans la salle", channel=Channel.PHONE)
    said(world, speaker, "Entre nous", scope=Scope.TABLE)
    lines = box(world, a_synthesis(world))
    assert lines[0] == "17 personnes ont parlé ou voté sur ce sujet."
    assert lines[1].startswith("Par groupe : ")
    assert re.findall(r": (\d+)", lines[1]) == ["10", "7"]
    assert any("écrite en ligne (1)" in line and "dans la salle (1)" in line for line in lines)
    assert "Aucune phrase n'a été écrite ni choisie par une machine." in lines


@pytest.mark.parametrize("few", [1, 4])
def test_a_small_college_is_named_without_a_number_and_not_found_by_subtraction(
    world: World, few: int
) -> None:
    voters(world, concerned=9, professionals=few, institutions=8)
    lines = box(world, a_synthesis(world))
    numbers = [int(n) for n in re.findall(r": (\d+)", lines[1])]
    assert sum(numbers) == 17 + few
    assert few not in numbers
    assert min(numbers) >= 5
    assert any(line.startswith("Trop peu nombreux pour être montrés") for line in lines)


def test_fewer_than_five_people_are_told_as_few(world: World) -> None:
    voters(world, concerned=4)
    lines = box(world, a_synthesis(world))
    assert lines[0] == "Moins de cinq personnes ont parlé ou voté sur ce sujet."
    assert "4" not in "".join(lines)


def test_it_says_how_many_wrote_and_no_name(world: World) -> None:
    synthesis = a_synthesis(world)
    assert not any("a écrit ce texte" in line for line in box(world, synthesis))
    a_statement(world, sections(world, synthesis)[0])
    assert "1 personne de l'équipe a écrit ce texte." in box(world, synthesis)


def test_it_is_part_of_the_document_that_is_frozen(client: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0])
    published(world, synthesis)
    page = words(client.get(f"/syntheses/{synthesis}"))
    assert "Qui a parlé, qui a écrit" in page
    assert "ni choisie par une machine" in page


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 12), max_size=6))
def test_what_is_not_told_of_any_college_is_nobody_or_at_least_five(people: dict[int, int]) -> None:
    told = nameable(people)
    assert NO_COLLEGE not in told
    assert all(people[college] >= 5 for college in told)
    others = sum(people.values()) - sum(people[college] for college in told)
    assert not told or others == 0 or others >= 5


@pytest.mark.parametrize(("others", "told"), [(3, False), (4, True)])
def test_an_objection_of_fewer_than_five_is_for_the_desk_and_the_text_says_so(
    world: World, others: int, told: bool
) -> None:
    vote = an_objected_vote(world, others=others)
    synthesis = a_synthesis(world)
    printed = frozen_words(world, synthesis)
    assert (OBJECTION in printed) is told and (f"vote {vote})" in printed) is told
    assert ("Moins de cinq personnes ont répondu" in printed) is not told
    assert len(blocks(world, synthesis)) == 1
    assert len(covered(world, synthesis).untouched) == (0 if told else 1)
