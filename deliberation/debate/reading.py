"""Words as pages tell of them: the name of each thing, and what a card says to its reader."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from deliberation.assembly.models import Committee, NationalBody
from deliberation.debate.commands import newest, told
from deliberation.debate.models import (
    Act,
    Contribution,
    ContributionState,
    Nature,
    Scope,
    Voice,
)
from deliberation.debate.moderation import acts_on
from deliberation.debate.rules import Audience
from deliberation.forms import Option, number_of
from deliberation.i18n import N_, gettext, ngettext
from deliberation.people.models import Channel
from deliberation.roles import ALLOWED, ROLE_NAMES, Action, Role
from deliberation.text import sequence

PAGE = 30
LARGE_PAGE = 200  # where one chooses among many words at once

NATURE_NAMES: dict[Nature, str] = {
    Nature.FINDING: N_("Constat"),
    Nature.NEED: N_("Besoin"),
    Nature.IDEA: N_("Idée"),
    Nature.QUESTION: N_("Question"),
    Nature.DISAGREEMENT: N_("Désaccord"),
    Nature.PRACTICE: N_("Pratique"),
}
VOICE_NAMES: dict[Voice, str] = {
    Voice.I: N_("« je » : c'est ce que j'ai vécu"),
    Voice.WE: N_("« nous » : nous le disons à plusieurs"),
}
CHANNEL_NAMES: dict[Channel, str] = {
    Channel.PHONE: N_("écrite dans la salle"),
    Channel.ONLINE: N_("écrite en ligne"),
    Channel.TABLE: N_("dite à une table"),
    Channel.PAPER: N_("écrite sur papier"),
    Channel.VOICE: N_("dite à voix haute"),
    Channel.BALLOT: N_("condition d'un « d'accord si »"),
    Channel.IMPORT: N_("reprise d'une autre consultation"),
}
STATE_NAMES: dict[ContributionState, str] = {
    ContributionState.HELD: N_("À relire"),
    ContributionState.SHOWN: N_("Montrée"),
    ContributionState.HIDDEN: N_("Masquée"),
    ContributionState.WITHDRAWN: N_("Retirée"),
}
SCOPE_NAMES: dict[Scope, str] = {
    Scope.TABLE: N_("Reste à la table"),
    Scope.DRAFTERS: N_("Pour les rédacteurs et le comité technique"),
    Scope.COUNCIL: N_("Peut aller au {council}"),
    Scope.PUBLIC: N_("Peut être public"),
}
SCOPE_HINTS: dict[Scope, str] = {
    Scope.TABLE: N_("Personne d'autre ne les lit. Ces mots ne sont repris ni comptés nulle part."),
    Scope.DRAFTERS: N_("Ce sont, dans votre comité : {readers}."),
    Scope.COUNCIL: N_("Les mêmes, et l'instance nationale si la synthèse cite vos mots."),
    Scope.PUBLIC: N_("Tout le monde peut lire vos mots. Jamais votre nom."),
}
ACT_NAMES: dict[Act, str] = {
    Act.HIDE: N_("Masquée"),
    Act.SHOW: N_("Montrée à nouveau"),
    Act.RELEASE: N_("Relue et montrée"),
    Act.MASK: N_("Ce qui désigne quelqu'un a été masqué"),
}
UNSAID = N_("Je ne précise pas")
ALL = N_("Tout")
NO_COUNCIL = N_("conseil national")
GONE = N_("Ces mots ont été retirés par la personne qui les avait dits.")
GONE_MINE = N_("Vos mots ont été retirés, comme vous l'avez demandé.")
COVERED = N_("Ces mots ont été masqués par la modération. La raison : {reason}")
AWAITING = N_("Un modérateur les relira avant de les montrer.")


@dataclass(frozen=True)
class Card:
    """Some words, or the marker that stays in their place, as one reader sees them."""

    id: int
    words: str
    marker: str = ""
    meta: list[str] = field(default_factory=list)
    state: str = ""
    mine: bool = False


R = TypeVar("R")


@dataclass(frozen=True)
class Leaf(Generic[R]):
    """One page of a list: its rows, how many pages there are, and whether the newest come first."""

    rows: list[R]
    number: int
    last: int
    count: int
    newest_first: bool = False


def options(names: Mapping[Any, str], none: str = UNSAID) -> list[Option]:
    """The answers of an optional question; the first is not to answer."""
    return [Option("", gettext(none)), *(Option(key, gettext(name)) for key, name in names.items())]


def scope_options(council: str) -> list[Option]:
    return [Option(scope.value, scope_name(scope, council), scope_hint(scope)) for scope in Scope]


def scope_name(scope: Scope, council: str) -> str:
    return gettext(SCOPE_NAMES[scope]).format(council=council)


def scope_hint(scope: Scope) -> str:
    return gettext(SCOPE_HINTS[scope]).format(readers=drafters())


def drafters() -> str:
    """Who reads what is entrusted to the drafters, by the name of their role."""
    readers = ALLOWED[Action.READ_CONTRIBUTIONS]
    return sequence([gettext(ROLE_NAMES[role]) for role in Role if role in readers])


def council_of(session: Session, committee: Committee) -> str:
    """The short name of the national body to which a committee belongs."""
    body = committee.national_body_id and session.get(NationalBody, committee.national_body_id)
    return body.short_name if body else gettext(NO_COUNCIL)


def for_reader(
    topic_id: int, audience: Audience, participant_id: int
) -> SelectOfScalar[Contribution]:
    """What someone may read of a topic: what her audience may, and all that she said herself."""
    hers = col(Contribution.participant_id) == participant_id
    return newest().where(Contribution.topic_id == topic_id, or_(told(audience), hers))


def leaf(
    session: Session, query: SelectOfScalar[Contribution], wanted: str, size: int = PAGE
) -> Leaf[Contribution]:
    """The wanted page of a list, newest first; a page that does not exist is the nearest one."""
    count = session.exec(select(func.count()).select_from(query.subquery())).one()
    number, last = _numbers(count, wanted, size)
    rows = query.order_by(col(Contribution.id).desc()).offset((number - 1) * size).limit(size)
    return Leaf(list(session.exec(rows)), number, last, count, newest_first=True)


def leaf_of(rows: Sequence[R], wanted: str, size: int = PAGE) -> Leaf[R]:
    """The wanted page of a list that is already known."""
    number, last = _numbers(len(rows), wanted, size)
    return Leaf(list(rows[(number - 1) * size : number * size]), number, last, len(rows))


def _numbers(count: int, wanted: str, size: int) -> tuple[int, int]:
    last = max(1, -(-count // size))
    return min(max(1, number_of(wanted, 1)), last), last


def cards(
    session: Session,
    rows: Collection[Contribution],
    participant_id: int = 0,
    moderator: bool = False,
) -> list[Card]:
    """What a reader sees of each of these contributions."""
    hidden = [row.id for row in rows if row.state is ContributionState.HIDDEN and row.id]
    reasons = {id: act.reason for id, act in acts_on(session, hidden).items()}
    return [
        _card(row, reasons.get(row.id or 0, ""), row.participant_id == participant_id, moderator)
        for row in rows
    ]


def _card(row: Contribution, reason: str, mine: bool, moderator: bool) -> Card:
    assert row.id is not None
    if row.state is ContributionState.WITHDRAWN:
        return Card(row.id, "", gettext(GONE_MINE if mine else GONE), mine=mine)
    covered = gettext(COVERED).format(reason=reason)
    if row.state is ContributionState.HIDDEN and not mine and not moderator:
        return Card(row.id, "", covered)
    held = gettext(AWAITING if mine else STATE_NAMES[ContributionState.HELD])
    states = {ContributionState.HELD: held, ContributionState.HIDDEN: covered}
    return Card(row.id, row.words, "", about(row), states.get(row.state, ""), mine)


def about(row: Contribution) -> list[str]:
    """What stands under some words. Never a college, which beside a table would show someone."""
    said_by = ngettext("dite par {n} personne", "dites par {n} personnes", row.said_by)
    return [
        gettext(NATURE_NAMES[row.nature]) if row.nature else "",
        gettext(CHANNEL_NAMES[row.channel]),
        said_by.format(n=row.said_by) if row.said_by > 1 else "",
    ]


def scope_of_last(session: Session, participant_id: int) -> Scope | None:
    """How far a participant let her last words go: asked once, then remembered."""
    scopes = select(Contribution.scope).where(Contribution.participant_id == participant_id)
    last = session.exec(scopes.order_by(col(Contribution.id).desc())).first()
    return Scope(last) if last else None
