"""Laws of the word cloud: what several people wrote, and nobody's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.sittings.cloud import FEWEST, MOST_WORDS, SIZES, candidates, sizes

PEOPLE = 6


def said(*words: str) -> list[tuple[object, str]]:
    """Each of these by somebody else, and others who say nothing that counts."""
    others = [(f"other {n}", "le") for n in range(PEOPLE)]
    return [*others, *enumerate(words)]


def three(words: str) -> list[tuple[object, str]]:
    return said(words, words, words)


def test_a_word_is_offered_once_three_people_wrote_it() -> None:
    assert "guichet" not in candidates(said("un guichet", "le guichet"))
    assert candidates(said("un guichet", "le guichet", "Guichet fermé"))["guichet"] == 3


def test_who_says_a_word_again_and_again_counts_once() -> None:
    again = [("Voix", "guichet guichet"), ("Voix", "guichet"), ("other", "guichet")]
    assert "guichet" not in candidates([*again, *said()])


def test_where_fewer_than_five_people_wrote_no_word_is_told() -> None:
    four = [(n, "guichet") for n in range(4)]
    assert candidates(four) == {}
    assert candidates([*four, (5, "guichet")]) == {"guichet": 5}


@pytest.mark.parametrize("word", ["avec", "c'est", "être", "ÊTRE", "est-ce", "aujourd'hui"])
def test_a_word_that_says_nothing_by_itself_is_not_offered(word: str) -> None:
    assert candidates(three(word)) == {}


def test_a_word_with_a_hyphen_is_one_word() -> None:
    assert list(candidates(three("un rendez-vous"))) == ["rendez-vous"]


def test_a_word_is_written_as_most_people_write_it() -> None:
    assert list(candidates(said("l'écoute", "ecoute", "Écoute", "l'écoute"))) == ["écoute"]
    assert list(candidates(said("le RSA", "mon RSA", "RSA"))) == ["RSA"]


@pytest.mark.parametrize(
    "words",
    ["je vois Camille demain", "grâce à Camille", "bonjour, Camille", "d'aller voir Camille"],
)
def test_a_name_is_not_offered(words: str) -> None:
    assert "camille" not in candidates([*three(words), *enumerate(["camille"] * 4, 10)])


def test_the_name_of_a_member_of_staff_is_not_offered_even_without_a_capital() -> None:
    assert "camille" in candidates(three("camille"))
    assert candidates(three("camille"), ["Camille (prénom d'emprunt)"]) == {}


def test_what_tells_who_someone_is_gives_no_word() -> None:
    offered = candidates(three("écrivez à dupondterne@exemple.fr, 3 rue des Glycines, guichet"))
    assert "guichet" in offered
    assert not offered.keys() & {"dupondterne", "exemple", "glycines"}


WORDS = st.lists(st.tuples(st.integers(0, 30), st.text(st.sampled_from("abxyz é-"), max_size=30)))


@given(WORDS)
def test_no_word_is_ever_that_of_fewer_than_three_people(texts: list[tuple[int, str]]) -> None:
    offered = candidates(texts)
    assert len(offered) <= MOST_WORDS
    assert all(count >= FEWEST for count in offered.values())
    assert all(" " not in word for word in offered)


def test_at_most_fifty_words_are_offered() -> None:
    many = " ".join(f"mot{a}{b}" for a in "abcdefgh" for b in "ijklmnop")
    assert len(candidates(three(many))) == MOST_WORDS


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(3, 200), max_size=50))
def test_a_word_has_one_of_five_sizes_and_the_more_shared_is_never_smaller(
    counts: dict[str, int],
) -> None:
    told = sizes(counts)
    assert told.keys() == counts.keys()
    assert set(told.values()) <= set(range(1, SIZES + 1))
    in_order = sorted(counts, key=lambda word: counts[word])
    assert [told[word] for word in in_order] == sorted(told.values())
