"""The sheets of a day's kit, in the order in which they are printed, with the words on them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.ballots.asking import TICK_ONE, how_on_paper, lines_of
from deliberation.ballots.booth import Face, face_of
from deliberation.ballots.models import Ballot
from deliberation.ballots.rules import LABELS
from deliberation.debate.models import Scope
from deliberation.debate.reading import NATURE_NAMES, council_of, scope_name
from deliberation.documents.kit import (
    Advice,
    Cards,
    Cover,
    Door,
    Filled,
    Kit,
    Mark,
    NoteSheet,
    Poster,
    Programme,
    Sheet,
    Sign,
    Slip,
    Slips,
    Task,
)
from deliberation.i18n import N_, day, gettext, hour, local_day
from deliberation.people import codes
from deliberation.people.models import College, RoomCode
from deliberation.sittings import kit_words as words
from deliberation.sittings.agreeing import TABLE
from deliberation.sittings.doors import table_address
from deliberation.sittings.face_rules import FACE_WORDS
from deliberation.sittings.mine import COLOURS
from deliberation.sittings.models import Badge, Table
from deliberation.sittings.programme import steps_of
from deliberation.sittings.reading import DayView

ON_A_SHEET = 8  # cards
NOTES = 13


class Part(NamedTuple):
    """Some sheets that go together, and what to do with them."""

    task: str
    sheets: list[Sheet]


def kit_of(session: Session, view: DayView, address: str, key: bytes) -> Kit:
    """The kit of a day as it stands; `address` is where the platform is, `key` the instance's."""
    parts = [part for part in _parts(session, view, address, key) if part.sheets]
    cover = _cover(session, view, address, parts)
    sheets = (cover, *(sheet for part in parts for sheet in part.sheets))
    title = gettext(N_("Le kit de la journée « {title} »")).format(title=view.sitting.title)
    return Kit(title, local_day(view.sitting.starts_at), sheets)


def _parts(session: Session, view: DayView, address: str, key: bytes) -> Iterator[Part]:
    tables = tables_of(session, view)
    yield _part(words.TASK_POSTER, [_poster(session, view, address)])
    yield _part(words.TASK_SIGNS, [_sign(view, one, address, key) for one in tables])
    raised = [Mark(name, gettext(word)) for _, name, word in COLOURS]
    raised.append(Mark("speak", gettext(words.SPEAK)))
    one_each = _cards(N_("Cartons de couleur"), words.CARDS_LEAD, raised, 2 * len(raised))
    yield _part(words.TASK_CARDS, [one_each], n=-(-len(tables) // 2) or 1)
    colleges = colleges_of(session, view)
    size = max(ON_A_SHEET // (len(colleges) or 1), 1) * len(colleges)
    theirs = _cards(N_("Cartes des collèges"), words.COLLEGES_LEAD, colleges, size)
    people = _people(session, view, tables)
    copies = -(-people // size) if size else 1
    yield _part(words.TASK_COLLEGES, [theirs] if colleges else [], n=copies or 1)
    yield _part(words.TASK_WORDS, [_to_write(session, view)])
    yield _part(words.TASK_VOTES, [*_to_vote(session, view)])
    yield _part(words.TASK_FACES, [_to_judge()])
    yield _part(words.TASK_NOTES, [_notes()])
    yield _part(words.TASK_PLAN_B, [_plan_b(address)])
    yield _part(words.TASK_PROGRAMME, [_programme(view)])


def tables_of(session: Session, view: DayView) -> Sequence[Table]:
    """The tables of a day, by number."""
    mine = select(Table).where(Table.sitting_id == view.sitting.id)
    return session.exec(mine.order_by(col(Table.number))).all()


def colleges_of(session: Session, view: DayView) -> list[Mark]:
    """The colleges of the committee, by the shapes and words of their cards."""
    mine = select(College).where(College.committee_id == view.committee.id)
    rows = session.exec(mine.order_by(col(College.position), col(College.id)))
    return [Mark(one.shape, one.name) for one in rows]


def code_of(session: Session, view: DayView) -> str:
    """The newest code that leads to this day."""
    serving = select(RoomCode.code).where(
        RoomCode.sitting_id == view.sitting.id, col(RoomCode.expires_at) > datetime.now(UTC)
    )
    return session.exec(serving.order_by(col(RoomCode.id).desc())).first() or ""


def _people(session: Session, view: DayView, tables: Iterable[Table]) -> int:
    """How many people are awaited: by their badges, else by the chairs."""
    badges = select(func.count()).select_from(Badge).where(Badge.sitting_id == view.sitting.id)
    return session.exec(badges).one() or sum(table.capacity for table in tables)


def _part(task: str, sheets: list[Sheet], **told: object) -> Part:
    return Part(gettext(task).format(**told), sheets)


def _cover(session: Session, view: DayView, address: str, parts: list[Part]) -> Cover:
    sitting, code, tasks, first = view.sitting, code_of(session, view), [], 1
    for part in parts:
        last = first + len(part.sheets) - 1
        tasks.append(Task(part.task, first, last))
        first = last + 1
    tasks.append(Task(gettext(words.TASK_TEST).format(address=f"{address}/salle")))
    facts = [
        (gettext(N_("Journée")), sitting.title),
        (gettext(N_("Quand")), f"{day(sitting.starts_at)}, {hour(sitting.starts_at)}"),
        (gettext(N_("Où")), sitting.venue),
        (gettext(N_("Adresse à ouvrir")), f"{address}/entrer"),
        (gettext(N_("Code")), codes.spaced(code) if code else gettext(words.NO_CODE)),
    ]
    return Cover(
        gettext(N_("Le kit de la journée")),
        gettext(words.LEAD),
        tuple(fact for fact in facts if fact[1]),
        tuple(map(gettext, words.WIFI)),
        tuple(tasks),
    )


def _door(address: str, typed: str = "") -> Door:
    """What a phone reads; people may type another address, and then the code."""
    told = gettext(words.READ_AT).format(address=address)
    return Door(typed or address, str(codes.qr(address, told)), told)


def _poster(session: Session, view: DayView, address: str) -> Poster:
    heading, code = gettext(N_("Entrez dans la journée")), code_of(session, view)
    if not code:
        return Poster(heading, (gettext(words.NO_CODE), gettext(words.NO_CODE_HOW)), "", None)
    return Poster(
        heading,
        tuple(map(gettext, words.POSTER)),
        codes.spaced(code),
        _door(f"{address}/e/{code}", f"{address}/entrer"),
        tuple(map(gettext, words.WIFI)),
        gettext(words.PHONELESS),
    )


def _sign(view: DayView, table: Table, address: str, key: bytes) -> Sign:
    return Sign(
        gettext(TABLE).format(number=table.number),
        table.name,
        tuple(map(gettext, words.SIGN)),
        _door(table_address(address, key, view.sitting, table)),
    )


def _cards(heading: str, lead: str, cards: Sequence[Mark], count: int) -> Cards:
    return Cards(gettext(heading), gettext(lead), tuple(islice(cycle(cards), count)))


def _to_write(session: Session, view: DayView) -> Slips:
    council = council_of(session, view.committee)
    slip = Slip(
        gettext(words.WORDS_TITLE),
        gettext(words.WORDS_HINT),
        ruled=4,
        ask=gettext(words.WHO_READS),
        boxes=tuple(Mark("", scope_name(scope, council)) for scope in Scope),
    )
    return Slips(gettext(N_("Papiers pour écrire")), gettext(words.WORDS_LEAD), (slip, slip))


def _to_vote(session: Session, view: DayView) -> Iterator[Slips]:
    """A sheet for each vote of the day's steps, then one whose question is written by hand."""
    heading, title = gettext(N_("Papiers pour voter")), gettext(words.VOTE_TITLE)
    ids = [one.ballot_id for one in view.segments if one.ballot_id]
    for id in dict.fromkeys(ids):
        ballot = session.get_one(Ballot, id)
        slip = _slip(face_of(session, ballot), ballot)
        lead = gettext(words.SECRET_LEAD if ballot.secret else words.VOTES_LEAD)
        yield Slips(heading, lead, (slip, slip))
    boxes = tuple(Mark(choice.value, gettext(label)) for choice, label in LABELS.items())
    question = gettext(words.BLANK_QUESTION)
    blank = Slip(title, question, "", 2, gettext(TICK_ONE), boxes)
    yield Slips(heading, gettext(words.VOTES_LEAD), (blank, blank))


def _slip(face: Face, ballot: Ballot) -> Slip:
    """The paper of one ballot: what its method lets people tick, fill or write."""
    title = gettext(words.SECRET_TITLE if face.secret else words.VOTE_TITLE)
    ask, lines = how_on_paper(face.sheet), lines_of(face)
    if any(line.dots or line.grades or line.ranked for line in lines):
        filled = tuple(Filled(*line) for line in lines)
        return Slip(title, ballot.question, ballot.easy_read, 0, ask, filled=filled)
    boxes = tuple(Mark(line.shape, line.words) for line in lines)
    return Slip(title, ballot.question, ballot.easy_read, 0, ask, boxes)


def _to_judge() -> Slips:
    boxes = tuple(Mark(face.value, gettext(word)) for face, word in FACE_WORDS.items())
    slip = Slip(gettext(words.FACES_TITLE), "", "", 0, gettext(TICK_ONE), boxes, wide=True)
    return Slips(gettext(N_("Papiers d'avis")), gettext(words.FACES_LEAD), (slip,) * 3)


def _notes() -> NoteSheet:
    return NoteSheet(
        gettext(words.NOTES_HEADING),
        gettext(words.NOTES_LEAD),
        tuple(map(gettext, words.NOTES_COLUMNS)),
        tuple(map(gettext, NATURE_NAMES.values())),
        NOTES,
        tuple(map(gettext, words.NOTES_FOOT)),
    )


def _plan_b(address: str) -> Advice:
    hall = f"{address}/salle"
    troubles = tuple(
        (gettext(trouble), tuple(gettext(step).format(hall=hall) for step in steps))
        for trouble, steps in words.PLAN_B
    )
    return Advice(gettext(N_("Plan B")), gettext(words.PLAN_B_LEAD), troubles)


def _programme(view: DayView) -> Programme:
    steps = []
    for step in steps_of(view):
        segment = step.segment
        told = [f"{step.kind}. {step.opens}.", *segment.instruction.splitlines()]
        if segment.easy_read:
            told.append(gettext(words.EASY).format(words=" ".join(segment.easy_read.splitlines())))
        steps.append((hour(step.at), segment.title, step.length, tuple(told)))
    lead = gettext(words.PROGRAMME_LEAD).format(
        venue=view.sitting.venue or view.committee.name,
        start=hour(view.sitting.starts_at),
        end=hour(view.ends_at),
    )
    columns = tuple(map(gettext, words.PROGRAMME_COLUMNS))
    return Programme(gettext(N_("Le déroulé")), lead, columns, tuple(steps))
