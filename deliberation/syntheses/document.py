"""A synthesis as a document: its identity, its sections with their sources, what was set aside."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, Topic, WorkingGroup
from deliberation.ballots.pictures import NOT_SHOWN, Line, Picture
from deliberation.ballots.printed import printed
from deliberation.ballots.results import results_of
from deliberation.documents import tree
from deliberation.documents.stored import stored
from deliberation.i18n import N_, day, gettext, local_day, ngettext
from deliberation.people.models import Account
from deliberation.syntheses import annex, reading
from deliberation.syntheses.dissents.printing import dissent_blocks, dissent_section
from deliberation.syntheses.dissents.rules import stays_in_text
from deliberation.syntheses.honesty import honesty
from deliberation.syntheses.models import Purpose, Synthesis, SynthesisState, Validation, Verdict
from deliberation.syntheses.reading import Part
from deliberation.syntheses.reading_back.telling import reread_section
from deliberation.text import sequence

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
OF_GROUP = N_("{group} : {said}")
AMONG_THEM = N_(" (dont {names})")
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
    covered = reading.coverage_of(session, synthesis)
    parts = reading.parts_of(session, synthesis.id or 0)
    signed = tuple(_sign_off(session, synthesis))
    results, dissents = _results(session, parts), dissent_blocks(session, synthesis)
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
            *signed,
        ),
        sections=(
            *_sections(parts, results, dissents),
            *reread_section(session, synthesis),
            *annex.annex(session, synthesis, covered),
            replace(honesty(session, synthesis), purpose=Purpose.HONESTY),
        ),
        notice=gettext(NOTICE).format(
            decider=topic.decider.rstrip("."),
            can_change=topic.can_change.rstrip("."),
            known_when=topic.known_when.rstrip("."),
        ),
        facts=(
            *annex.facts(covered),
            *(("validation", words) for _, words in signed),
            *(fact for ballot, one in results.items() for fact in _vote(ballot, one)),
        ),
    )


def _results(session: Session, parts: Iterable[Part]) -> dict[int, Picture]:
    """The result of each vote that is cited, once it may be told, in the order of the text."""
    cited = (one.ballot_id for part in parts for said in part.said for one in said.citations)
    told = {ballot: results_of(session, ballot) for ballot in dict.fromkeys(cited) if ballot}
    return {ballot: picture for ballot, picture in told.items() if picture}


def _sections(
    parts: Iterable[Part], results: Mapping[int, Picture], dissents: list[tree.Block]
) -> Iterator[tree.Section]:
    """The sections that say something; a result is drawn where it is first cited. Disagreements
    stand under their heading, before any sentence, or at the end if the plan has none.
    """
    waiting = dict(results)
    for part in parts:
        keeps = stays_in_text(part.section.purpose)
        blocks, dissents = (dissents, []) if keeps else ([], dissents)
        for said in part.said:
            sources, keys = tuple(said.sources), tuple(said.keys)
            blocks.append(tree.Paragraph(said.statement.words, sources, keys))
            blocks += [tree.Quote(words, name) for name, words in said.quoted]
            for citation in said.citations:
                if picture := waiting.pop(citation.ballot_id or 0, None):
                    blocks += _drawn(citation.ballot_id or 0, picture)
        if blocks:
            purpose = part.section.purpose or ""
            yield tree.Section(part.section.heading, 1, tuple(blocks), purpose)
    if dissents:
        yield dissent_section(dissents)


def _vote(ballot: int, picture: Picture) -> Iterator[tuple[str, str]]:
    """What a vote said, in a sentence, and what each group said that may be told apart."""
    yield f"ballot:{ballot}", picture.sentence
    for row in picture.rows if picture.questions == 1 else ():
        if not row.total and row.cells[0].text != NOT_SHOWN:
            said = gettext(OF_GROUP).format(group=row.label, said=_said(row))
            yield f"group:{ballot}", said


def _said(row: Line) -> str:
    """One group in words: what most answered, or how many gave each answer."""
    return row.words or ", ".join(f"{cell.text} « {cell.label} »" for cell in row.cells)


def _drawn(ballot: int, picture: Picture) -> Iterator[tree.Block]:
    for block in printed(picture):
        match block:
            case tree.Picture():
                yield replace(block, key=f"ballot:{ballot}")
            case _:
                yield block


def _sign_off(session: Session, synthesis: Synthesis) -> Iterator[tuple[str, str]]:
    """How the technical committee validated it: a sitting's head count, or its members."""
    if synthesis.state not in (SynthesisState.VALIDATED, SynthesisState.PUBLISHED):
        return
    given = reading.deciding_verdicts(session, synthesis)
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
        if names := _names(session, given):
            words += gettext(AMONG_THEM).format(names=sequence(names))
    yield gettext(N_("Validation")), words


def _names(session: Session, given: Iterable[Validation]) -> list[str]:
    """Those who validated it and agreed that their name is printed."""
    agreed = [one.account_id for one in given if one.named and one.verdict is Verdict.VALIDATE]
    named = select(Account.name).where(col(Account.id).in_(agreed))
    return list(session.exec(named.order_by(Account.name)))
