"""What a synthesis says, and how much of what was said it takes up."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.commands import place_of
from deliberation.debate.commands import lineage_of, visible_ids
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext, local_day
from deliberation.people.models import Membership
from deliberation.people.rules import is_held
from deliberation.roles import ALLOWED, Action
from deliberation.syntheses import rules
from deliberation.syntheses.dissents.finding import words_kept
from deliberation.syntheses.models import (
    Citation,
    Section,
    SetAside,
    Snapshot,
    Statement,
    Synthesis,
    SynthesisState,
    Validation,
    Verdict,
)
from deliberation.syntheses.quotes import quotes_of
from deliberation.syntheses.reading_back.answers import corrections_of
from deliberation.syntheses.sources import (
    IN_TEXT,
    citations_of,
    contributions_under,
    key_of,
    name_of,
)

BY_GROUP = N_("rédaction du groupe")


class Said(NamedTuple):
    """A statement, with what it cites."""

    statement: Statement
    citations: list[Citation]
    # The words of its quotations by the number of their citations; none where they are gone.
    quotes: Mapping[int, str | None] = MappingProxyType({})

    @property
    def quoted(self) -> list[tuple[str, str]]:
        """What it quotes, word for word, with the short name of where it comes from."""
        told = [(name_of(one), self.quotes.get(one.id or 0)) for one in self.citations]
        return [(name, words) for name, words in told if words]

    @property
    def sources(self) -> list[str]:
        """The short name of each thing on which it stands."""
        names = [name_of(citation) for citation in self.citations]
        return names + [gettext(BY_GROUP)] * self.statement.by_group

    @property
    def keys(self) -> list[str]:
        """The same, as a machine calls them."""
        return [*map(key_of, self.citations), *["group"] * self.statement.by_group]


class Part(NamedTuple):
    """A section with its statements."""

    section: Section
    said: list[Said]


def parts_of(session: Session, synthesis_id: int) -> list[Part]:
    """The whole text in order, each statement with its sources."""
    cited: dict[int, list[Citation]] = {}
    every = citations_of(session, synthesis_id)
    quotes = quotes_of(session, every)
    for citation in every:
        cited.setdefault(citation.statement_id, []).append(citation)
    statements = (
        select(Statement)
        .join(Section)
        .where(Section.synthesis_id == synthesis_id, IN_TEXT)
        .order_by(col(Statement.position))
    )
    said: dict[int, list[Said]] = {}
    for one in session.exec(statements):
        said.setdefault(one.section_id, []).append(Said(one, cited.get(one.id or 0, []), quotes))
    sections = select(Section).where(Section.synthesis_id == synthesis_id)
    return [
        Part(section, said.get(section.id or 0, []))
        for section in session.exec(sections.order_by(col(Section.position)))
    ]


def removed_from(session: Session, synthesis_id: int) -> list[Statement]:
    """The sentences that were taken out of a text, ready to be put back."""
    wanted = select(Statement).join(Section).where(Section.synthesis_id == synthesis_id, ~IN_TEXT)
    return list(session.exec(wanted.order_by(col(Section.position), col(Statement.id))))


def coverage_of(session: Session, synthesis: Synthesis) -> rules.Coverage:
    """What became of each contribution that the drafters may use.

    What a cited proposal was made of is used too, and so is what a cited vote was about, and what
    corrects a sentence when it is read back, or disagrees: the text prints them by itself.
    """
    ids = visible_ids(session, synthesis.topic_id, Audience.DRAFTERS)
    lineage = lineage_of(session, ids)
    under = contributions_under(session, citations_of(session, synthesis.id or 0))
    own = words_kept(session, synthesis.topic_id), corrections_of(session, synthesis.id or 0)
    said = set().union(*under.values(), *own)
    used = {lineage[version] for version in said & set(lineage)}
    aside = select(SetAside.contribution_id).where(SetAside.synthesis_id == synthesis.id)
    return rules.coverage(ids, used, session.exec(aside).all())


def set_asides(
    session: Session, synthesis_id: int, coverage: rules.Coverage
) -> list[tuple[Contribution, str]]:
    """The contributions that are set aside now, each with its reason."""
    wanted = (
        select(Contribution, SetAside.reason)
        .join(SetAside)
        .where(SetAside.synthesis_id == synthesis_id)
    )
    rows = session.exec(wanted.order_by(SetAside.reason, col(Contribution.id)))
    return [(words, reason) for words, reason in rows if words.id in coverage.set_aside]


def last_return(session: Session, synthesis: Synthesis) -> list[Validation]:
    """Why it was returned, when it is the writers' turn again."""
    if synthesis.state is not SynthesisState.RETURNED:
        return []
    given = verdicts_of(session, synthesis)
    return [one for one in given if one.verdict is Verdict.RETURN]


def members_of(session: Session, synthesis: Synthesis, day: date) -> list[int]:
    """The accounts that sign off the syntheses of this committee, on this day."""
    place = place_of(session, synthesis.topic_id)
    wanted = select(Membership).where(
        Membership.committee_id == place.committee_id,
        col(Membership.role).in_(ALLOWED[Action.SIGN_OFF]),
    )
    held = [one for one in session.exec(wanted) if is_held(one.since, one.until, day)]
    return sorted({one.account_id for one in held})


def verdicts_of(session: Session, synthesis: Synthesis) -> list[Validation]:
    """What the technical committee said of it in this round, in order."""
    wanted = select(Validation).where(
        Validation.synthesis_id == synthesis.id, Validation.round == synthesis.round
    )
    return list(session.exec(wanted.order_by(col(Validation.id))))


def deciding_verdicts(session: Session, synthesis: Synthesis) -> list[Validation]:
    """A sitting, or the verdicts of those who held a seat on the day of the last one: whoever had
    left by then did not decide.
    """
    given = verdicts_of(session, synthesis)
    if not given:
        return []
    seated = members_of(session, synthesis, local_day(max(one.at for one in given)))
    return [one for one in given if one.account_id is None or one.account_id in seated]


def snapshot_of(session: Session, synthesis_id: int) -> Snapshot | None:
    """The frozen form of a published synthesis."""
    return session.exec(select(Snapshot).where(Snapshot.synthesis_id == synthesis_id)).first()


def statements_on(session: Session, contribution_ids: Iterable[int]) -> dict[int, list[Statement]]:
    """For each of these contributions, the statements that stand on it, directly or not."""
    wanted = set(contribution_ids)
    lineage = lineage_of(session, wanted)
    topics = select(Contribution.topic_id).where(col(Contribution.id).in_(wanted))
    cited = session.exec(
        select(Statement, Citation)
        .join(Citation)
        .join(Section, col(Section.id) == Statement.section_id)
        .join(Synthesis, col(Synthesis.id) == Section.synthesis_id)
        .where(col(Synthesis.topic_id).in_(topics), IN_TEXT)
        .order_by(col(Synthesis.id), col(Section.position), col(Statement.position))
    ).all()
    under = contributions_under(session, [citation for _, citation in cited])
    found: dict[int, dict[int | None, Statement]] = {}
    for statement, citation in cited:
        for version in under[citation.id] & set(lineage):
            found.setdefault(lineage[version], {})[statement.id] = statement
    return {number: list(statements.values()) for number, statements in found.items()}
