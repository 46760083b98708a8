"""Which sentences are asked about to whom, and what was answered. Whose answer it is, is told to
nobody: each reads her own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution
from deliberation.people.models import Channel
from deliberation.syntheses.models import Section, Statement, Synthesis, SynthesisState
from deliberation.syntheses.reading_back.asking import authors_of, used_words
from deliberation.syntheses.reading_back.models import ReadingBack, StatementReadBack
from deliberation.syntheses.reading_back.rules import is_open
from deliberation.syntheses.sources import IN_TEXT, citations_of

HEARD = (Channel.TABLE, Channel.PAPER, Channel.VOICE)


@dataclass(frozen=True)
class Asked:
    """A sentence, the words that it uses of who is asked, and what she answered."""

    statement: Statement
    words: list[Contribution]
    answer: StatementReadBack | None
    correction: Contribution | None

    @property
    def now(self) -> StatementReadBack | None:
        """Her answer, if it is about the sentence as it stands now."""
        said = self.answer
        return said if said and said.version == self.statement.version else None


def asked_about(session: Session, synthesis_id: int, participant_id: int) -> list[Asked]:
    """The sentences that use her words, in the order of the text; no others."""
    under = used_words(session, citations_of(session, synthesis_id))
    hers = {n for n, who in _authors(session, under.values()).items() if who == participant_id}
    mine = {number: words & hers for number, words in under.items() if words & hers}
    said = select(StatementReadBack).where(StatementReadBack.participant_id == participant_id)
    return _asked(session, mine, said)


def notes_asked(session: Session, synthesis_id: int) -> dict[int, list[Asked]]:
    """The sentences that use each note without an author: they are read out where it was said."""
    under = used_words(session, citations_of(session, synthesis_id))
    every = set().union(*under.values())
    notes = session.exec(
        select(Contribution.id).where(
            col(Contribution.id).in_(every),
            col(Contribution.participant_id).is_(None),
            col(Contribution.note_number).is_not(None) | col(Contribution.channel).in_(HEARD),
        )
    ).all()
    return {
        note: _asked(
            session,
            {number: {note} for number, words in under.items() if note in words},
            select(StatementReadBack).where(StatementReadBack.contribution_id == note),
        )
        for note in sorted(n for n in notes if n)
    }


def being_read(session: Session, committee_id: int, today: date) -> list[tuple[Synthesis, date]]:
    """The syntheses of a committee about which people may answer today, and until when."""
    wanted = (
        select(Synthesis, ReadingBack)
        .join(ReadingBack, col(ReadingBack.synthesis_id) == Synthesis.id)
        .join(Topic, col(Topic.id) == Synthesis.topic_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Topic.group_id)
        .where(
            WorkingGroup.committee_id == committee_id,
            Synthesis.state == SynthesisState.READING_BACK,
        )
        .order_by(col(Synthesis.id))
    )
    rows = session.exec(wanted).all()
    return [(one, held.ends_on) for one, held in rows if is_open(held, today)]


def answers_on(session: Session, synthesis_id: int) -> list[StatementReadBack]:
    """The last answer of each voice about each sentence of the text, whatever the version."""
    wanted = (
        select(StatementReadBack)
        .join(Statement, col(Statement.id) == StatementReadBack.statement_id)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(Section.synthesis_id == synthesis_id, IN_TEXT)
        .order_by(col(StatementReadBack.version))
    )
    last = {
        (one.statement_id, one.participant_id, one.contribution_id): one
        for one in session.exec(wanted)
    }
    return list(last.values())


def corrections_of(session: Session, synthesis_id: int) -> set[int]:
    """The words by which people corrected the sentences of a text: what they became is known."""
    wanted = (
        select(StatementReadBack.correction_id)
        .join(Statement, col(Statement.id) == StatementReadBack.statement_id)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(
            Section.synthesis_id == synthesis_id,
            col(StatementReadBack.correction_id).is_not(None),
        )
    )
    return {number for number in session.exec(wanted) if number}


def _authors(session: Session, words: Collection[set[int]]) -> dict[int, int]:
    return authors_of(session, set().union(*words))


def _asked(
    session: Session, mine: dict[int, set[int]], said: SelectOfScalar[StatementReadBack]
) -> list[Asked]:
    statements = session.exec(
        select(Statement)
        .join(Section)
        .where(col(Statement.id).in_(mine), IN_TEXT)
        .order_by(col(Section.position), col(Statement.position))
    ).all()
    rows = session.exec(
        said.where(col(StatementReadBack.statement_id).in_(mine)).order_by(
            col(StatementReadBack.version)
        )
    )
    last = {one.statement_id: one for one in rows}
    words = _by_id(session, set().union(*mine.values()))
    corrections = newest_of(session, [n for one in last.values() if (n := one.correction_id)])
    return [
        Asked(
            one,
            [words[n] for n in sorted(mine[one.id or 0])],
            last.get(one.id or 0),
            corrections.get(last[one.id or 0].correction_id or 0) if one.id in last else None,
        )
        for one in statements
    ]


def _by_id(session: Session, ids: set[int]) -> dict[int, Contribution]:
    rows = session.exec(select(Contribution).where(col(Contribution.id).in_(ids)))
    return {one.id: one for one in rows if one.id}
