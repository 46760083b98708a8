"""What can be done to a synthesis while it is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import newest_of
from deliberation.errors import refuse
from deliberation.i18n import gettext, local_day
from deliberation.journal import record
from deliberation.syntheses import rules
from deliberation.syntheses.models import Citation, Section, SetAside, Statement, Synthesis
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sources import material_of
from deliberation.syntheses.template import TEMPLATE


@dataclass(frozen=True)
class Written:
    """A statement as it is written: its words, and what it stands on."""

    words: str
    by_group: bool = False
    contributions: tuple[int, ...] = ()
    proposals: tuple[int, ...] = ()
    ballots: tuple[int, ...] = ()
    reference: str = ""

    @property
    def sources(self) -> int:
        cited = len(self.contributions) + len(self.proposals) + len(self.ballots)
        return cited + bool(self.reference)


def start_synthesis(session: Session, topic_id: int, title: str, actor: str, now: datetime) -> int:
    """Begin a synthesis from the template. Returns its id."""
    topic = session.get_one(Topic, topic_id)
    refuse(rules.why_not_start(topic.phase))
    synthesis = Synthesis(topic_id=topic_id, title=title, created_on=local_day(now))
    session.add(synthesis)
    session.flush()
    assert synthesis.id
    for position, part in enumerate(TEMPLATE, start=1):
        session.add(
            Section(
                synthesis_id=synthesis.id,
                position=position,
                heading=gettext(part.heading),
                guide=gettext(part.guide),
                purpose=part.purpose,
                asks_council=part.asks_council,
            )
        )
    record(session, "synthesis.started", synthesis.channel, actor=actor, topic=topic_id)
    return synthesis.id


def add_statement(session: Session, section_id: int, written: Written, actor: str) -> int:
    """Write a sentence at the end of a section. Returns the id of the synthesis."""
    section = session.get_one(Section, section_id)
    synthesis = _writable(session, section.synthesis_id)
    refuse(rules.why_not_state(written.words, written.sources, written.by_group))
    written = _known(session, synthesis, written)
    last = select(func.max(Statement.position)).where(Statement.section_id == section_id)
    position = (session.exec(last).one() or 0) + 1
    statement = Statement(
        section_id=section_id, position=position, words=written.words, by_group=written.by_group
    )
    session.add(statement)
    session.flush()
    _cite(session, statement, written)
    record(session, "statement.written", synthesis.channel, actor=actor, statement=statement.id)
    return section.synthesis_id


def change_statement(session: Session, statement_id: int, written: Written, actor: str) -> int:
    """Write a sentence again, with its sources."""
    statement, synthesis = _statement(session, statement_id)
    refuse(rules.why_not_state(written.words, written.sources, written.by_group))
    written = _known(session, synthesis, written)
    statement.words, statement.by_group = written.words, written.by_group
    session.exec(delete(Citation).where(col(Citation.statement_id) == statement_id))
    _cite(session, statement, written)
    record(session, "statement.changed", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def remove_statement(session: Session, statement_id: int, actor: str) -> int:
    """Take a sentence out of a draft; what it cited is free to be used elsewhere."""
    statement, synthesis = _statement(session, statement_id)
    session.exec(delete(Citation).where(col(Citation.statement_id) == statement_id))
    session.delete(statement)
    record(session, "statement.removed", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def move_statement(session: Session, statement_id: int, up: bool, actor: str) -> int:
    """Exchange a sentence with the one before it or after it, in its section."""
    statement, synthesis = _statement(session, statement_id)
    neighbours = select(Statement).where(Statement.section_id == statement.section_id)
    position = col(Statement.position)
    if up:
        wanted = neighbours.where(position < statement.position).order_by(position.desc())
    else:
        wanted = neighbours.where(position > statement.position).order_by(position)
    if other := session.exec(wanted).first():
        statement.position, other.position = other.position, statement.position
        record(session, "statement.moved", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def set_aside(
    session: Session, synthesis_id: int, chosen: Collection[int], reason: str, actor: str
) -> int:
    """Say that some contributions are not taken up, and why. Returns how many."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_set_aside(synthesis.state, chosen, reason))
    written = _known(session, synthesis, Written("", contributions=tuple(chosen)))
    for number in written.contributions:
        session.merge(SetAside(synthesis_id=synthesis_id, contribution_id=number, reason=reason))
    count = len(written.contributions)
    record(session, "contribution.set_aside", synthesis.channel, actor=actor, count=count)
    return count


def set_rest_aside(session: Session, synthesis_id: int, reason: str, actor: str) -> int:
    """Set aside all that still waits, for one and the same reason. Returns how many."""
    synthesis = _writable(session, synthesis_id)
    waiting = coverage_of(session, synthesis).untouched
    refuse(None if waiting else SynthesisRefusal.NOTHING_LEFT)
    return set_aside(session, synthesis_id, sorted(waiting), reason, actor)


def take_back(session: Session, synthesis_id: int, contribution_id: int, actor: str) -> None:
    """Put a contribution back among those that wait."""
    synthesis = _writable(session, synthesis_id)
    if aside := session.get(SetAside, (synthesis_id, contribution_id)):
        session.delete(aside)
        record(session, "contribution.taken_back", synthesis.channel, actor=actor)


def submit_synthesis(session: Session, synthesis_id: int, actor: str) -> int:
    """Hand the text to the technical committee; a new round of sign-off begins."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    written = select(func.count()).select_from(Statement).join(Section)
    count = session.exec(written.where(Section.synthesis_id == synthesis_id)).one()
    untouched = len(coverage_of(session, synthesis).untouched)
    refuse(rules.why_not_submit(synthesis.state, count, untouched), n=untouched)
    synthesis.round += 1
    advance(session, synthesis, rules.Step.SUBMIT, actor)
    return synthesis_id


def advance(
    session: Session, synthesis: Synthesis, step: rules.Step, actor: str, **details: object
) -> None:
    """Take one step of a synthesis's life, which its rule has already allowed."""
    synthesis.state = rules.STEPS[synthesis.state, step]
    about = {"round": synthesis.round} | details
    record(session, rules.HAPPENED[step], synthesis.channel, actor=actor, **about)


def _writable(session: Session, synthesis_id: int) -> Synthesis:
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_write(synthesis.state))
    return synthesis


def _statement(session: Session, statement_id: int) -> tuple[Statement, Synthesis]:
    statement = session.get_one(Statement, statement_id)
    section = session.get_one(Section, statement.section_id)
    return statement, _writable(session, section.synthesis_id)


def _known(session: Session, synthesis: Synthesis, written: Written) -> Written:
    """The same, on the newest words; refused if it cites what drafters may not, or what is not
    in the topic."""
    newest = newest_of(session, written.contributions)
    words = [newest[n].id or 0 if n in newest else n for n in written.contributions]
    written = replace(written, contributions=tuple(dict.fromkeys(words)))
    material = material_of(session, synthesis.topic_id)
    known = (
        {one.id for one in material.contributions}.issuperset(written.contributions)
        and {one.proposal_id for one in material.proposals}.issuperset(written.proposals)
        and {one.id for one in material.ballots}.issuperset(written.ballots)
    )
    refuse(None if known else SynthesisRefusal.UNKNOWN_SOURCE)
    return written


def _cite(session: Session, statement: Statement, written: Written) -> None:
    assert statement.id
    number = statement.id
    cited = [
        *(Citation(statement_id=number, contribution_id=id) for id in written.contributions),
        *(Citation(statement_id=number, proposal_id=id) for id in written.proposals),
        *(Citation(statement_id=number, ballot_id=id) for id in written.ballots),
    ]
    if written.reference:
        cited.append(Citation(statement_id=number, reference=written.reference))
    session.add_all(cited)
