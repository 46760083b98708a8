"""The protected blocks of a synthesis: what was found, with what was done to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from deliberation.debate.models import ContributionState
from deliberation.debate.rules import Audience, is_readable
from deliberation.i18n import N_, day, gettext
from deliberation.journal import Event
from deliberation.syntheses.dissents import rules
from deliberation.syntheses.dissents.finding import Found, dissents_of, objectors_of
from deliberation.syntheses.dissents.models import ClosedBy, Dissent
from deliberation.syntheses.dissents.rules import Holders, Kind
from deliberation.syntheses.models import Synthesis

NAMES: dict[Kind, str] = {
    Kind.OBJECTION: N_("Une objection"),
    Kind.TABLE: N_("Un désaccord gardé à une table"),
    Kind.PEERS: N_("Un désaccord gardé par un groupe de pairs"),
    Kind.COLLEGE: N_("Des regards différents"),
}
OPEN = N_("Reste ouvert.")
CLOSED: dict[ClosedBy, str] = {
    ClosedBy.HOLDERS: N_("Fermé le {day} par les personnes qui l'avaient posé."),
    ClosedBy.SITTING: N_("Fermé le {day}, lors d'une rencontre, par le groupe qui l'avait dit."),
}
ASKED_AGAIN = N_("Fermé le {day} : un nouveau vote sur un texte modifié n'en laisse rien.")
GONE: dict[ContributionState, str] = {
    ContributionState.WITHDRAWN: N_("Ces mots ont été retirés par qui les avait dits."),
    ContributionState.HIDDEN: N_("Ces mots ont été masqués par la modération."),
    ContributionState.HELD: N_("Ces mots attendent une relecture par la modération."),
}
ENTRUSTED = N_("Ces mots ont été confiés aux rédacteurs : ils ne sont pas montrés ici.")
EMPTY = N_(
    "Nous avons cherché des désaccords à trois endroits : les objections aux votes, ce que les "
    "tables et les groupes de pairs ont gardé, et les résultats où les groupes ne disent pas la "
    "même chose. Nous n'en avons trouvé aucun."
)


@dataclass(frozen=True)
class Protected:
    """A block, as it stands in one synthesis."""

    found: Found
    kept: Dissent | None

    @property
    def key(self) -> str:
        return f"{self.found.kind}/{self.found.number}"

    @property
    def name(self) -> str:
        return gettext(NAMES[self.found.kind])

    @property
    def closed(self) -> str:
        """How it was closed, in a sentence; nothing while it is open."""
        if self.kept and self.kept.closed_by:
            return gettext(CLOSED[self.kept.closed_by]).format(day=day(self.kept.closed_on))
        if self.found.settled:
            ended = self.found.settled.closed_at
            return gettext(ASKED_AGAIN).format(day=day(ended))
        return ""

    @property
    def state(self) -> str:
        return self.closed or gettext(OPEN)

    @property
    def who(self) -> str:
        """Who may close it, and why they alone."""
        return gettext(rules.WHO[self.found.holders])

    @property
    def answer(self) -> str:
        return self.kept.answer if self.kept else ""

    @property
    def block(self) -> rules.Block:
        return rules.Block(self.found.holders, bool(self.closed))

    def words_for(self, audience: Audience) -> str:
        """What this audience may read of it: its words, or why they are not here."""
        said = self.found.words
        if said is None:
            return self.found.sentence
        if is_readable(said, audience):
            return said.words
        return gettext(GONE.get(said.state, ENTRUSTED))

    def told_to(self, audience: Audience) -> bool:
        """Whether these are somebody's own words."""
        return self.found.words is not None and is_readable(self.found.words, audience)


def protected(session: Session, synthesis: Synthesis) -> list[Protected]:
    """Every block of a synthesis, whatever its writers did."""
    wanted = select(Dissent).where(Dissent.synthesis_id == synthesis.id)
    kept = {(one.contribution_id, one.ballot_id): one for one in session.exec(wanted)}
    return [
        Protected(one, kept.get(about(one))) for one in dissents_of(session, synthesis.topic_id)
    ]


def about(one: Found) -> tuple[int | None, int | None]:
    """The words, or the vote, under which what is done to a block is kept."""
    return (None, one.number) if one.kind is Kind.COLLEGE else (one.number, None)


def held_by(session: Session, blocks: Sequence[Protected], participant_id: int) -> list[Protected]:
    """The blocks that someone holds: for her own screen alone."""
    return [one for one in blocks if holds(session, one.found, participant_id)]


def holds(session: Session, found: Found, participant_id: int) -> bool:
    if found.holders is Holders.AUTHOR:
        return found.words is not None and found.words.participant_id == participant_id
    if found.holders is Holders.OBJECTORS and found.ballot:
        return participant_id in objectors_of(session, found.ballot.id or 0)
    return False


def wrote(session: Session, synthesis: Synthesis, actor: str) -> bool:
    """Whether this member of staff wrote a sentence of the text, or beside a block."""
    written = ("statement.written", "statement.changed", "statement.put_back", "dissent.answered")
    mine = select(Event.id).where(
        Event.channel == synthesis.channel, Event.actor == actor, col(Event.name).in_(written)
    )
    return session.exec(mine.limit(1)).first() is not None
