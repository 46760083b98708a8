"""A synthesis as a document: its identity, its sections with their sources, what was set aside."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from deliberation.assembly.models import Committee, Topic, WorkingGroup
from deliberation.ballots.printed import printed
from deliberation.ballots.results import results_of
from deliberation.documents import tree
from deliberation.documents.stored import stored
from deliberation.i18n import N_, day, gettext, local_day, ngettext
from deliberation.syntheses import reading
from deliberation.syntheses.honesty import honesty
from deliberation.syntheses.models import Synthesis, SynthesisState, Verdict

NOTICE = N_(
    "Cette synthèse donne un avis. Qui décide : {decider}. Ce qui peut changer : {can_change}. "
    "Quand on saura : {known_when}."
)
SITTING = N_(
    "en séance le {day} ; présents : {present}, pour : {in_favour}, contre : {against}, "
    "abstentions : {abstained}, ne prennent pas part : {not_taking_part}"
)
ONE_BY_ONE = (
    N_("par {n} membre du comité technique"),
    N_("par {n} membres du comité technique, un par un"),
)
TO_RETURN = (N_(" ; {n} demandait à la renvoyer"), N_(" ; {n} demandaient à la renvoyer"))


def frozen(session: Session, synthesis: Synthesis, number: str, now: datetime) -> tuple[str, str]:
    """The canonical text of the whole document under its number, and that text's SHA-256 in hex."""
    content = stored(document_of(session, synthesis, now, number))
    return content, hashlib.sha256(content.encode()).hexdigest()


def document_of(
    session: Session, synthesis: Synthesis, now: datetime, number: str = ""
) -> tree.Document:
    """The document of a synthesis as it stands; without a number, it is a draft."""
    topic = session.get_one(Topic, synthesis.topic_id)
    group = session.get_one(WorkingGroup, topic.group_id)
    committee = session.get_one(Committee, group.committee_id)
    return tree.Document(
        title=synthesis.title,
        subtitle=topic.question,
        number=number,
        digest="",
        date=local_day(now),
        identity=(
            (gettext(N_("Comité")), committee.name),
            (gettext(N_("Groupe de travail")), group.name),
            (gettext(N_("Mandature")), committee.term),
            (gettext(N_("Consultation")), f"{day(topic.opens_on)} – {day(topic.closes_on)}"),
            *_sign_off(session, synthesis),
        ),
        sections=(
            *_sections(session, synthesis),
            _coverage(session, synthesis),
            honesty(session, synthesis),
        ),
        notice=gettext(NOTICE).format(
            decider=topic.decider.rstrip("."),
            can_change=topic.can_change.rstrip("."),
            known_when=topic.known_when.rstrip("."),
        ),
    )


def _sections(session: Session, synthesis: Synthesis) -> Iterator[tree.Section]:
    """The sections that say something; a result is drawn where it is first cited."""
    drawn: set[int] = set()
    for part in reading.parts_of(session, synthesis.id or 0):
        blocks: list[tree.Block] = []
        for said in part.said:
            blocks.append(tree.Paragraph(said.statement.words, tuple(said.sources)))
            for citation in said.citations:
                number = citation.ballot_id
                if number and number not in drawn and (picture := results_of(session, number)):
                    blocks += printed(picture)
                    drawn.add(number)
        if blocks:
            yield tree.Section(part.section.heading, 1, tuple(blocks))


def _coverage(session: Session, synthesis: Synthesis) -> tree.Section:
    """What was taken up and what was not, with the reasons: numbers only, never the words."""
    found = reading.coverage_of(session, synthesis)
    lines = [
        gettext(N_("Contributions reprises : {n}")).format(n=len(found.used)),
        gettext(N_("Contributions mises de côté, avec une raison : {n}")).format(
            n=len(found.set_aside)
        ),
        gettext(N_("Contributions pas encore traitées : {n}")).format(n=len(found.untouched)),
    ]
    reasons = [
        gettext(N_("{reason} : {n}")).format(reason=reason, n=n)
        for reason, n in reading.reasons_of(session, synthesis.id or 0, found).most_common()
    ]
    blocks: list[tree.Block] = [tree.Bullets(tuple(lines))]
    if reasons:
        blocks += [
            tree.Paragraph(gettext(N_("Pourquoi certaines ont été mises de côté :"))),
            tree.Bullets(tuple(reasons)),
        ]
    return tree.Section(gettext(N_("Ce que nous avons repris, et ce que non")), 1, tuple(blocks))


def _sign_off(session: Session, synthesis: Synthesis) -> Iterator[tuple[str, str]]:
    """How the technical committee validated it: a sitting's head count, or its members."""
    if synthesis.state not in (SynthesisState.VALIDATED, SynthesisState.PUBLISHED):
        return
    given = reading.verdicts_of(session, synthesis)
    for one in given:
        if one.present is not None:
            words = gettext(SITTING).format(day=day(one.at), **one.model_dump(exclude={"at"}))
            break
    else:
        verdicts = [one.verdict for one in given]
        words = ngettext(*ONE_BY_ONE, verdicts.count(Verdict.VALIDATE)).format(
            n=verdicts.count(Verdict.VALIDATE)
        )
        if against := verdicts.count(Verdict.RETURN):
            words += ngettext(*TO_RETURN, against).format(n=against)
    yield gettext(N_("Validation")), words
