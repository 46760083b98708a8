"""What a facilitator has before her eyes at the wall: every card, its group, what may come next."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.reading import options_of
from deliberation.ballots.results import turnout
from deliberation.ballots.ways import WAYS
from deliberation.debate.proposals import current_version
from deliberation.forms import Option
from deliberation.i18n import N_, gettext
from deliberation.sittings.cloud_words import approved_words, candidates_in, cloud_step
from deliberation.sittings.groupings import PairingKind, WallGroup
from deliberation.sittings.models import Scene
from deliberation.sittings.reading import DayView
from deliberation.sittings.wall_ballots import ballots_of_day, next_free_vote
from deliberation.sittings.wall_cards import WallCard, cards_of, groups_of, pairs_of
from deliberation.sittings.wall_commands import taken_last
from deliberation.sittings.wall_scenes import ANOTHER, group_of, peer_steps
from deliberation.sittings.wall_together import QUESTIONS
from deliberation.text import plain

BEGINNING = 70  # letters of some words, to choose them in a list
SCENE_NAMES = {
    Scene.AUTO: N_("Suivre l'étape"),
    Scene.WALL: N_("Le mur"),
    Scene.CONFRONTATION: N_("La confrontation"),
    Scene.CLOUD: N_("Le nuage de mots"),
}
PAIR_NAMES = {
    PairingKind.SAME: N_("dit la même chose que"),
    PairingKind.CONTRARY: N_("dit le contraire de"),
}
ALL_TOLD = N_("Sur l'écran, chaque carte porte son collège.")
SOME_TOLD = N_(
    "Sur l'écran, seuls sont nommés : {names}. Les autres cartes viennent d'« un autre groupe » : "
    "moins de cinq personnes pouvaient les dire."
)
NONE_TOLD = N_(
    "Sur l'écran, aucun collège n'est nommé : un groupe compte moins de cinq personnes, ou l'étape "
    "n'est pas finie."
)


class GroupView(NamedTuple):
    """A group of cards and what was made of it."""

    group: WallGroup
    cards: list[WallCard]
    sources: list[Option]
    proposal: str
    voted: bool


class VoteView(NamedTuple):
    """A vote of the day and its next step."""

    ballot: Ballot
    state: BallotState
    answered: str
    options: list[str]  # to be read aloud with the question


class PairView(NamedTuple):
    """Two cards of two colleges."""

    first: WallCard
    second: WallCard
    words: str


def board(session: Session, view: DayView) -> dict[str, Any]:
    """All that the wall desk shows. No table, no time, no order but the one that was drawn."""
    assert view.sitting.id is not None
    cards = cards_of(session, view)
    groups = [_group(session, group, cards) for group in groups_of(session, view.sitting.id)]
    known = {told.group.id for told in groups}
    loose = [card for card in cards if card.group_id not in known]
    return {
        "day": view,
        "cards": cards,
        "loose": loose,
        "groups": groups,
        "unseen": [card for card in loose if not card.on_screen and not card.marker],
        "shown": sum(card.shown for card in cards),
        "back": len(taken_last(session, view.sitting)),
        "votes": [_vote(session, ballot) for ballot in ballots_of_day(session, view)],
        "free_vote": next_free_vote(view),
        "together": [told.group for told in groups if told.sources or told.proposal],
        "ways": [(method, gettext(WAYS[method].name)) for method in QUESTIONS],
        "scene_names": [Option(one, gettext(words)) for one, words in SCENE_NAMES.items()],
        "places": [Option("", gettext("Hors des groupes"))]
        + [Option(str(told.group.id), told.group.name) for told in groups],
        **_confrontation(session, view, cards),
        **_cloud(session, view),
    }


def _group(session: Session, group: WallGroup, cards: Sequence[WallCard]) -> GroupView:
    mine = [card for card in cards if card.group_id == group.id]
    proposal = group.proposal_id
    return GroupView(
        group,
        mine,
        [Option(card.handle, beginning(card)) for card in mine if not card.marker],
        current_version(session, proposal).words if proposal else "",
        group.ballot_id is not None,
    )


def _vote(session: Session, ballot: Ballot) -> VoteView:
    assert ballot.id is not None
    options = list(options_of(session, ballot.id).values())
    return VoteView(ballot, ballot.state, turnout(session, ballot), options)


def _confrontation(session: Session, view: DayView, cards: Sequence[WallCard]) -> dict[str, Any]:
    """The cards of each college side by side, and what the room will be told of whose they are."""
    steps = peer_steps(view)
    apart = [card for card in cards if card.segment_id in steps and not card.marker]
    by_id = {card.id: card for card in apart}
    columns: dict[int, list[WallCard]] = {}
    for card in apart:
        columns.setdefault(group_of(card).key, []).append(card)
    names = {group_of(card).key: group_of(card) for card in apart}
    return {
        "peer": bool(steps),
        "columns": [
            (names[key], columns[key]) for key in sorted(columns, key=lambda k: (k == 0, k))
        ],
        "another": gettext(ANOTHER),
        "told": _told(apart),
        "sides": [Option(card.handle, _side(card)) for card in apart],
        "kinds": [Option(kind, gettext(words)) for kind, words in PAIR_NAMES.items()],
        "pairs": [
            PairView(by_id[a], by_id[b], gettext(PAIR_NAMES[kind]))
            for a, b, kind in pairs_of(session, apart)
        ],
    }


def _told(cards: Sequence[WallCard]) -> str:
    """Said before anything is shown: which colleges the room screen will name."""
    names = sorted({card.college for card in cards if card.college})
    if not names:
        return gettext(NONE_TOLD)
    if all(card.college for card in cards):
        return gettext(ALL_TOLD)
    return gettext(SOME_TOLD).format(names=", ".join(names))


def _side(card: WallCard) -> str:
    return f"{card.college or gettext(ANOTHER)} · {beginning(card)}"


def _cloud(session: Session, view: DayView) -> dict[str, Any]:
    step = cloud_step(session, view)
    if step is None or step.id is None:
        return {"cloud": None, "words": []}
    approved = approved_words(session, step.id)
    words = sorted(candidates_in(session, view, step.id), key=plain)
    return {"cloud": step, "words": [(word, plain(word) in approved) for word in words]}


def beginning(card: WallCard) -> str:
    """The first words of a card, to tell it from others in a list."""
    words = " ".join(card.words.split())
    return words if len(words) <= BEGINNING else words[:BEGINNING].rsplit(" ", 1)[0] + " …"
