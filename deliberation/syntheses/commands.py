"""What can be done to a synthesis while it is written."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, func, select

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.syntheses import rules, writing_rules
from deliberation.syntheses.citing import Written, known
from deliberation.syntheses.losses import bare_in, losses_of
from deliberation.syntheses.models import Section, SetAside, Statement, Synthesis
from deliberation.syntheses.planning import headings_of
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.reading_back.asking import stand_of
from deliberation.syntheses.reading_back.rules import why_not_send
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sources import IN_TEXT
from deliberation.syntheses.statements import writable


def start_synthesis(session: Session, topic_id: int, title: str, actor: str, now: datetime) -> int:
    """Begin a synthesis from the template. Returns its id."""
    topic = session.get_one(Topic, topic_id)
    refuse(rules.why_not_start(topic.phase))
    synthesis = Synthesis(topic_id=topic_id, title=title, created_on=local_day(now))
    session.add(synthesis)
    session.flush()
    assert synthesis.id
    committee_id = place_of(session, topic_id).committee_id or 0
    for position, part in enumerate(headings_of(session, committee_id), start=1):
        session.add(Section(synthesis_id=synthesis.id, position=position, **part._asdict()))
    record(session, "synthesis.started", synthesis.channel, actor=actor, topic=topic_id)
    return synthesis.id


def set_aside(
    session: Session, synthesis_id: int, chosen: Collection[int], reason: str, actor: str
) -> int:
    """Say that some contributions are not taken up, and why. Returns how many."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_set_aside(synthesis.state, chosen, reason))
    written = known(session, synthesis, Written("", contributions=tuple(chosen)))
    for number in written.contributions:
        session.merge(SetAside(synthesis_id=synthesis_id, contribution_id=number, reason=reason))
    count = len(written.contributions)
    record(session, "contribution.set_aside", synthesis.channel, actor=actor, count=count)
    return count


def set_rest_aside(session: Session, synthesis_id: int, reason: str, actor: str) -> int:
    """Set aside all that still waits, for one and the same reason. Returns how many."""
    synthesis = writable(session, synthesis_id)
    waiting = coverage_of(session, synthesis).untouched
    refuse(None if waiting else SynthesisRefusal.NOTHING_LEFT)
    return set_aside(session, synthesis_id, sorted(waiting), reason, actor)


def take_back(session: Session, synthesis_id: int, contribution_id: int, actor: str) -> None:
    """Put a contribution back among those that wait."""
    synthesis = writable(session, synthesis_id)
    if aside := session.get(SetAside, (synthesis_id, contribution_id)):
        session.delete(aside)
        record(session, "contribution.taken_back", synthesis.channel, actor=actor)


def submit_synthesis(session: Session, synthesis_id: int, actor: str, now: datetime) -> int:
    """Hand the text to the technical committee; a new round of sign-off begins."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    written = select(func.count()).select_from(Statement).join(Section)
    count = session.exec(written.where(Section.synthesis_id == synthesis_id, IN_TEXT)).one()
    untouched = len(coverage_of(session, synthesis).untouched)
    refuse(rules.why_not_submit(synthesis.state, count, untouched), n=untouched)
    bare = bare_in(losses_of(session, synthesis))
    refuse(writing_rules.why_not_stand(bare), n=bare)
    refuse(why_not_send(stand_of(session, synthesis, local_day(now))))
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
