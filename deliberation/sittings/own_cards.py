"""Dots on the cards of the other tables: which options of a vote come from her own table alone."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sqlmodel import Session, col, select

from deliberation.ballots.models import Option, OwnOption
from deliberation.journal import Happened
from deliberation.sittings.groupings import WallOption
from deliberation.sittings.models import Badge, ReportBack, Seating

Chair = tuple[int, int]  # a step, and a table


def bar_own_cards(session: Session, happened: Happened) -> None:
    """A vote among cards opens: each person is told which of them are not for her. Who has no badge
    or no table then may choose among all. A listener, in the transaction of the opening.
    """
    ballot_id = int(happened.channel.removeprefix("ballot:"))
    tables = _tables_of_options(session, ballot_id)
    chairs = _chairs_of_people(session, {chair for found in tables.values() for chair in found})
    for option_id, participant_id in sorted(own_pairs(tables, chairs)):
        session.add(
            OwnOption(ballot_id=ballot_id, participant_id=participant_id, option_id=option_id)
        )


def own_pairs(
    tables: Mapping[int, AbstractSet[Chair]], chairs: Mapping[int, AbstractSet[Chair]]
) -> set[tuple[int, int]]:
    """Options and people: she sat wherever the cards of the option come from."""
    return {
        (option, person)
        for option, come_from in tables.items()
        for person, sat in chairs.items()
        if come_from and come_from <= sat
    }


def _tables_of_options(session: Session, ballot_id: int) -> dict[int, set[Chair]]:
    """Where the cards of each option come from, of those options that ask for it."""
    rows = session.exec(
        select(WallOption.option_id, ReportBack.segment_id, ReportBack.table_id)
        .join(Option, col(Option.id) == WallOption.option_id)
        .join(ReportBack, col(ReportBack.wall_group_id) == WallOption.group_id)
        .where(Option.ballot_id == ballot_id, col(WallOption.elsewhere).is_(True))
    )
    found: dict[int, set[Chair]] = {}
    for option_id, segment_id, table_id in rows:
        found.setdefault(option_id, set()).add((segment_id, table_id))
    return found


def _chairs_of_people(session: Session, chairs: AbstractSet[Chair]) -> dict[int, set[Chair]]:
    """Who sat there, by the badge that her phone said to wear."""
    rows = session.exec(
        select(Badge.participant_id, Seating.segment_id, Seating.table_id)
        .join(Seating, col(Seating.badge_id) == Badge.id)
        .where(
            col(Badge.participant_id).is_not(None),
            col(Seating.segment_id).in_({segment for segment, _ in chairs}),
        )
    )
    found: dict[int, set[Chair]] = {}
    for participant_id, segment_id, table_id in rows:
        if participant_id is not None and (segment_id, table_id) in chairs:
            found.setdefault(participant_id, set()).add((segment_id, table_id))
    return found
