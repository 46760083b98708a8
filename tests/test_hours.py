"""Laws of hours: what is typed on a clock of the committees is what all read, all year long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel, ValidationError
from starlette.testclient import TestClient

from deliberation.forms import NO_SUCH_HOUR, NOT_A_MOMENT, Moment, OptionalMoment
from deliberation.i18n import PARIS, hour, when
from deliberation.roles import Role
from tests.ballots.voting import an_open_ballot
from tests.ballots.voting import words as read
from tests.world import World, a_member, sign_in

NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)  # noon in Paris
HOURS = some.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1))


class Asked(BaseModel):
    at: Moment
    until: OptionalMoment = None


def typed(words: str) -> datetime:
    return Asked.model_validate({"at": words}).at


def said(moment: datetime, now: datetime) -> str:
    return when(moment, now).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def skipped(local: datetime) -> bool:
    """Whether the clocks of Paris go over this hour."""
    there = local.replace(tzinfo=PARIS).astimezone(UTC).astimezone(PARIS)
    return there.replace(tzinfo=None) != local


@given(HOURS)
def test_an_hour_is_shown_as_it_was_typed_in_summer_and_in_winter(local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    if skipped(local):
        return
    moment = typed(local.isoformat(timespec="minutes"))
    assert hour(moment) == f"{local:%H\u00a0h\u00a0%M}".removeprefix("0")
    assert moment.utcoffset() in (timedelta(hours=1), timedelta(hours=2))


def test_summer_and_winter_have_the_hours_of_the_law() -> None:
    assert typed("2026-01-15T14:30").astimezone(UTC).hour == 13
    assert typed("2026-07-15T14:30").astimezone(UTC).hour == 12
    assert typed("2026-07-15T14:30Z").astimezone(UTC).hour == 14
    assert typed("2026-10-25T02:30").astimezone(UTC).hour == 0  # the first of the two


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2026-03-29T02:30", NO_SUCH_HOUR),
        ("demain", NOT_A_MOMENT),
        ("2026-02-30T10:00", NOT_A_MOMENT),
        ("0001-01-01T00:00", NOT_A_MOMENT),
        ("", NOT_A_MOMENT),
    ],
)
def test_an_hour_that_does_not_exist_is_said_in_plain_words(words: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        typed(words)
    assert sentence in str(refused.value)
    if words:
        with pytest.raises(ValidationError):
            Asked.model_validate({"at": "2026-01-15T14:30", "until": words})


def test_a_moment_that_may_be_left_out_is_none() -> None:
    assert Asked.model_validate({"at": "2026-01-15T14:30", "until": " "}).until is None


@pytest.mark.parametrize(
    ("local", "words"),
    [
        ("2026-07-14T23:59", "aujourd'hui à 23 h 59"),
        ("2026-07-14T00:05", "aujourd'hui à 0 h 05"),
        ("2026-07-15T00:00", "demain à 0 h 00"),
        ("2026-07-16T00:00", "le 16 juillet 2026 à 0 h 00"),
        ("2026-07-13T23:59", "le 13 juillet 2026 à 23 h 59"),
        ("2026-11-01T09:00", "le 1er novembre 2026 à 9 h 00"),
    ],
)
def test_today_and_tomorrow_are_those_of_paris(local: str, words: str) -> None:
    assert said(typed(local), NOON) == words


def test_just_after_midnight_in_paris_tomorrow_has_begun_whatever_the_server_thinks() -> None:
    now = typed("2026-07-15T00:30")
    assert now.astimezone(UTC).day == 14
    assert said(typed("2026-07-15T18:00"), now) == "aujourd'hui à 18 h 00"


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
def test_the_night_when_the_hour_changes_is_one_night(change: str) -> None:
    now = typed(f"{change}T00:10")
    day = datetime.fromisoformat(change)
    assert said(typed(f"{change}T23:50"), now) == "aujourd'hui à 23 h 50"
    later = (day + timedelta(days=1)).date()
    assert said(typed(f"{later}T00:10"), now) == "demain à 0 h 10"


def test_every_page_of_a_vote_tells_alike_when_it_closes(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    until = datetime.now(UTC) + timedelta(days=30)
    ballot = an_open_ballot(world, closes_at=until)
    told = when(until)
    for address in ("/gestion/scrutins/{}", "/scrutins/{}", "/scrutins/{}/ecran"):
        assert told in client.get(address.format(ballot)).text, address


def test_a_closing_hour_that_is_not_one_is_said_in_plain_words(
    client: TestClient, world: World
) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    desk = f"/gestion/sujets/{world.topic_id}/scrutins"
    for typed_at, sentence in (("plus tard", NOT_A_MOMENT), ("2099-03-29T02:30", NO_SUCH_HOUR)):
        answer = client.post(desk, data={"question": "Garder ?", "closes_at": typed_at})
        assert answer.status_code == 422
        assert sentence in read(answer)
        assert "isoformat" not in answer.text
