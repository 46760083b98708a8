"""The words of a step for the cloud: what is offered to a facilitator, and what she let through.

They are counted in all that drafters may read: a word that several people used is nobody's. What
stays at a table is counted nowhere. A word that is no longer shared enough leaves the screen.
"""

from sqlmodel import Session, select

from deliberation.debate import rules
from deliberation.debate.commands import newest_of
from deliberation.debate.rules import Audience
from deliberation.people.models import Account, Membership
from deliberation.sittings import cloud
from deliberation.sittings.groupings import CloudWord
from deliberation.sittings.models import Saying, Segment
from deliberation.sittings.reading import DayView
from deliberation.text import plain


def cloud_step(session: Session, view: DayView) -> Segment | None:
    """The present step, or the last one before it in which people wrote."""
    written = select(Saying.segment_id).join(Segment).where(Segment.sitting_id == view.sitting.id)
    steps = set(session.exec(written.distinct()))
    past = view.segments[: view.step]
    return next((one for one in reversed(past) if one.id in steps), None)


def candidates_in(session: Session, view: DayView, segment_id: int) -> dict[str, int]:
    """The words that may be let through, and how many people used each. For no screen."""
    ids = session.exec(
        select(Saying.contribution_id)
        .join(Segment)
        .where(Saying.segment_id == segment_id, Segment.sitting_id == view.sitting.id)
    ).all()
    said = {
        row.id: (row.participant_id or f"contribution:{row.id}", row.words)
        for row in newest_of(session, ids).values()
        if rules.is_readable(row, Audience.DRAFTERS)
    }
    staff = select(Account.name).join(Membership)
    names = session.exec(staff.where(Membership.committee_id == view.committee.id)).all()
    return cloud.candidates(said.values(), names)


def approved_words(session: Session, segment_id: int) -> set[str]:
    """The words of a step that a facilitator let through, without accents."""
    return set(session.exec(select(CloudWord.word).where(CloudWord.segment_id == segment_id)))


def words_on_screen(session: Session, view: DayView) -> list[tuple[str, int]]:
    """The words that the cloud shows, in the order of the alphabet, each with its size."""
    step = cloud_step(session, view)
    if step is None or step.id is None:
        return []
    approved = approved_words(session, step.id)
    candidates = candidates_in(session, view, step.id) if approved else {}
    shown = {word: count for word, count in candidates.items() if plain(word) in approved}
    return sorted(cloud.sizes(shown).items(), key=lambda told: plain(told[0]))
