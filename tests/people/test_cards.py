"""The carte de parole: badly copied, it is still understood; guessed, it opens nothing."""

import random
import string
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance.DamerauLevenshtein import distance
from rapidfuzz.process import extract

from deliberation.people.cards import (
    Misread,
    Recognised,
    Unrecognised,
    all_words,
    draw,
    pseudonym,
    recognise,
    secret,
)
from deliberation.security import token_hash
from deliberation.text import plain

SALT = b"the key of one instance"
CARDS = st.binary(min_size=32, max_size=32).map(draw)
BETWEEN = st.sampled_from(
    [" ", "   ", ", ", ",", "-", " - ", "/", "\n", " et ", ". ", " ; ", " & "]
)
LETTERS = st.sampled_from(string.ascii_lowercase + "éèàç79")
SLIPS = st.tuples(
    st.sampled_from(["insert", "delete", "replace", "swap"]), st.integers(0, 99), LETTERS
)


def slipped(word: str, slip: tuple[str, int, str]) -> str:
    """The word with one slip of a finger."""
    kind, number, letter = slip
    place = number % (len(word) + (kind == "insert") - (kind == "swap"))
    before, after = word[:place], word[place:]
    return (
        before
        + {
            "insert": letter + after,
            "delete": after[1:],
            "replace": letter + after[1:],
            "swap": after[1:2] + after[:1] + after[2:],
        }[kind]
    )


def meant(words: tuple[str, ...]) -> Recognised:
    return Recognised(tuple(sorted(words, key=plain)))


def without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def test_the_list_holds_1024_words_easy_to_copy() -> None:
    assert len(all_words()) == 1024
    assert list(all_words()) == sorted(all_words())
    for bare, printed in all_words().items():
        assert 4 <= len(printed) <= 9
        assert printed.isalpha() and printed.islower()
        assert bare == without_accents(printed)


def test_any_two_words_are_three_slips_apart() -> None:
    for word in all_words():
        near = extract(word, all_words().keys(), scorer=distance, score_cutoff=2, limit=2)
        assert [found for found, _, _ in near] == [word]


def test_glued_words_come_apart_in_one_way_only() -> None:
    """Sardinas and Patterson: no rest of a word that begins another is ever a word of the list."""
    words = set(all_words())
    rests = {word[len(w) :] for w in words for word in words if word.startswith(w) and word != w}
    seen: set[str] = set()
    while rests:
        assert not rests & words
        seen |= rests
        longer = {word[len(r) :] for r in rests for word in words if word.startswith(r)}
        shorter = {r[len(word) :] for r in rests for word in words if r.startswith(word)}
        rests = (longer | shorter) - seen


@given(CARDS)
def test_a_card_has_four_different_words(words: tuple[str, ...]) -> None:
    assert len(set(words)) == 4
    assert set(words) <= set(all_words().values())


@given(st.binary(min_size=32, max_size=32))
def test_the_same_seed_always_draws_the_same_card(seed: bytes) -> None:
    assert draw(seed) == draw(seed)


def test_every_word_is_drawn_about_as_often() -> None:
    numbers = random.Random(1)
    drawn = Counter(word for _ in range(20_000) for word in draw(numbers.randbytes(32)))
    assert len(drawn) == 1024
    # 80 000 draws, 78 expected of each: one word in a million would stray so far.
    assert min(drawn.values()) > 30
    assert max(drawn.values()) < 140


def test_no_two_cards_drawn_are_alike() -> None:
    assert len({frozenset(draw()) for _ in range(1000)}) == 1000


@given(CARDS, st.randoms(), BETWEEN)
def test_order_and_what_stands_between_the_words_do_not_matter(
    words: tuple[str, ...], chance: random.Random, between: str
) -> None:
    shuffled = chance.sample(words, 4)
    assert recognise(f"  {between.join(shuffled)} ") == meant(words)


@given(CARDS, st.sampled_from([str.upper, str.title, without_accents]))
def test_capitals_and_accents_do_not_matter(words: tuple[str, ...], style: object) -> None:
    assert callable(style)
    typed = style(" ".join(words))
    for form in ("NFC", "NFD"):
        assert recognise(unicodedata.normalize(form, typed)) == meant(words)


@given(CARDS, SLIPS, st.integers(0, 3))
def test_one_slip_anywhere_gives_the_same_card(
    words: tuple[str, ...], slip: tuple[str, int, str], which: int
) -> None:
    typed = list(words)
    typed[which] = slipped(typed[which], slip)
    assert recognise(" ".join(typed)) == meant(words)


@given(CARDS, st.lists(SLIPS, min_size=4, max_size=4))
def test_one_slip_in_each_word_gives_the_same_card(
    words: tuple[str, ...], slips: list[tuple[str, int, str]]
) -> None:
    typed = [slipped(word, slip) for word, slip in zip(words, slips, strict=True)]
    assert recognise(" ".join(typed)) == meant(words)


@given(CARDS, st.integers(1, 40))
def test_a_blank_too_many_or_none_at_all_gives_the_same_card(
    words: tuple[str, ...], place: int
) -> None:
    typed = " ".join(words)
    assert recognise(typed[:place] + " " + typed[place:]) == meant(words)
    assert recognise("".join(words)) == meant(words)


@given(CARDS, st.sampled_from("bcnv"))
def test_a_letter_hit_instead_of_a_blank_never_gives_another_card(
    words: tuple[str, ...], letter: str
) -> None:
    first, second, third, fourth = words
    read = recognise(f"{first}{letter}{second} {third} {fourth}")
    assert read == meant(words) or isinstance(read, Unrecognised)


def test_a_letter_hit_instead_of_a_blank_is_understood() -> None:
    assert recognise("tournesolnpiano soleil rivière") == meant(
        ("tournesol", "piano", "soleil", "rivière")
    )


@pytest.mark.parametrize(
    "typed",
    ["le soleil, la rivière, l'orange et le piano", "1. soleil 2. rivière 3. orange 4. piano"],
)
def test_little_words_and_numbers_are_passed_over(typed: str) -> None:
    assert recognise(typed) == meant(("soleil", "rivière", "orange", "piano"))


def test_two_slips_are_forgiven_in_a_long_word_only() -> None:
    assert recognise("tournessole rivière orange piano") == meant(
        ("tournesol", "rivière", "orange", "piano")
    )
    assert recognise("pyanno rivière orange soleil") == Unrecognised(
        Misread.UNKNOWN_WORD, {"words": "«\u00a0pyanno\u00a0»"}
    )


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [("abresoir", "abreuvoir", "arrosoir"), ("agrilope", "agricole", "antilope")],
)
def test_two_slips_between_two_words_are_not_guessed(typed: str, one: str, other: str) -> None:
    assert distance(typed, one) == distance(typed, other) == 2
    assert {one, other} <= set(all_words())
    read = recognise(f"{typed} soleil rivière orange")
    assert isinstance(read, Unrecognised) and read.refusal is Misread.UNKNOWN_WORD


@given(CARDS, st.integers(0, 3))
def test_three_words_or_five_are_refused(words: tuple[str, ...], missing: int) -> None:
    three = [word for place, word in enumerate(words) if place != missing]
    assert recognise(" ".join(three)) == Unrecognised(Misread.NOT_FOUR, {"count": 3})
    other = next(word for word in all_words().values() if word not in words)
    five = " ".join([*words, other])
    assert recognise(five) == Unrecognised(Misread.NOT_FOUR, {"count": 5})


def test_a_word_typed_twice_is_refused() -> None:
    assert recognise("soleil soleil piano rivière") == Unrecognised(Misread.TWICE, {})


@pytest.mark.parametrize("typed", ["", "   ", "et le 1 2", "🙂", "'"])
def test_nothing_typed_asks_for_the_four_words(typed: str) -> None:
    assert recognise(typed) == Unrecognised(Misread.NO_WORD, {})


def test_a_refusal_names_what_was_typed_and_suggests_nothing() -> None:
    read = recognise("Soleil Xyzzy piano Wörtchen")
    assert isinstance(read, Unrecognised)
    sentence = read.refusal.format(**read.about)
    assert sentence == (
        "Nous ne reconnaissons pas «\u00a0Xyzzy\u00a0» et «\u00a0Wörtchen\u00a0»."
        " Vérifiez ces mots sur votre carte."
    )


@given(st.text())
def test_any_text_is_answered(typed: str) -> None:
    read = recognise(typed)
    if isinstance(read, Unrecognised):
        assert "{" not in read.refusal.format(**read.about).replace(typed, "")
    else:
        assert len(read.words) == 4


def test_a_text_that_is_no_card_is_refused_without_looking_for_its_words() -> None:
    assert recognise("abricotier " * 100_000) == Unrecognised(Misread.NOT_FOUR, {"count": 100_000})


def test_the_secret_of_a_card_does_not_depend_on_order_or_accents() -> None:
    words = ("éclair", "forêt", "rivière", "piano")
    made = secret(words, SALT)
    assert len(made) == 16
    assert made == secret(("piano", "RIVIERE", "foret", "eclair"), SALT)


def test_a_card_cannot_be_tried_without_the_salt() -> None:
    words = draw()
    assert secret(words, SALT) != secret(words, b"the key of another instance")


def test_what_is_kept_of_a_card_is_never_that_of_another() -> None:
    card = ["abeille", "piano", "soleil", "rivière"]
    others = [[*card[:3], other] for other in ("orange", "forêt", "éclair")]
    kept = {token_hash(secret(words, SALT).hex()) for words in [card, *others]}
    assert len(kept) == 4
    # Two words never melt into one: « auto » « bus… » is not « autobus ».
    assert secret(("auto", "bus"), SALT) != secret(("autobus",), SALT)


def test_a_pseudonym_says_nothing_of_a_person() -> None:
    assert pseudonym(lambda numbers: numbers[0]) == "Voix 2100"
    assert pseudonym(lambda numbers: numbers[-1]) == "Voix 9999"
    assert len({pseudonym() for _ in range(200)}) > 150
