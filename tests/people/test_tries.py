"""From how many places wrong answers come: one subscriber is one place."""

from ipaddress import IPv6Address

from hypothesis import given
from hypothesis import strategies as some

from deliberation.people.tries import neighbourhood

HOME = 0x20010DB8_00000001 << 64


@given(some.integers(0, 2**64 - 1), some.integers(0, 2**64 - 1))
def test_all_the_addresses_of_one_subscriber_are_one_place(one: int, other: int) -> None:
    first, second = (str(IPv6Address(HOME + number)) for number in (one, other))
    assert neighbourhood(first) == neighbourhood(second)
    assert neighbourhood(first) != neighbourhood(str(IPv6Address(HOME + (1 << 64) + one)))


@given(some.ip_addresses(v=4).map(str))
def test_an_address_of_the_old_kind_is_a_place_however_it_is_written(host: str) -> None:
    assert neighbourhood(host) == neighbourhood(f"::ffff:{host}") == host
