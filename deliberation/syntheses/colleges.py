"""Which colleges may be told beside the words of a topic: the law of the wall's cards."""

from sqlmodel import Session, col, func, select

from deliberation.assembly.commands import place_of
from deliberation.ballots.models import NO_COLLEGE
from deliberation.people.models import College, Participant
from deliberation.sittings.wall_rules import nameable


def nameable_colleges(session: Session, topic_id: int) -> dict[int, str]:
    """The colleges whose words may be read apart, by name."""
    committee_id = place_of(session, topic_id).committee_id
    counted = session.exec(
        select(Participant.college_id, func.count())
        .where(Participant.committee_id == committee_id)
        .group_by(col(Participant.college_id))
    ).all()
    told = nameable({college or NO_COLLEGE: n for college, n in counted})
    named = select(College).where(College.committee_id == committee_id)
    return {
        one.id: one.name
        for one in session.exec(named.order_by(col(College.position)))
        if one.id in told
    }
