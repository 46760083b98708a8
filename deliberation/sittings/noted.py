"""What a table's device is shown: its step, its notes, its priorities. It knows no viewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.models import Contribution, ContributionState, Nature, Scope
from deliberation.debate.reading import NATURE_NAMES, council_of, scope_name
from deliberation.debate.rules import LONGEST_WORDS, note_letters
from deliberation.i18n import N_, gettext, ngettext
from deliberation.people.models import College
from deliberation.sittings import note_rules
from deliberation.sittings.agreeing import is_sealed, label_of
from deliberation.sittings.models import (
    Opens,
    ReadBack,
    ReportBack,
    Saying,
    Segment,
    SegmentKind,
    Table,
    TableNote,
)
from deliberation.sittings.notes import WRITES, drafts_of
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Photograph
from deliberation.sittings.rules import Standing, why_not_run
from deliberation.sittings.table_votes import open_ballot_of

NOTE = N_("Note n° {number} {letters}")
NOT_SHOWN = N_("Ces mots ne sont pas montrés ici.")
UNSAID = N_("Non précisé")


class Pick(NamedTuple):
    """One answer of a row of large choices; `shape` doubles a colour."""

    value: str
    label: str
    hint: str = ""
    shape: str = ""


@dataclass(frozen=True)
class NoteView:
    """One note of the table: a draft, or what became of it."""

    id: int
    title: str  # « Note n° 12 KBR », told aloud to who spoke
    words: str
    nature: str = ""
    college: Pick | None = None
    said_by: str = ""
    scope: str = ""
    scope_name: str = ""
    priority: int | None = None
    removed: bool = False


@dataclass(frozen=True)
class Work:
    """What a table wrote during one step, and how far it is."""

    segment: Segment
    drafts: list[NoteView] = field(default_factory=list)
    kept: list[NoteView] = field(default_factory=list)
    sealed: bool = False
    heard: bool = False
    released: bool = False

    @property
    def waiting(self) -> list[NoteView]:
        """What is still to be read back, or was and stays sealed."""
        return [note for note in self.drafts if not note.removed]

    @property
    def priorities(self) -> list[NoteView]:
        """What the table chose, in its order."""
        chosen = [note for note in (*self.drafts, *self.kept) if note.priority]
        return sorted(chosen, key=lambda note: note.priority or 0)

    @property
    def counted(self) -> str:
        number = len(self.waiting)
        return ngettext("{n} note à relire", "{n} notes à relire", number).format(n=number)


def table_context(session: Session, table: Table, view: DayView, key: bytes) -> dict[str, Any]:
    """What the live parts of the page show, for the device that writes for the table."""
    segment = view.segment
    works = works_of(session, table, view, key)
    topic = session.get(Topic, view.topic_id) if view.topic_id else None
    return {
        "table": table,
        "label": label_of(table),
        "view": view,
        "segment": segment,
        "question": topic.question if topic else "",
        "writes": segment is not None
        and segment.opens in WRITES
        and why_not_run(view.sitting) is None,
        "votes": segment is not None and open_ballot_of(session, view) is not None,
        "before": view.standing is Standing.BEFORE,
        "after": view.standing is Standing.AFTER,
        "paused": view.standing is Standing.PAUSED,
        "works": works,
        "limit": LONGEST_WORDS,
        "lost": False,
    }


def works_of(session: Session, table: Table, view: DayView, key: bytes) -> list[Work]:
    """The table's work in the present step, then in each other step that it has not read back."""
    present = view.segment
    waiting = set(
        session.exec(select(TableNote.segment_id).where(TableNote.table_id == table.id).distinct())
    )
    writing = present is not None and present.opens is Opens.WRITING
    choosing = present is not None and present.opens is Opens.CHOOSING and not waiting
    here = present is not None and (writing or choosing or present.id in waiting)
    # Where one chooses, it is among what was written before.
    shown = [present] if present and here else []
    shown += [one for one in view.segments if one.id in waiting and one is not present]
    return [work_of(session, table, view, segment, key) for segment in shown]


def work_of(session: Session, table: Table, view: DayView, segment: Segment, key: bytes) -> Work:
    """What a table wrote during one step."""
    assert table.id is not None and segment.id is not None
    drafts = drafts_of(session, table.id, segment.id)
    kept = session.exec(
        select(Contribution, ReportBack.rank)
        .join(Saying, col(Saying.contribution_id) == Contribution.id)
        .join(
            ReportBack,
            (col(ReportBack.contribution_id) == Contribution.id)
            & (col(ReportBack.segment_id) == segment.id),
            isouter=True,
        )
        .where(Saying.segment_id == segment.id, Saying.table_id == table.id)
        .order_by(col(Contribution.note_number))
    ).all()
    read_back = session.get(ReadBack, (segment.id, table.id))
    colleges = _colleges(session, view)
    council = council_of(session, view.committee)
    waiting = [note for note in drafts if not note.removed]
    return Work(
        segment,
        [_draft(note, colleges, council, key) for note in drafts],
        [_kept(row, rank, key) for row, rank in kept],
        sealed=segment.kind is SegmentKind.PEER_GROUPS and is_sealed(session, segment),
        heard=read_back is not None
        and all(note_rules.is_heard(note, read_back) for note in waiting),
        released=read_back is not None and read_back.released,
    )


def nature_picks() -> list[Pick]:
    """The natures under the digits that choose them; 0 leaves it unsaid."""
    named = [("", UNSAID), *NATURE_NAMES.items()]
    return [Pick(nature, f"{digit} {gettext(name)}") for digit, (nature, name) in enumerate(named)]


def college_picks(session: Session, view: DayView) -> list[Pick]:
    """The colours that may be raised."""
    colours = _colleges(session, view).values()
    return [Pick("0", gettext(UNSAID), shape="ring"), *colours]


def photographs_of(session: Session, table: Table, segments: Iterable[int]) -> list[Any]:
    """The photographs of a table in these steps: their numbers and what they show."""
    pictures = select(Photograph.id, Photograph.description).where(
        Photograph.table_id == table.id, col(Photograph.segment_id).in_(segments)
    )
    return list(session.exec(pictures.order_by(col(Photograph.id))))


def _colleges(session: Session, view: DayView) -> dict[int | None, Pick]:
    found = select(College).where(College.committee_id == view.committee.id)
    colleges = session.exec(found.order_by(col(College.position)))
    return {one.id: Pick(str(one.id), one.name, shape=one.shape) for one in colleges}


def _draft(
    note: TableNote, colleges: Mapping[int | None, Pick], council: str, key: bytes
) -> NoteView:
    assert note.id is not None
    return NoteView(
        note.id,
        _title(key, note.topic_id, note.number),
        note.words,
        _nature(note.nature),
        colleges.get(note.college_id) if note.college_id else None,
        _said_by(note.said_by),
        note.scope,
        scope_name(note.scope, council),
        note.priority,
        note.removed,
    )


def _kept(row: Contribution, rank: int | None, key: bytes) -> NoteView:
    """A note that is no draft any more, without its words where they may not be read.

    The page says the same of all that it does not show: the scribe must not see that a note was
    claimed, nor what was done to it since.
    """
    assert row.id is not None and row.note_number is not None
    shown = row.scope is not Scope.TABLE and row.state is ContributionState.SHOWN
    return NoteView(
        row.id,
        _title(key, row.topic_id, row.note_number),
        row.words if shown else gettext(NOT_SHOWN),
        _nature(row.nature),
        said_by=_said_by(row.said_by),
        priority=rank,
    )


def _title(key: bytes, topic_id: int, number: int) -> str:
    letters = note_letters(key, topic_id, number)
    return gettext(NOTE).format(number=number, letters=letters)


def _nature(nature: Nature | None) -> str:
    return gettext(NATURE_NAMES[nature]) if nature else ""


def _said_by(number: int) -> str:
    told = ngettext("dite par {n} personne", "dites par {n} personnes", number)
    return told.format(n=number) if number > 1 else ""
