"""The copy of a day in which a rehearsal is played, in a committee of its own that no page lists.

Afterwards all that people would read, and every way in, is erased. What the journal tells of stays,
empty, shut and unseen: SQLite gives the number of an erased row to another one, and the journal
would then tell of someone else; and a recount must find each vote that the journal tells.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select, update

from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.ballots import lifecycle
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, BallotState, Condition
from deliberation.ballots.reading import options_of
from deliberation.ballots.sheets import read_sheet
from deliberation.debate.models import Contribution
from deliberation.journal import record
from deliberation.people import codes
from deliberation.people.models import Account, College, Membership, Participant, RoomCode
from deliberation.roles import Role
from deliberation.security import StaffSession, new_token, token_hash
from deliberation.sittings.doors import screen_address, table_address
from deliberation.sittings.groupings import CloudWord, Pairing, WallGroup
from deliberation.sittings.models import (
    Apart,
    Badge,
    Opens,
    ReadBack,
    ReportBack,
    Saying,
    Seating,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Table,
    TableNote,
)
from deliberation.sittings.reading import segments_of
from deliberation.sittings.registers import Evaluation, PaperFaces, Photograph, Raised, Speaker
from deliberation.sittings.rules import GROUPS
from deliberation.syntheses.boards import Board, BoardNote

NAME, SLUG = "Répétition", "repetition"
MARGIN = timedelta(minutes=30)  # a rehearsal that is older than its own time was cut short
KEPT = timedelta(days=30)
WRITES = (Opens.WRITING, Opens.CHOOSING)
SHUT = {"topic": Phase.DECLINED, "sitting": SittingState.DRAFT}


@dataclass(frozen=True)
class Copy:
    """Where a rehearsal is played, and its keys."""

    committee_id: int
    sitting_id: int
    code: str
    session_token: str
    actor: str
    screen: str  # address of the room screen
    tables: tuple[str, ...]  # address of each table's sign
    segments: tuple[int, ...]
    writes: frozenset[int]  # steps in which tables write
    votes: frozenset[int]  # steps in which people vote
    free_vote: bool  # the first vote waits for what comes of the wall


def copy_day(
    session: Session, sitting_id: int, people: int, tables: int, lasts: timedelta, now: datetime
) -> Copy:
    """Copy a day with so many badges and tables; `NoResultFound` when there is no such day."""
    model = session.get_one(Sitting, sitting_id)
    group: Any = _committee(session, model)
    token = new_token()
    account = _keep(session, Account(email=f"{token}@{SLUG}.invalid", name=NAME))
    place = {"account_id": account.id, "committee_id": group.committee_id}
    session.add(Membership(role=Role.FACILITATOR, **place))
    begun = token_hash(token)
    session.add(StaffSession(token_hash=begun, account_id=account.id, expires_at=now + lasts))
    sitting: Any = _keep(
        session,
        Sitting(
            group_id=group.id,
            topic_id=_topic(session, group, model.topic_id),
            title=f"{NAME} : {model.title}",
            starts_at=now,
            venue=model.venue,
            state=SittingState.ANNOUNCED,
        ),
    )
    steps, free_vote = _steps(session, group, model, sitting)
    own = [_keep(session, Table(sitting_id=sitting.id, number=1 + n)) for n in range(tables)]
    _seat(session, sitting, steps, own, people)
    code = _code(session, group.committee_id, sitting, now + lasts)
    actor = f"account:{account.id}"
    details = {"of": sitting_id, "people": people, "tables": tables}
    record(session, "rehearsal.begun", sitting.channel, actor=actor, **details)
    key: bytes = session.info["key"]
    return Copy(
        group.committee_id,
        sitting.id or 0,
        code,
        token,
        actor,
        screen_address("", key, sitting),
        tuple(table_address("", key, sitting, table) for table in own),
        tuple(step.id for step in steps),
        frozenset(step.id for step in steps if step.opens in WRITES and step.kind in GROUPS),
        frozenset(step.id for step in steps if step.opens is Opens.VOTING),
        free_vote,
    )


def _committee(session: Session, model: Sitting) -> Any:
    """A committee of its own, with the colleges of the real one."""
    real = session.get_one(WorkingGroup, model.group_id)
    words = {"slug": f"{SLUG}-{new_token()}", "name": NAME}
    words |= dict.fromkeys(("territories", "bearers", "term"), "")
    committee = _keep(session, Committee.model_validate(words | {"rehearsal": True}))
    colleges = select(College).where(College.committee_id == real.committee_id)
    for college in session.exec(colleges.order_by(col(College.position))).all():
        same = college.model_dump(exclude={"id", "committee_id"})
        session.add(College(committee_id=committee.id, **same))
    return _keep(session, WorkingGroup(committee_id=committee.id, name=real.name))


def _topic(session: Session, group: Any, topic_id: int | None) -> int:
    model = session.get_one(Topic, topic_id) if topic_id else Topic(group_id=0, question=NAME)
    words = {name: getattr(model, name) for name in ("question", "why", "easy_read")}
    return _keep(session, Topic(group_id=group.id, phase=Phase.OPEN, **words)).id or 0


def _steps(session: Session, group: Any, model: Sitting, sitting: Any) -> tuple[list[Any], bool]:
    """The steps of the day, each with its vote; the first vote waits for the wall, if tables write
    before it.
    """
    topics: dict[int | None, int | None] = {None: None, model.topic_id: None}
    steps: list[Any] = []
    written = free = False
    for one in segments_of(session, model.id or 0):
        same = one.model_dump(exclude={"id", "sitting_id", "topic_id", "ballot_id"})
        if one.topic_id not in topics:
            topics[one.topic_id] = _topic(session, group, one.topic_id)
        step = Segment(sitting_id=sitting.id, topic_id=topics[one.topic_id], **same)
        written |= step.opens in WRITES and step.kind in GROUPS
        if step.opens is Opens.VOTING:
            waits = written and not free and step.kind is SegmentKind.VOTE and not one.ballot_id
            if not waits:
                step.ballot_id = _ballot(session, step, sitting, one.ballot_id)
            free |= waits
        steps.append(_keep(session, step))
    return steps, free


def _ballot(session: Session, step: Any, sitting: Sitting, model_id: int | None) -> int:
    """The vote of a step: answered as that of the real day will be, by those who are there."""
    topic_id: Any = step.topic_id or sitting.topic_id
    if model_id is None:
        asked = Ballot(topic_id=topic_id, question=step.instruction or step.title)
        return lifecycle.prepare_ballot(session, asked, NAME)
    model = session.get_one(Ballot, model_id)
    same = {name: getattr(model, name) for name in ("question", "easy_read", "secret")}
    named = [OptionText(words) for words in options_of(session, model_id).values()]
    sheet = read_sheet(model.sheet)
    return lifecycle.prepare_ballot(session, Ballot(topic_id=topic_id, **same), NAME, sheet, named)


def _seat(session: Session, sitting: Any, steps: list[Any], tables: list[Any], people: int) -> None:
    """A badge for everyone, and a chair in each step that has tables."""
    badges: list[Any] = [
        Badge(sitting_id=sitting.id, number=1 + number) for number in range(people)
    ]
    session.add_all(badges)
    session.flush()
    session.add_all(
        Seating(segment_id=step.id, badge_id=badge.id, table_id=tables[place % len(tables)].id)
        for step in steps
        if step.kind in GROUPS
        for place, badge in enumerate(badges)
    )


def _code(session: Session, committee_id: int, sitting: Sitting, until: datetime) -> str:
    code = codes.draw()
    while session.exec(select(RoomCode.id).where(RoomCode.code == code)).first():
        code = codes.draw()
    place = {"topic_id": sitting.topic_id, "sitting_id": sitting.id}
    session.add(RoomCode(code=code, committee_id=committee_id, expires_at=until, **place))
    return code


def erase_copy(session: Session, committee_id: int, now: datetime) -> None:
    """Erase what was said, and every way in; shut what must stay."""
    groups = select(WorkingGroup.id).where(WorkingGroup.committee_id == committee_id)
    topics = select(Topic.id).where(col(Topic.group_id).in_(groups))
    sittings = select(Sitting.id).where(col(Sitting.group_id).in_(groups))
    segments = select(Segment.id).where(col(Segment.sitting_id).in_(sittings))
    badges = select(Badge.id).where(col(Badge.sitting_id).in_(sittings))
    ballots = select(Ballot).where(col(Ballot.topic_id).in_(topics))
    for ballot in session.exec(ballots).all():
        if ballot.state is BallotState.OPEN and ballot.id:
            lifecycle.close_ballot(session, ballot.id, NAME, now)
    _delete(session, segments, ReadBack.segment_id, Saying.segment_id, TableNote.segment_id)
    _delete(session, segments, CloudWord.segment_id, Photograph.segment_id)
    boards = select(Board.id).where(col(Board.topic_id).in_(topics))
    _delete(session, boards, BoardNote.board_id)
    _delete(session, topics, Board.topic_id)
    cards = select(ReportBack.id).where(col(ReportBack.segment_id).in_(segments))
    _delete(session, cards, Pairing.first_id)
    _delete(session, segments, ReportBack.segment_id)
    _delete(session, badges, Seating.badge_id, Apart.badge_id)
    whole = (Badge, WallGroup, Raised, Speaker, Evaluation, PaperFaces)
    _delete(session, sittings, *(kind.sitting_id for kind in whole))
    _delete(session, select(Ballot.id).where(col(Ballot.topic_id).in_(topics)), Condition.ballot_id)
    _shut(session, committee_id, groups, topics, sittings)
    for sitting_id in session.exec(sittings).all():
        record(session, "rehearsal.erased", f"sitting:{sitting_id}")


def _shut(session: Session, committee_id: int, groups: Any, topics: Any, sittings: Any) -> None:
    held = select(Membership.account_id).where(Membership.committee_id == committee_id)
    accounts = session.exec(held).all()
    _delete(session, accounts, StaffSession.account_id, Membership.account_id)
    _delete(session, [committee_id], RoomCode.committee_id)
    people = update(Participant).where(col(Participant.committee_id) == committee_id)
    session.execute(people.values(card_hash=None))
    tables = update(Table).where(col(Table.sitting_id).in_(sittings))
    session.execute(tables.values(device_hash=None, help_asked_at=None))
    words = update(Contribution).where(col(Contribution.topic_id).in_(topics))
    session.execute(words.values(words="", stems="", table_name=""))
    shut = update(Topic).where(col(Topic.group_id).in_(groups))
    session.execute(shut.values(phase=SHUT["topic"]))
    drafts = update(Sitting).where(col(Sitting.group_id).in_(groups))
    session.execute(drafts.values(state=SHUT["sitting"]))


def _delete(session: Session, ids: Any, *columns: Any) -> None:
    for column in columns:
        session.execute(delete(column.class_).where(col(column).in_(ids)))


def sweep(session: Session, now: datetime) -> int:
    """Erase what rehearsals that were cut short have left. How many there were."""
    left = (
        select(Committee.id)
        .join(RoomCode)
        .where(col(Committee.rehearsal), RoomCode.expires_at <= now)
    )
    found = set(session.exec(left).all())
    for committee_id in found:
        erase_copy(session, committee_id or 0, now)
    return len(found)


def _keep(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
