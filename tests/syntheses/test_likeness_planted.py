"""Forty pairs that say nearly the same, planted among a real consultation, are found again."""

from pathlib import Path

from bench.scenarios.likeness import found_among


def test_planted_pairs_are_found_among_the_words_of_a_real_consultation(shared_data: Path) -> None:
    """Measured: all ties right, 34 pairs of 40 found; what is missed is said in other words."""
    found = found_among(shared_data / "republique-numerique" / "opinions.jsonl")
    assert found["precision"] >= 0.95
    assert found["recall"] >= 0.8
    assert all(found[kind] == 1 for kind in ("accents", "order"))
    assert all(found[kind] >= 0.8 for kind in ("scan", "endings", "addition"))
