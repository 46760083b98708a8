"""Dots on the cards of the other tables: which options of a vote come from her own table alone."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sqlmodel import Session, col, select

from deliberation.ballots.disclosure import SMALLEST_SHOWN
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
    chairs = _chairs_of_people(session, {step for found in tables.values() for step, _ in found})
    for option_id, participant_id in sorted(own_pairs(tables, chairs)):
        session.add(
            OwnOption(ballot_id=ballot_id, participant_id=participant_id, option_id=option_id)
        )


def own_pairs(
    tables: Mapping[int, AbstractSet[Chair]], chairs: Mapping[int, AbstractSet[Chair]]
) -> set[tuple[int, int]]:
    """Options and people: she sat wherever the cards of the option come from.

    Where that would leave an option to fewer than five of those who sat somewhere, its dots would
    tell what these few chose: it is for everyone.
    """
    pairs: set[tuple[int, int]] = set()
    for option, come_from in tables.items():
        hers = {person for person, sat in chairs.items() if come_from and come_from <= sat}
        if len(chairs) - len(hers) >= SMALLEST_SHOWN:
            pairs |= {(option, person) for person in hers}
    return pairs


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


def _chairs_of_people(session: Session, steps: AbstractSet[int]) -> dict[int, set[Chair]]:
    """Who sat where in these steps, by the badge that her phone said to wear."""
    rows = session.exec(
        select(Badge.participant_id, Seating.segment_id, Seating.table_id)
        .join(Seating, col(Seating.badge_id) == Badge.id)
        .where(
            col(Badge.participant_id).is_not(None),
            col(Seating.segment_id).in_(steps),
        )
    )
    found: dict[int, set[Chair]] = {}
    for participant_id, segment_id, table_id in rows:
        if participant_id is not None:
            found.setdefault(participant_id, set()).add((segment_id, table_id))
    return found
