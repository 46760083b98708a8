"""The live days of the demonstration: one that waits for this afternoon, one that was lived."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, Choice
from deliberation.debate.models import Nature, Scope
from deliberation.debate.proposals import Text
from deliberation.demo import keys
from deliberation.demo.cast import A_LONG_TIME, Cast, keep
from deliberation.demo.story import Clock
from deliberation.errors import Refused
from deliberation.i18n import PARIS
from deliberation.people.hashing import from_key
from deliberation.people.models import RoomCode
from deliberation.sittings import (
    agreeing,
    commands,
    enrolling,
    furnishing,
    notes,
    place_rules,
    seating,
    seats,
    wall_ballots,
    wall_groups,
    workshops,
)
from deliberation.sittings.conducting import conduct
from deliberation.sittings.groupings import PairingKind
from deliberation.sittings.models import (
    Act,
    Apart,
    Badge,
    Opens,
    ReportBack,
    Seating,
    SeatingRule,
    Segment,
    SegmentKind,
    Sitting,
    Table,
    TableNote,
)
from deliberation.sittings.notes import Noted
from deliberation.sittings.patterns import Pattern
from deliberation.sittings.reading import present_turn, segments_of
from deliberation.sittings.registers import (
    Evaluation,
    Face,
    PaperFaces,
)
from deliberation.sittings.wall_commands import show_cards

PURPOSE = "demonstration day"
Told = dict[str, Any]


def plan_today(session: Session, cast: Cast, clock: Clock, told: Told) -> int:
    """The day that has the number 1: it is announced, people are seated, nobody has spoken yet."""
    actor, group = cast.actor("facilitator"), cast.groups[told["group"]]
    starts_at = _at(clock, 0, told["begins"])
    words = {name: told[name] for name in ("title", "about", "easy_read", "venue", "practical")}
    words |= {"starts_at": starts_at, "registers_until": starts_at}
    id = commands.plan_sitting(session, group, words, _pattern(told), actor, clock.now)
    session.get_one(Sitting, id).workshops_each = told["workshops_each"]
    rooms = [furnishing.add_room(session, id, one, actor) for one in told["rooms"]]
    for number, name in enumerate(told["tables"], 1):
        table = {"number": number, "name": name, "capacity": told["capacity"], "room_id": rooms[0]}
        keep(session, Table(sitting_id=id, **table))
    _give_badges(session, cast, id, told)
    _sign_up(session, id, rooms, told, clock, actor)
    _seat(session, id, actor)
    commands.announce_sitting(session, id, actor)
    return id


def open_today(session: Session, cast: Cast, clock: Clock, sitting_id: int, topic_id: int) -> None:
    """The day is about the topic that is open, and has a code of its own."""
    session.get_one(Sitting, sitting_id).topic_id = topic_id
    code = RoomCode(
        code=keys.day_code(session.info["key"]),
        committee_id=cast.committee_id,
        topic_id=topic_id,
        sitting_id=sitting_id,
        expires_at=clock.now + timedelta(days=A_LONG_TIME),
    )
    keep(session, code)


def plan_later(session: Session, cast: Cast, clock: Clock, told: Told) -> None:
    """A day that is still being prepared."""
    words = {name: told[name] for name in ("title", "about", "venue", "practical")}
    words["starts_at"] = _at(clock, told["days_ahead"], told["begins"])
    group, actor = cast.groups[told["group"]], cast.actor("facilitator")
    commands.plan_sitting(session, group, words, None, actor, clock.now)


def live_through(session: Session, cast: Cast, clock: Clock, told: Told, topic_id: int) -> int:
    """A day that was lived, from its first step to what people thought of it."""
    actor, begins = cast.actor("facilitator"), _at(clock, -told["days_ago"], told["begins"])
    words = {name: told[name] for name in ("title", "about", "easy_read", "venue", "practical")}
    words |= {"starts_at": begins, "topic_id": topic_id}
    group = cast.groups[told["group"]]
    id = commands.plan_sitting(session, group, words, _pattern(told), actor, begins)
    commands.announce_sitting(session, id, actor)
    _give_badges(session, cast, id, told)
    _, peers, _, vote = segments_of(session, id)
    _act(session, id, Act.START, actor, begins)
    _act(session, id, Act.NEXT, actor, begins + timedelta(minutes=10))
    cards = [
        _note(session, cast, id, peers, one, begins + timedelta(minutes=45))
        for one in told["tables"]
    ]
    for device, table_id in cards:
        at = begins + timedelta(minutes=50)
        agreeing.release_notes(session, table_id, device, peers.id or 0, at)
    _act(session, id, Act.NEXT, actor, begins + timedelta(minutes=50))
    _tidy(session, id, [table_id for _, table_id in cards], told, actor, begins)
    _vote(session, cast, vote, id, told, actor, begins + timedelta(minutes=80))
    _act(session, id, Act.END, actor, begins + timedelta(minutes=100))
    _judge(session, cast, id, told)
    commands.close_sitting(session, id, actor)
    return id


def _at(clock: Clock, days: int, hour: list[int]) -> datetime:
    hours, minutes = hour
    return datetime.combine(clock.day(days), time(hours, minutes), PARIS)


def _pattern(told: Told) -> Pattern:
    steps = tuple(
        {
            "kind": SegmentKind(one["kind"]),
            "title": one["title"],
            "minutes": one["minutes"],
            "opens": Opens(one.get("opens", "listening")),
            "seating_rule": SeatingRule(one["seating"]) if "seating" in one else None,
            "instruction": one["instruction"],
            "easy_read": one["easy_read"],
        }
        for one in told["steps"]
    )
    return Pattern("", "", "", "", steps)


def _give_badges(session: Session, cast: Cast, sitting_id: int, told: Told) -> None:
    """One for each person, in the colour of her college; numbers say nothing else."""
    number = 0
    for college, people in told["people"].items():
        for _ in range(people):
            number += 1
            badge = Badge(sitting_id=sitting_id, number=number, present=True)
            badge.college_id = cast.colleges[college]
            keep(session, badge)
    badges = {
        badge.number: badge.id or 0
        for badge in session.exec(select(Badge).where(Badge.sitting_id == sitting_id))
    }
    for one, other in told.get("apart", []):
        session.add(Apart(badge_id=badges[one], other_id=badges[other]))


def _seat(session: Session, id: int, actor: str) -> None:
    """Everyone has a chair in each step at tables, by the rule of the step."""
    session.flush()
    for segment in segments_of(session, id):
        if segment.seating_rule and place_rules.seats_people(segment):
            found = seating.seat(seats.turn_of(session, segment, segment.seating_rule, 1))
            rule, places = segment.seating_rule, found.places
            seats.keep_seating(session, segment.id or 0, rule, places, actor)
            session.flush()


def _sign_up(
    session: Session, id: int, rooms: list[int], told: Told, clock: Clock, actor: str
) -> None:
    """Workshops, and three people who mean to come; the last workshop has a waiting list."""
    steps = segments_of(session, id)
    made = [
        workshops.add_workshop(
            session,
            id,
            {
                "segment_id": steps[one["step"] - 1].id,
                "room_id": rooms[one["room"] - 1],
                "title": one["title"],
                "about": one["about"],
                "capacity": one["capacity"],
            },
            actor,
        )
        for one in told["workshops"]
    ]
    for place, one in enumerate(told["registrations"]):
        chosen = [made[number - 1] for number in one.pop("workshops")]
        secret = keys.registration_secret(session.info["key"], place)
        enrolling.add_registration(session, id, one, chosen, secret, clock.day(0))


def _act(session: Session, id: int, act: Act, actor: str, now: datetime) -> None:
    turn = present_turn(session, id)
    conduct(session, id, act, turn.number if turn else 0, actor, now)
    session.flush()


def _note(
    session: Session, cast: Cast, id: int, segment: Segment, told: Told, now: datetime
) -> tuple[str, int]:
    """One table writes, chooses and agrees. Returns its device and its number."""
    college = cast.colleges[told["college"]]
    tables = session.exec(select(Table).where(Table.sitting_id == id)).all()
    table_id = keep(
        session,
        Table(
            sitting_id=id,
            number=len(tables) + 1,
            name=told["name"],
            capacity=16,
            college_id=college,
        ),
    )
    device = from_key(session.info["key"], PURPOSE, "device", table_id).hex()
    notes.open_table(session, table_id, device, takes_over=False)
    seated = select(Badge).where(Badge.sitting_id == id, Badge.college_id == college)
    for badge in session.exec(seated):
        seat = Seating(segment_id=segment.id or 0, badge_id=badge.id or 0, table_id=table_id)
        session.add(seat)
    for one in told["notes"]:
        noted = Noted((one["words"],), Nature(one["nature"]), college, one.get("said_by", 1))
        note_id, _ = notes.enter_notes(session, table_id, device, segment.id or 0, noted, now)
        note = session.get_one(TableNote, note_id)
        note.scope, note.priority = Scope(one["scope"]), one.get("priority")
    disagreement = told.get("disagreement", "")
    agreeing.agree_notes(session, table_id, device, segment.id or 0, disagreement, now)
    return device, table_id


def _tidy(
    session: Session, id: int, tables: list[int], told: Told, actor: str, begins: datetime
) -> None:
    """The wall: all is shown, some cards are paired, one group becomes a proposal."""
    session.flush()
    cards = {
        (tables.index(card.table_id) + 1, card.rank): card.shuffle
        for card in session.exec(select(ReportBack).where(col(ReportBack.table_id).in_(tables)))
    }
    show_cards(session, id, list(cards.values()), actor)
    for one in told["pairs"]:
        two = cards[tuple(one["first"])], cards[tuple(one["second"])]
        wall_groups.pair_cards(session, id, two, PairingKind(one["kind"]), actor)
    session.flush()
    account_id = int(actor.partition(":")[2])
    for one in told["groups"]:
        handles = [cards[tuple(card)] for card in one["cards"]]
        group = wall_groups.make_wall_group(session, id, one["name"], handles, actor)
        text = Text(one["proposal"], one["name"])
        wall_ballots.propose_group(session, id, group, text, "", account_id, begins)
        wall_ballots.put_group_to_vote(session, id, group, actor)


def _vote(
    session: Session, cast: Cast, segment: Segment, id: int, told: Told, actor: str, now: datetime
) -> None:
    """What the wall became is read aloud, voted, and counted."""
    session.flush()
    ballot = session.get_one(Ballot, segment.ballot_id)
    ballot.easy_read = told["vote"].pop("easy_read")
    _act(session, id, Act.NEXT, actor, now)
    assert ballot.id is not None
    wall_ballots.open_day_ballot(session, id, ballot.id, actor, now)
    session.flush()  # votes are kept without the ORM, which would not tell them of the opening
    for college, counts in told["vote"].items():
        choices = [choice for choice, n in zip(Choice, counts, strict=True) for _ in range(n)]
        voters = zip(cast.people[college], choices, strict=False)
        calls = [VoteCall(ballot.id, person, choice, now) for person, choice in voters]
        for outcome in cast_votes(session, calls):
            if isinstance(outcome, Refused):
                raise outcome
    wall_ballots.close_day_ballot(session, id, ballot.id, actor, now + timedelta(minutes=10))
    lifecycle.publish_ballot(session, ballot.id, actor)


def _judge(session: Session, cast: Cast, id: int, told: Told) -> None:
    """Three faces: on phones, and on paper."""
    people = [person for college in told["people"] for person in cast.people[college]]
    faces = [Face(face) for face, number in told["faces"].items() for _ in range(number)]
    for person, face in zip(people, faces, strict=False):
        session.add(Evaluation(sitting_id=id, participant_id=person, face=face))
    for face, number in told["paper_faces"].items():
        session.add(PaperFaces(sitting_id=id, face=Face(face), number=number))
