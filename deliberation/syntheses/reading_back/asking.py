"""Who is asked: those whose words stand under a sentence, and who hold a card of their own."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience, is_readable
from deliberation.people.models import Participant
from deliberation.syntheses.models import Citation, Synthesis, SynthesisState
from deliberation.syntheses.reading_back import rules
from deliberation.syntheses.reading_back.models import ReadingBack
from deliberation.syntheses.sources import citations_of, contributions_under


def used_words(session: Session, citations: Iterable[Citation]) -> dict[int, set[int]]:
    """The words under each statement, in their newest version, as far as drafters may use them."""
    cited = list(citations)
    under = contributions_under(session, cited)
    newest = newest_of(session, set().union(*under.values()))
    living = {
        number: one.id
        for number, one in newest.items()
        if one.id and is_readable(one, Audience.DRAFTERS)
    }
    found: dict[int, set[int]] = {}
    for citation in cited:
        words = {living[number] for number in under[citation.id] if number in living}
        found.setdefault(citation.statement_id, set()).update(words)
    return found


def authors_of(session: Session, contribution_ids: Iterable[int]) -> dict[int, int]:
    """Of these words, those whose author holds a card, with her number."""
    wanted = (
        select(Contribution.id, Contribution.participant_id)
        .join(Participant, col(Participant.id) == Contribution.participant_id)
        .where(
            col(Contribution.id).in_(set(contribution_ids)),
            col(Participant.card_hash).is_not(None),
        )
    )
    return {number: who for number, who in session.exec(wanted) if number and who}


def asked_of(session: Session, synthesis_id: int) -> set[int]:
    """The participants who can be asked what they think of the sentences that use their words."""
    words = used_words(session, citations_of(session, synthesis_id))
    return set(authors_of(session, set().union(*words.values())).values())


def reading_backs(session: Session, synthesis_id: int) -> list[ReadingBack]:
    """Each time that this text was read back, oldest first."""
    wanted = select(ReadingBack).where(ReadingBack.synthesis_id == synthesis_id)
    return list(session.exec(wanted.order_by(col(ReadingBack.number))))


def stand_of(session: Session, synthesis: Synthesis, today: date) -> rules.Reread:
    """Where the reading back of a text stands today."""
    number = synthesis.id or 0
    held = reading_backs(session, number)
    return rules.stand(synthesis.state, held, len(asked_of(session, number)), today)


def is_being_read(session: Session, synthesis: Synthesis, today: date) -> bool:
    """Whether people may answer today."""
    if synthesis.state is not SynthesisState.READING_BACK:
        return False
    held = reading_backs(session, synthesis.id or 0)
    return bool(held) and rules.is_open(held[-1], today)
