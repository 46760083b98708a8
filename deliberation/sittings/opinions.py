"""What people thought of a day, as anyone may read it: never by college, all through `disclose`."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.ballots.disclosure import Shown, disclose
from deliberation.ballots.results import amount, why_hidden
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.sittings.face_rules import FACE_WORDS
from deliberation.sittings.models import SittingState
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Evaluation, Face, PaperFaces

ON_PHONES = N_("Sur les téléphones")
ON_PAPER = N_("Sur papier, nombres déclarés")


class FaceCount(NamedTuple):
    """One face: its word, and what may be printed of how many chose it."""

    face: str
    word: str
    text: str


class Opinions(NamedTuple):
    """The opinions given one way. Where nothing may be shown, a sentence says why."""

    label: str
    sentence: str
    faces: list[FaceCount]


def opinions_of(session: Session, view: DayView) -> list[Opinions]:
    """What was thought, once nothing changes any more: counts that move would tell who chose.

    What was counted on paper stands apart, for it is declared.
    """
    if view.sitting.state is not SittingState.OVER:
        return []
    told = [_told(ON_PHONES, _on_phones(session, view))]
    paper = paper_of(session, view)
    return told + ([_told(ON_PAPER, [paper[face] for face in Face])] if paper else [])


def answers_of(session: Session, view: DayView) -> int:
    """How many people gave their opinion on a phone: all that is told while a day is open."""
    given = select(func.count()).select_from(Evaluation)
    return session.exec(given.where(Evaluation.sitting_id == view.sitting.id)).one()


def face_of(session: Session, view: DayView, participant_id: int) -> Face | None:
    """What she answered, for her own screen alone."""
    given = session.get(Evaluation, (view.sitting.id, participant_id))
    return given.face if given else None


def paper_of(session: Session, view: DayView) -> dict[Face, int]:
    """The numbers typed from paper; nothing while nobody counted."""
    rows = session.exec(select(PaperFaces).where(PaperFaces.sitting_id == view.sitting.id)).all()
    return dict.fromkeys(Face, 0) | {row.face: row.number for row in rows} if rows else {}


def answered(answers: int) -> str:
    """How many people answered, in words."""
    words = ngettext(
        N_("{n} personne a donné son avis."), N_("{n} personnes ont donné leur avis."), answers
    )
    return words.format(n=number(answers))


def _on_phones(session: Session, view: DayView) -> list[int]:
    rows = session.exec(
        select(Evaluation.face, func.count())
        .where(Evaluation.sitting_id == view.sitting.id)
        .group_by(col(Evaluation.face))
    ).all()
    counts = dict(rows)
    return [counts.get(face, 0) for face in Face]


def _told(label: str, counts: Sequence[int]) -> Opinions:
    told = disclose({0: tuple(counts)})
    if told.total.shown is Shown.HIDDEN:
        return Opinions(gettext(label), why_hidden(told), [])
    sentence = answered(told.voters) if told.total.shown is Shown.EXACT else ""
    faces = [
        FaceCount(face.value, gettext(FACE_WORDS[face]), amount(told.total, place))
        for place, face in enumerate(Face)
    ]
    return Opinions(gettext(label), sentence, faces)
