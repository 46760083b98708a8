"""The honesty box of a synthesis: who took part and how, who wrote, what no machine did.

It writes itself from what was done. A college is told only where nobody is shown by its number.
"""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from deliberation.assembly.commands import place_of
from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import NO_COLLEGE, Ballot, Vote
from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.debate.reading import CHANNEL_NAMES
from deliberation.documents import tree
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.journal import Event
from deliberation.people.models import Channel, College, Participant
from deliberation.sittings.wall_rules import nameable
from deliberation.syntheses.clusters.models import ActKind, ClusterAct
from deliberation.syntheses.coding.commands import samples_of, stand_of
from deliberation.syntheses.coding.kappa import in_words
from deliberation.syntheses.models import Synthesis
from deliberation.text import sequence

TITLE = N_("Qui a parlé, qui a écrit")
TOOK_PART = (
    N_("{n} personne a parlé ou voté sur ce sujet."),
    N_("{n} personnes ont parlé ou voté sur ce sujet."),
)
FEW = N_("Moins de cinq personnes ont parlé ou voté sur ce sujet.")
BY_COLLEGE = N_("Par groupe : {colleges}.")
OF_COLLEGE = N_("{college} : {n}")
AGAINST_TARGET = N_("{college} : {n} sur {target} attendues")
EXPECTED = N_("{college} ({target} attendues)")
OTHERS = N_("d'autres groupes, ou qui n'ont pas dit le leur : {n}")
TOO_FEW = N_("Trop peu nombreux pour être montrés : {names}.")
CAME = N_("Par où les paroles sont arrivées : {channels}.")
WROTE = (
    N_("{n} personne de l'équipe a écrit ce texte."),
    N_("{n} personnes de l'équipe ont écrit ce texte."),
)
CHOSEN = N_(
    "Chaque parole confiée aux rédacteurs est reprise dans une phrase, "
    "ou mise de côté avec une raison."
)
NO_MACHINE = N_("Aucune phrase n'a été écrite ni choisie par une machine.")
CODED = N_(
    "Un échantillon de {n} paroles a été classé par deux personnes qui ne se voyaient pas : "
    "c'est {words} (kappa de Cohen : {kappa})."
)
CODED_ALIKE = N_(
    "Un échantillon de {n} paroles a été classé par deux personnes qui ne se voyaient pas : "
    "toutes dans une seule catégorie, et l'accord ne se mesure pas."
)
DRAWN = (
    N_("{n} échantillon de paroles a été tiré au hasard pour être classé deux fois."),
    N_("{n} échantillons de paroles ont été tirés au hasard pour être classés deux fois."),
)
LEFT = (
    N_("{n} échantillon tiré n'a pas été classé jusqu'au bout."),
    N_("{n} échantillons tirés n'ont pas été classés jusqu'au bout."),
)
GATHERED = (
    N_("Une machine a proposé de rapprocher des paroles ; une personne l'a accepté {n} fois."),
    N_("Une machine a proposé de rapprocher des paroles ; une personne l'a accepté {n} fois."),
)


def honesty(session: Session, synthesis: Synthesis) -> tree.Section:
    """What a reader should know before she believes the text."""
    lines = [
        *_took_part(session, synthesis.topic_id),
        *_came(session, synthesis.topic_id),
        gettext(CHOSEN),
        *_wrote(session, synthesis),
        *_gathered(session, synthesis.topic_id),
        *_coded(session, synthesis.topic_id),
        gettext(NO_MACHINE),
    ]
    return tree.Section(gettext(TITLE), 1, (tree.Bullets(tuple(lines)),))


def _took_part(session: Session, topic_id: int) -> Iterator[str]:
    people = _people(session, topic_id)
    total = sum(people.values())
    if total < SMALLEST_SHOWN:
        yield gettext(FEW)
        return
    committee_id = place_of(session, topic_id).committee_id
    colleges = session.exec(
        select(College)
        .where(College.committee_id == committee_id)
        .order_by(col(College.position), col(College.id))
    ).all()
    told = nameable(people)
    said = [
        gettext(AGAINST_TARGET if one.target else OF_COLLEGE).format(
            college=one.name, n=number(people[one.id or 0]), target=number(one.target)
        )
        for one in colleges
        if one.id in told
    ]
    others = total - sum(people[college] for college in told)
    if others and said:
        said.append(gettext(OTHERS).format(n=number(others)))
    yield ngettext(*TOOK_PART, total).format(n=number(total))
    if said:
        yield gettext(BY_COLLEGE).format(colleges=" ; ".join(said))
    missing = [
        gettext(EXPECTED).format(college=one.name, target=number(one.target))
        if one.target
        else one.name
        for one in colleges
        if one.id not in told
    ]
    if missing:
        yield gettext(TOO_FEW).format(names=sequence(missing))


def _people(session: Session, topic_id: int) -> dict[int, int]:
    """How many people of each college said something or voted, but in secret votes, which know
    nobody; for no screen as they are.
    """
    spoke = select(Contribution.participant_id).where(
        Contribution.topic_id == topic_id, col(Contribution.participant_id).is_not(None)
    )
    voted = (
        select(Vote.participant_id)
        .join(Ballot, col(Ballot.id) == Vote.ballot_id)
        .where(Ballot.topic_id == topic_id)
    )
    rows = session.exec(
        select(Participant.college_id, func.count())
        .where(col(Participant.id).in_(spoke) | col(Participant.id).in_(voted))
        .group_by(col(Participant.college_id))
    ).all()
    return {college or NO_COLLEGE: n for college, n in rows}


def _came(session: Session, topic_id: int) -> Iterator[str]:
    rows = session.exec(
        select(Contribution.channel, func.count())
        .where(
            Contribution.topic_id == topic_id,
            Contribution.state == ContributionState.SHOWN,
            Contribution.scope != Scope.TABLE,
        )
        .group_by(col(Contribution.channel))
    ).all()
    counted = {Channel(channel): n for channel, n in rows}
    said = [
        f"{gettext(name)} ({number(counted[channel])})"
        for channel, name in CHANNEL_NAMES.items()
        if channel in counted
    ]
    if said:
        yield gettext(CAME).format(channels=sequence(said))


def _wrote(session: Session, synthesis: Synthesis) -> Iterator[str]:
    """How many of the team wrote: the journal knows who, and the text says no name."""
    written = col(Event.name).in_(("statement.written", "statement.changed"))
    hands = select(func.count(func.distinct(col(Event.actor)))).where(
        Event.channel == synthesis.channel, written
    )
    if n := session.exec(hands).one():
        yield ngettext(*WROTE, n).format(n=number(n))


def _gathered(session: Session, topic_id: int) -> Iterator[str]:
    """How often someone accepted what a machine proposed, and left it so."""
    accepted = select(func.count()).where(
        ClusterAct.topic_id == topic_id,
        ClusterAct.act == ActKind.ACCEPT,
        col(ClusterAct.undone).is_(False),
    )
    if n := session.exec(accepted).one():
        yield ngettext(*GATHERED, n).format(n=number(n))


def _coded(session: Session, topic_id: int) -> Iterator[str]:
    """How far two people agreed, where some did the same work apart: each time that they did, and
    how often words were drawn, or one would draw again until they agree.
    """
    every = [stand_of(session, one, 0).agreement for one in samples_of(session, topic_id)]
    if drawn := len(every):
        yield ngettext(*DRAWN, drawn).format(n=number(drawn))
    told = [one for one in reversed(every) if one]
    for found in told:
        if found.kappa is None:
            yield gettext(CODED_ALIKE).format(n=number(found.items))
            continue
        kappa = f"{found.kappa:.2f}".replace(".", ",")
        words = gettext(in_words(found.kappa))
        yield gettext(CODED).format(n=number(found.items), words=words, kappa=kappa)
    if left := drawn - len(told):
        yield ngettext(*LEFT, left).format(n=number(left))
