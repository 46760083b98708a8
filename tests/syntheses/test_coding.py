"""Two people class the same words apart, and Cohen's kappa says how far they agree."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from deliberation.debate.commands import change_scope, correct_contribution
from deliberation.debate.models import Act, Contribution, Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses.coding.commands import (
    CodingRefusal,
    Stand,
    code_words,
    draw_sample,
    samples_of,
    stand_of,
)
from deliberation.syntheses.coding.kappa import cohen, in_words
from deliberation.syntheses.coding.models import Category
from deliberation.syntheses.honesty import honesty
from deliberation.syntheses.models import Synthesis
from tests.debate.speaking import a_speaker, an_account, said
from tests.syntheses.drafting import PEN, a_synthesis
from tests.syntheses.test_sign_off import technical_members
from tests.world import NOON, World, a_member, sign_in

codings = st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=1, max_size=30)


@given(codings)
def test_kappa_is_one_for_the_same_answers_and_the_same_whoever_is_first(
    pairs: list[tuple[str, str]],
) -> None:
    first, second = zip(*pairs, strict=True)
    one, other = cohen(first, second), cohen(second, first)
    assert one.kappa == pytest.approx(other.kappa) and one.observed == other.observed
    assert one.kappa is None or -1 <= one.kappa <= 1
    same = cohen(first, first)
    assert same.kappa is None if len(set(first)) == 1 else same.kappa == pytest.approx(1)


def test_kappa_is_that_of_the_example_everybody_counts_by_hand() -> None:
    """Two readers, 50 files: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; 0.7 seen, 0.5 by chance."""
    pairs = ["yy"] * 20 + ["yn"] * 5 + ["ny"] * 10 + ["nn"] * 15
    found = cohen([a for a, _ in pairs], [b for _, b in pairs])
    assert found.observed == pytest.approx(0.7) and found.kappa == pytest.approx(0.4)
    assert in_words(0.41) != in_words(0.4) and in_words(-0.1) == "moins d'accord que le hasard"
    assert in_words(0) == "un accord très faible"
    with pytest.raises(ValueError, match="same items"):
        cohen([], [])


def sampled(world: World, size: int = 5) -> int:
    speaker = a_speaker(world)
    for n in range(size):
        said(world, speaker, f"Parole {n}")
    return int(world.db.do(draw_sample, world.topic_id, size, 7, PEN, NOON))


def seen_by(world: World, account: int) -> Stand:
    with world.db.reading() as session:
        sample, *_ = samples_of(session, world.topic_id)
        return stand_of(session, sample, account)


def test_nobody_sees_the_other_before_both_are_done(world: World) -> None:
    one, two, three = technical_members(world, 3)
    sample = sampled(world)
    for place in range(1, 6):
        world.db.do(code_words, sample, place, one, Category.NEED)
    assert seen_by(world, one).pairs == [] and not seen_by(world, two).mine
    for place in range(1, 6):
        category = Category.IDEA if place == 1 else Category.NEED
        world.db.do(code_words, sample, place, two, category)
    agreement = seen_by(world, one).agreement
    assert agreement and agreement.observed == pytest.approx(0.8)
    for account, place, reason in (
        (one, 1, CodingRefusal.BOTH_DONE),
        (three, 1, CodingRefusal.BOTH_DONE),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(code_words, sample, place, account, Category.NEED)
        assert refused.value.reason is reason
    assert "kappa de Cohen" in printed(world)


def printed(world: World) -> str:
    """What the honesty box of a text says."""
    synthesis_id = a_synthesis(world)
    with world.db.reading() as session:
        return str(honesty(session, session.get_one(Synthesis, synthesis_id)))


def test_every_sample_is_told_so_that_none_is_drawn_again_until_two_people_agree(
    client: TestClient, world: World
) -> None:
    coders = technical_members(world, 2)
    first = sampled(world)
    for coder, categories in zip(coders, ("ab", "ba"), strict=True):
        for place in range(1, 6):
            said_so = Category.NEED if categories[place % 2] == "a" else Category.IDEA
            world.db.do(code_words, first, place, coder, said_so)
    second, _ = (world.db.do(draw_sample, world.topic_id, 5, seed, PEN, NOON) for seed in (8, 9))
    for coder in coders:
        for place in range(1, 6):
            world.db.do(code_words, second, place, coder, Category.NEED)
    told = printed(world)
    assert told.count("kappa de Cohen") == 1 and "ne se mesure pas" in told
    assert "3 échantillons" in told and "1 échantillon tiré n’a pas été classé" in told
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    page = client.get(f"/gestion/sujets/{world.topic_id}/double-lecture").text
    assert "moins d’accord que le hasard" in page and "ne se mesure pas" in page


def test_a_third_coder_a_place_that_is_not_there_and_too_few_words_are_refused(
    world: World,
) -> None:
    one, two, three = technical_members(world, 3)
    with pytest.raises(Refused) as refused:
        world.db.do(draw_sample, world.topic_id, 5, 7, PEN, NOON)
    assert refused.value.reason is CodingRefusal.TOO_FEW
    sample = sampled(world)
    for account in (one, two):
        world.db.do(code_words, sample, 1, account, Category.NEED)
    for account, place, reason in (
        (three, 1, CodingRefusal.TWO_ALREADY),
        (one, 99, CodingRefusal.NOT_IN_IT),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(code_words, sample, place, account, Category.NEED)
        assert refused.value.reason is reason


def test_a_sample_is_drawn_and_classed_from_the_pages(client: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    for n in range(6):
        said(world, speaker, f"Parole {n}")
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    address = f"/gestion/sujets/{world.topic_id}/double-lecture"
    assert client.post(address, data={"size": "2"}).status_code == 422
    client.post(address, data={"size": "5"})
    assert "0 sur 5 paroles" in client.get(address).text
    empty = client.post("/gestion/echantillons/1", data={"position": "1"})
    assert empty.status_code == 422 and "Il manque une réponse ici." in empty.text
    for sent in ({"position": "1", "category": ""}, {"category": "idea"}):
        assert client.post("/gestion/echantillons/1", data=sent).status_code == 422
    assert "0 sur 5 paroles" in client.get(address).text
    for place in range(1, 6):
        sent = {"position": place, "category": "idea"}
        client.post("/gestion/echantillons/1", data=sent)
    assert "Vous avez fini" in client.get(address).text


def test_words_that_were_closed_since_the_draw_are_nobody_s_to_class(world: World) -> None:
    [one] = technical_members(world, 1)
    sampled(world)
    first = seen_by(world, one).next
    assert first
    number, author = first[1].id, first[1].participant_id
    world.db.do(change_scope, number, author, Scope.TABLE)
    after = seen_by(world, one).next
    assert after and after[1].id != number


def corrected(world: World, words: Contribution) -> None:
    text = words.words + " Encore."
    world.db.do(correct_contribution, words.id, words.participant_id, text, NOON)


def masked(world: World, words: Contribution) -> None:
    decision = Decision(Act.MASK, passage="Parole")
    world.db.do(moderate_contribution, words.id, decision, an_account(world), NOON)


@pytest.mark.parametrize("change", [corrected, masked])
def test_two_people_are_compared_on_the_same_words_alone(
    client: TestClient, world: World, change: Callable[[World, Contribution], None]
) -> None:
    """What was changed between the two is in no figure, and the page says how many were."""
    one, two = technical_members(world, 2)
    sample = sampled(world)
    for place in range(1, 6):
        world.db.do(code_words, sample, place, one, Category.IDEA if place == 1 else Category.NEED)
    change(world, seen_by(world, two).shown[1])
    with pytest.raises(Refused) as refused:
        world.db.do(code_words, sample, 1, two, Category.NEED)
    assert refused.value.reason is CodingRefusal.CHANGED
    for place in range(2, 6):
        world.db.do(code_words, sample, place, two, Category.IDEA if place == 2 else Category.NEED)
    stand = seen_by(world, one)
    assert stand.gone == 1 and stand.agreement and stand.agreement.items == 4
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    page = client.get(f"/gestion/sujets/{world.topic_id}/double-lecture").text
    assert "Une parole a été changée ou retirée depuis le tirage" in page


def test_a_sample_of_which_nothing_is_left_is_compared_with_nothing(
    client: TestClient, world: World
) -> None:
    sampled(world)
    [one] = technical_members(world, 1)
    for words in seen_by(world, one).shown.values():
        corrected(world, words)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    page = client.get(f"/gestion/sujets/{world.topic_id}/double-lecture").text
    assert "plus rien à comparer" in page and "Je tire un autre échantillon" in page
    assert "1 échantillon tiré n’a pas été classé" in printed(world)
