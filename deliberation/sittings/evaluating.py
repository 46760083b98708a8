"""What people think of a day: one face each, on a phone or on paper. The journal holds no face."""

from collections.abc import Mapping

from sqlmodel import Session, select

from deliberation.errors import refuse
from deliberation.journal import record
from deliberation.sittings.face_rules import why_not_count_paper, why_not_judge
from deliberation.sittings.models import Sitting
from deliberation.sittings.reading import day_view
from deliberation.sittings.registers import Evaluation, Face, PaperFaces


def judge_day(session: Session, sitting_id: int, participant_id: int, face: Face) -> Face:
    """A participant says what she thinks of the day; she may change it until the day is closed.

    Nothing of the journal tells who she is: one opinion after the other would name each.
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    view = day_view(session, sitting_id)
    refuse(why_not_judge(sitting, view.step, len(view.segments)))
    given = session.get(Evaluation, (sitting_id, participant_id))
    if given is None:
        given = Evaluation(sitting_id=sitting_id, participant_id=participant_id, face=face)
        session.add(given)
        record(session, "evaluation.given", sitting.desk_channel)
    given.face = face
    return face


def count_paper_faces(
    session: Session, sitting_id: int, counts: Mapping[Face, int], actor: str
) -> None:
    """A member of staff types how many of each face were drawn on paper."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    view = day_view(session, sitting_id)
    known = {
        row.face: row
        for row in session.exec(select(PaperFaces).where(PaperFaces.sitting_id == sitting_id))
    }
    refuse(why_not_count_paper(sitting, view.step, len(view.segments), bool(known)))
    for face, number in counts.items():
        row = known.get(face) or PaperFaces(sitting_id=sitting_id, face=face, number=number)
        row.number = number
        session.add(row)
    record(session, "paper_faces.counted", sitting.desk_channel, actor=actor)
