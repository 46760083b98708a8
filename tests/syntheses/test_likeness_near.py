"""Contributions that say nearly the same: what is proposed, why, and what holds of any texts."""

from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deliberation.i18n import gettext
from deliberation.sittings.cloud import stop_list
from deliberation.syntheses.likeness.meaning import Places, unit
from deliberation.syntheses.likeness.near import Group, near_duplicates
from deliberation.syntheses.likeness.reasons import SENSE
from deliberation.syntheses.likeness.words import read
from deliberation.text import NARROW, NO_BREAK

WORDS = (
    *("guichet", "guichets", "Guiehet", "samedi", "dossier", "dossiers", "référent", "referent"),
    *("fermer", "ouvrir", "bus", "10", "12", "le", "la", "pour", "ne", "pas", "sans", "!", "—"),
)
BASE = ["garder", "le", "guichet", "ouvert", "chaque", "samedi", "matin", "dans", "le", "canton"]
SAYINGS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
# One thing said in many ways: a word less, a word more, another order.
VARIANTS = st.tuples(st.permutations(BASE), st.sampled_from(WORDS), st.integers(7, 10)).map(
    lambda drawn: " ".join([*drawn[0][: drawn[2]], drawn[1]])
)
TEXTS = st.dictionaries(st.integers(1, 99), SAYINGS | VARIANTS | st.text(max_size=20), max_size=14)


def proposed(*texts: str) -> list[Group]:
    return near_duplicates(dict(enumerate(texts, 1)))


def why(one: str, other: str) -> str:
    [group] = proposed(one, other)
    assert group.members in {(1, 2), (2, 1)}
    return group.why.replace(NO_BREAK, " ").replace(NARROW, " ")


def test_each_proposal_says_why_in_words() -> None:
    said = "Garder le guichet ouvert le samedi pour les salariés de nuit."
    assert why(said, said) == "Exactement le même texte."
    assert why(said, said.upper()).startswith("Le même texte, aux accents, aux majuscules")
    plural = "Garder les guichets ouverts les samedis pour la salariée de nuit."
    assert why(said, plural) == "Les mêmes mots, au pluriel, au féminin ou accordés autrement."
    moved = "Le samedi, pour les salariés de nuit, garder le guichet ouvert."
    assert why(said, moved) == "Les mêmes mots, dans un autre ordre."
    scanned = "Garder le guiehet ouvert le samedi pour les sa1ariés de nuit."
    assert why(said, scanned) == ("5 mots importants sur 5 en commun, dont 2 écrits autrement.")
    longer = "Garder le guichet ouvert le samedi pour les salariés de nuit du canton."
    assert why(said, longer) == "5 mots importants sur 6 en commun ; ce qui change : canton."


def test_words_that_turn_the_sense_are_told() -> None:
    opened = "Ouvrir le guichet de la mairie le samedi matin."
    closed = "Fermer le guichet de la mairie le samedi matin."
    assert why(opened, closed).endswith("; ce qui change : fermer et ouvrir.")
    ten = "Répondre au téléphone en 10 minutes à chaque famille."
    twenty = "Répondre au téléphone en 20 minutes à chaque famille."
    assert "les nombres ne sont pas les mêmes" in why(ten, twenty)


def test_who_says_no_is_never_folded_with_who_says_yes() -> None:
    assert proposed("Il faut fermer le foyer.", "Il ne faut pas fermer le foyer.") == []
    assert proposed("J'ai plus de forfait mobile.", "Je n'ai plus de forfait mobile.") == []
    assert proposed("Venir avec un rendez-vous noté.", "Venir sans un rendez-vous noté.") == []


def test_what_is_not_alike_is_not_proposed() -> None:
    said = "Garder le guichet ouvert le samedi."
    assert proposed(said, "Garder un dossier papier pour chaque famille.") == []
    assert proposed(said, "Le guichet.") == []


def test_every_text_of_a_group_is_like_the_first_one() -> None:
    """Likeness does not wander: A is near B, B is near C, and C is not folded with A."""
    words = [
        "aide",
        "bus",
        "canton",
        "dossier",
        "famille",
        "guichet",
        "hiver",
        "jardin",
        "kiosque",
        "logement",
    ]
    texts = [" ".join(words[at : at + 6]) for at in range(5)]
    for group in proposed(*texts):
        first = set(texts[group.first - 1].split())
        for other in group.others:
            assert len(first & set(texts[other.number - 1].split())) >= 4


def test_a_group_is_worth_its_weakest_tie() -> None:
    said = "Garder le guichet ouvert le samedi pour les salariés de nuit"
    [group] = proposed(said, said, said + " du canton")
    assert group.first == 1  # the text that was said most
    assert group.score == min(other.score for other in group.others) < 100
    assert group.why.startswith(
        f"Pour la parole la moins proche{NO_BREAK}: 5 mots importants sur 6"
    )


class SameSense:
    """A model that takes all texts about a bus for the same."""

    def places(self, texts: Sequence[str]) -> Places:
        return unit(np.array([[1, 0] if "bus" in text else [0, 1] for text in texts], np.float32))


def test_a_model_of_language_adds_what_is_said_in_other_words_and_says_so() -> None:
    texts = {1: "Le bus passe trop rarement.", 2: "Davantage de trajets en autobus.", 3: "Papier !"}
    assert near_duplicates(texts) == []
    [group] = near_duplicates(texts, SameSense())
    assert sorted(group.members) == [1, 2]
    assert group.why == gettext(SENSE) + "."


def test_a_model_of_language_is_not_asked_about_long_texts() -> None:
    words = "aide canton dossier famille guichet hiver jardin kiosque logement maison neige ours"
    texts = {1: f"{words} bus", 2: "Davantage de trajets en autobus."}
    assert near_duplicates(texts, SameSense()) == []
    assert near_duplicates({1: "pain bus", 2: texts[2]}, SameSense()) != []


@given(TEXTS)
def test_nobody_is_in_two_groups_and_none_is_invented(texts: dict[int, str]) -> None:
    told = [number for group in near_duplicates(texts) for number in group.members]
    assert len(told) == len(set(told))
    assert set(told) <= texts.keys()
    assert all(len(group.members) > 1 for group in near_duplicates(texts))


@given(TEXTS)
def test_no_text_is_altered(texts: dict[int, str]) -> None:
    before = dict(texts)
    near_duplicates(texts)
    assert texts == before


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_in_which_texts_come_changes_nothing(
    texts: dict[int, str], chance: Random
) -> None:
    shuffled = list(texts.items())
    chance.shuffle(shuffled)
    assert near_duplicates(dict(shuffled)) == near_duplicates(texts)


@given(TEXTS, st.integers(100, 110))
def test_exact_copies_are_always_found(texts: dict[int, str], copy: int) -> None:
    for number, text in list(texts.items()):
        together = near_duplicates({**texts, copy: text})
        found = any({number, copy} <= set(group.members) for group in together)
        assert found == (number in read(texts))


@given(
    st.dictionaries(
        st.integers(1, 9),
        st.lists(st.sampled_from(sorted(stop_list())), max_size=6).map(" ".join)
        | st.text("!?… \n\t«»,;—", max_size=5),
        min_size=2,
    )
)
def test_stop_words_alone_and_empty_texts_are_never_grouped(texts: dict[int, str]) -> None:
    assert near_duplicates(texts) == []


def test_five_thousand_texts_that_differ_by_a_number_are_one_group() -> None:
    """The worst for whatever compares each with each: here each is compared with the first."""
    texts = {number: f"Ouvrir le guichet du canton {number}" for number in range(5000)}
    [group] = near_duplicates(texts)
    assert sorted(group.members) == sorted(texts)
