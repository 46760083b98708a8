"""The law of coming in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.people import codes
from deliberation.people.models import AccessCard, College, RoomCode
from deliberation.people.rules import (
    LONGEST_CODE_DAYS,
    NoEntry,
    end_of,
    local_address,
    vouches,
    why_not_attach,
    why_not_belong,
    why_not_enter,
    why_not_last,
    why_not_use,
)
from tests.world import NOON


def a_room_code(**details: object) -> RoomCode:
    return RoomCode(**{"code": "234567", "committee_id": 1, "expires_at": NOON} | details)


def a_card(**details: object) -> AccessCard:
    return AccessCard(
        **{"committee_id": 1, "batch": "b", "code_hash": "c", "card_hash": "h"} | details
    )


def test_a_code_that_nobody_made_admits_nobody() -> None:
    assert why_not_enter(None, NOON) is NoEntry.NO_SUCH_CODE


def test_a_code_admits_until_its_last_moment_and_not_at_it() -> None:
    assert why_not_enter(a_room_code(), NOON - timedelta(microseconds=1)) is None
    assert why_not_enter(a_room_code(), NOON) is NoEntry.CODE_EXPIRED


def test_a_card_is_used_once() -> None:
    assert why_not_use(a_card()) is None
    assert why_not_use(a_card(spent=True)) is NoEntry.CARD_SPENT
    assert why_not_use(None) is NoEntry.NO_SUCH_CARD


def test_a_card_is_attached_only_in_its_own_committee() -> None:
    assert why_not_attach(a_card(), 1) is None
    assert why_not_attach(a_card(), 2) is NoEntry.OTHER_COMMITTEE
    assert why_not_attach(a_card(spent=True), 1) is NoEntry.CARD_SPENT


@pytest.mark.parametrize(
    ("structure", "college", "said", "vouched"),
    [
        (7, 3, 3, True),
        (7, None, 3, True),
        (7, None, None, True),
        (7, 3, 4, False),
        (7, 3, None, False),
        (None, 3, 3, False),
    ],
)
def test_only_a_structure_vouches_and_only_for_the_college_that_it_knows(
    structure: int | None, college: int | None, said: int | None, vouched: bool
) -> None:
    assert vouches(a_card(structure_id=structure, college_id=college), said) is vouched


def test_a_college_of_another_committee_is_no_answer() -> None:
    college = College(committee_id=1, code="c", name="c", shape="circle")
    assert why_not_belong(college, 1) is None
    assert why_not_belong(college, 2) is NoEntry.ELSEWHERE
    assert why_not_belong(None, 1) is NoEntry.ELSEWHERE


@given(st.integers(-1000, 1000))
def test_a_code_serves_at_least_today_and_not_for_ever(days: int) -> None:
    today = date(2026, 3, 29)
    refusal = why_not_last(today + timedelta(days=days), today)
    assert (refusal is None) is (0 <= days <= LONGEST_CODE_DAYS)


def test_a_day_ends_at_midnight_in_paris_even_when_clocks_change() -> None:
    assert end_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "wanted", ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "gestion"]
)
def test_signing_in_leads_to_no_other_site(wanted: str) -> None:
    assert local_address(wanted, "/gestion") == "/gestion"


def test_signing_in_leads_back_to_the_page_that_was_wanted() -> None:
    assert local_address("/gestion/sujets/3?x=1#y", "/gestion") == "/gestion/sujets/3?x=1#y"


CODE = st.text(codes.ALPHABET, min_size=codes.ROOM_LENGTH, max_size=codes.ROOM_LENGTH)


@given(CODE, st.data())
def test_a_code_is_understood_however_it_is_typed(code: str, data: st.DataObject) -> None:
    """Small letters, blanks and hyphens anywhere, and the sign that looks like another."""
    alike = {"0": "0Oo", "1": "1IiLl", "8": "8Bb", "5": "5Ss", "2": "2Zz", "V": "VvUu"}
    typed = ""
    for sign in code:
        typed += data.draw(st.sampled_from(["", " ", "-", "\u00a0", " – "]))
        typed += data.draw(st.sampled_from(alike.get(sign, sign + sign.lower())))
    assert codes.understand(typed) == code


@given(st.binary(min_size=32, max_size=32))
def test_a_card_s_code_survives_being_shown_and_typed(seed: bytes) -> None:
    code = codes.from_seed(seed)
    assert len(code) == codes.CARD_LENGTH
    assert codes.understand(codes.spaced(code)) == code


@given(st.text(max_size=60))
def test_anything_may_be_typed_as_a_code(typed: str) -> None:
    assert set(codes.understand(typed)) <= set(codes.ALPHABET)
