"""Cohen's kappa: how far two people agree, beyond what chance would make them. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from deliberation.i18n import N_


class Agreement(NamedTuple):
    """`observed` is the share of items classed alike, from 0 to 1; `kappa` is at most 1.

    Without `kappa`, both coders used one and the same category: chance alone would make them agree.
    """

    items: int
    observed: float
    kappa: float | None


# After Landis and Koch (1977), « The measurement of observer agreement for categorical data »,
# Biometrics 33: words for a number, which the authors themselves call arbitrary.
WORDS: tuple[tuple[float, str], ...] = (
    (0.8, N_("un accord presque complet")),
    (0.6, N_("un accord fort")),
    (0.4, N_("un accord moyen")),
    (0.2, N_("un accord faible")),
    (0.0, N_("un accord très faible")),
)
LESS_THAN_CHANCE = N_("moins d'accord que le hasard")


def cohen(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Cohen's kappa of two codings of the same items, in the same order.

    Two sequences of one length n > 0 (ValueError otherwise); no unit. Source: Cohen (1960), « A
    coefficient of agreement for nominal scales », Educational and Psychological Measurement 20.
    """
    if not first or len(first) != len(second):
        raise ValueError("two codings of the same items, of which there is one at least")
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    ones, others = Counter(first), Counter(second)
    # Counted in whole numbers: two coders of one category make chance exactly certain.
    by_chance = sum(count * others[category] for category, count in ones.items())
    if by_chance == n * n:
        return Agreement(n, observed, None)
    chance = by_chance / (n * n)
    return Agreement(n, observed, (observed - chance) / (1 - chance))


def in_words(kappa: float) -> str:
    """What people say of such a number."""
    if kappa < 0:
        return LESS_THAN_CHANCE
    return next((words for least, words in WORDS if kappa > least), WORDS[-1][1])
