"""What a day takes along when it is carried: its own rows, and those without which they mean
nothing (people, cards, the topic, its votes). Reads only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, func, or_, select

from deliberation.assembly.models import Committee, NationalBody, Topic, WorkingGroup
from deliberation.ballots.models import (
    AssistedVoice,
    Ballot,
    BarredCard,
    Condition,
    Grouping,
    HandCount,
    Option,
    OwnOption,
    Paper,
    SpentVoice,
    Vote,
)
from deliberation.debate.commands import lineage_of, newest_of
from deliberation.debate.models import Contribution, Link, Proposal, ProposalVersion
from deliberation.people.models import (
    AccessCard,
    Account,
    College,
    Membership,
    Participant,
    RoomCode,
    Structure,
)
from deliberation.sittings.groupings import CloudWord, Pairing, WallGroup, WallOption
from deliberation.sittings.models import (
    Apart,
    Badge,
    ReadBack,
    ReportBack,
    Room,
    Saying,
    Seating,
    Segment,
    Sitting,
    TableNote,
    Turn,
)
from deliberation.sittings.models import Table as DayTable
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.registers import (
    Evaluation,
    PaperFaces,
    Photograph,
    Raised,
    Registration,
    Speaker,
    Workshop,
    WorkshopPlace,
)
from deliberation.sittings.wall_ballots import ballots_of_day

# What belongs to a ballot, each by the ballot's number.
OF_BALLOT: tuple[Any, ...] = (
    Option,
    Grouping,
    Vote,
    Paper,
    BarredCard,
    SpentVoice,
    OwnOption,
    AssistedVoice,
    HandCount,
    Condition,
)
# Where the day is held besides: each after those that it points at.
AROUND: tuple[Any, ...] = (
    NationalBody,
    Committee,
    WorkingGroup,
    College,
    Structure,
    Account,
    Membership,
    Topic,
    Participant,
    AccessCard,
    Contribution,
    Proposal,
    ProposalVersion,
    Link,
    Ballot,
    *OF_BALLOT,
)
# The day itself: while it is away, nothing of it changes here.
OWN: tuple[Any, ...] = (
    Sitting,
    RoomCode,
    Segment,
    Room,
    DayTable,
    Badge,
    Seating,
    Apart,
    Turn,
    TableNote,
    ReadBack,
    Saying,
    WallGroup,
    WallOption,
    ReportBack,
    Pairing,
    CloudWord,
    Registration,
    Workshop,
    WorkshopPlace,
    Raised,
    Speaker,
    Photograph,
    Evaluation,
    PaperFaces,
)
Rows = dict[str, list[dict[str, Any]]]


def luggage(session: Session, sitting_id: int, home: bool) -> Rows:
    """Every row that travels, by table. Away from `home`, all that is there came with the day or
    was made there: all the words and votes of its topics travel back.
    """
    view = day_view(session, sitting_id)
    chosen = {**_around(session, view, home), **own(view)}
    return {
        table_of(kind).name: _rows(session, table_of(kind), chosen[kind])
        for kind in (*AROUND, *OWN)
    }


def last_ids(session: Session) -> dict[str, int]:
    """The last number given in each table: what bears a higher one was made afterwards."""
    found = {}
    for kind in (*AROUND, *OWN):
        table = table_of(kind)
        if "id" in table.c and table.c.id.type.python_type is int:
            found[table.name] = session.exec(select(func.max(kind.id))).one() or 0
    return found


def table_of(kind: Any) -> Table:
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def own(view: DayView) -> dict[Any, ColumnElement[bool]]:
    """The rows of a day, table by table."""
    id = view.sitting.id
    of_day = select(Segment.id).where(Segment.sitting_id == id)
    tables = select(DayTable.id).where(DayTable.sitting_id == id)
    badges = select(Badge.id).where(Badge.sitting_id == id)
    reports = select(ReportBack.id).where(col(ReportBack.segment_id).in_(of_day))
    groups = select(WallGroup.id).where(WallGroup.sitting_id == id)
    people = select(Registration.id).where(Registration.sitting_id == id)
    by_day: tuple[Any, ...] = (
        RoomCode,
        Segment,
        Room,
        DayTable,
        Badge,
        Turn,
        WallGroup,
        Registration,
        Workshop,
    )
    by_day = (*by_day, Raised, Speaker, Evaluation, PaperFaces)
    by_step = (Seating, ReadBack, Saying, ReportBack, CloudWord)
    return {
        Sitting: col(Sitting.id) == id,
        **{kind: col(kind.sitting_id) == id for kind in by_day},
        **{kind: col(kind.segment_id).in_(of_day) for kind in by_step},
        WallOption: col(WallOption.group_id).in_(groups),
        Apart: col(Apart.badge_id).in_(badges),
        TableNote: col(TableNote.table_id).in_(tables),
        Photograph: col(Photograph.table_id).in_(tables),
        Pairing: col(Pairing.first_id).in_(reports),
        WorkshopPlace: col(WorkshopPlace.registration_id).in_(people),
    }


def _around(session: Session, view: DayView, home: bool) -> dict[Any, ColumnElement[bool]]:
    committee, group = view.committee, view.group
    topics = _topics(session, view)
    ballots = _ballots(session, view) if home else _all_of(session, Ballot, topics)
    proposals = _proposals(session, view, ballots) if home else _all_of(session, Proposal, topics)
    words = _words(session, view, ballots) if home else _all_of(session, Contribution, topics)
    staff = select(Membership.account_id).where(Membership.committee_id == committee.id)
    links = col(Link.to_id).in_(proposals) & or_(
        col(Link.contribution_id).in_(words), col(Link.proposal_id).in_(proposals)
    )
    return {
        NationalBody: col(NationalBody.id) == committee.national_body_id,
        Committee: col(Committee.id) == committee.id,
        WorkingGroup: col(WorkingGroup.id) == group.id,
        **{
            kind: col(kind.committee_id) == committee.id
            for kind in (College, Structure, Participant, AccessCard)
        },
        Account: col(Account.id).in_(staff),
        Membership: (col(Membership.committee_id) == committee.id)
        & or_(col(Membership.group_id).is_(None), col(Membership.group_id) == group.id),
        Topic: col(Topic.id).in_(topics),
        Contribution: col(Contribution.id).in_(words),
        Proposal: col(Proposal.id).in_(proposals),
        ProposalVersion: col(ProposalVersion.proposal_id).in_(proposals),
        Link: links,
        Ballot: col(Ballot.id).in_(ballots),
        **{kind: col(kind.ballot_id).in_(ballots) for kind in OF_BALLOT},
    }


def _topics(session: Session, view: DayView) -> set[int]:
    topics = {view.sitting.topic_id, *(segment.topic_id for segment in view.segments)}
    ballots = select(Ballot.topic_id).where(col(Ballot.id).in_(_ballots(session, view)))
    return {id for id in {*topics, *session.exec(ballots)} if id}


def _ballots(session: Session, view: DayView) -> set[int]:
    ids = {ballot.id for ballot in ballots_of_day(session, view)}
    found, waiting = set(), {id for id in ids if id}
    while waiting:  # a question that was asked again needs the one that it answers
        found |= waiting
        asked = select(Ballot.round_of_id).where(col(Ballot.id).in_(waiting))
        waiting = {id for id in session.exec(asked) if id} - found
    return found


def _proposals(session: Session, view: DayView, ballots: Collection[int]) -> set[int]:
    wall = select(WallGroup.proposal_id).where(WallGroup.sitting_id == view.sitting.id)
    whole = select(Ballot.proposal_version_id).where(col(Ballot.id).in_(ballots))
    each = select(Option.proposal_version_id).where(col(Option.ballot_id).in_(ballots))
    versions = {*session.exec(whole), *session.exec(each)}
    voted = select(ProposalVersion.proposal_id).where(col(ProposalVersion.id).in_(versions))
    return {id for id in {*session.exec(wall), *session.exec(voted)} if id}


def _words(session: Session, view: DayView, ballots: Collection[int]) -> set[int]:
    """What was said during the day, in all its versions, and what its votes asked for."""
    steps = [segment.id for segment in view.segments]
    said = select(Saying.contribution_id).where(col(Saying.segment_id).in_(steps))
    asked = select(Condition.contribution_id).where(col(Condition.ballot_id).in_(ballots))
    ids = {id for id in {*session.exec(said), *session.exec(asked)} if id}
    newest = {row.id for row in newest_of(session, ids).values() if row.id}
    return set(lineage_of(session, ids | newest))


def _all_of(session: Session, kind: Any, topics: Collection[int]) -> set[int]:
    return set(session.exec(select(kind.id).where(col(kind.topic_id).in_(topics))))


def _rows(session: Session, table: Table, chosen: ColumnElement[bool]) -> list[dict[str, Any]]:
    order = list(table.primary_key.columns)
    found = session.connection().execute(select_columns(table).where(chosen).order_by(*order))
    return [dict(row) for row in found.mappings()]
