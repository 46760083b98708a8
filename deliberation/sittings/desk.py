"""What the desk says of the step that is live: what may be done now, and where the day goes."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.results import turnout
from deliberation.ballots.rules import why_not_open
from deliberation.i18n import N_, gettext
from deliberation.sittings import rules
from deliberation.sittings.models import Act, Opens, Scene, SegmentKind, Turn
from deliberation.sittings.reading import DayView
from deliberation.sittings.rules import DayRefusal, Standing, seconds_left
from deliberation.sittings.tiles import room
from deliberation.sittings.wall_ballots import open_votes

ACT_WORDS = {
    Act.START: N_("Je commence la journée"),
    Act.NEXT: N_("Suivant"),
    Act.MORE: N_("+ 5 minutes"),
    Act.PAUSE: N_("Pause"),
    Act.RESUME: N_("Je reprends"),
    Act.REGROUP: N_("Retour en groupes"),
    Act.BACK: N_("Étape d'avant"),
    Act.SKIP: N_("Passer cette étape"),
    Act.END: N_("Je termine la journée"),
}
# What undoing takes back, as it is said after « Défaire : ».
DONE_WORDS = {
    Act.START: N_("le début de la journée"),
    Act.NEXT: N_("suivant"),
    Act.MORE: N_("+ 5 minutes"),
    Act.PAUSE: N_("pause"),
    Act.RESUME: N_("reprise"),
    Act.REGROUP: N_("retour en groupes"),
    Act.BACK: N_("étape d'avant"),
    Act.SKIP: N_("étape passée"),
    Act.END: N_("fin de la journée"),
    Act.SHOW: N_("ce que montre l'écran"),
    Act.DARKEN: N_("écran noir"),
    Act.LIGHTEN: N_("écran rallumé"),
}
SCENE_WORDS = {
    Scene.AUTO: N_("Suivre l'étape"),
    Scene.WELCOME: N_("Accueil"),
    Scene.INSTRUCTION: N_("Consigne"),
    Scene.WALL: N_("Mur"),
    Scene.CONFRONTATION: N_("Confrontation"),
    Scene.VOTE: N_("Vote"),
    Scene.RESULT: N_("Résultat"),
    Scene.CLOUD: N_("Nuage"),
    Scene.SILENCE: N_("Silence"),
}
KIND_WORDS = {
    SegmentKind.PLENARY: N_("tous ensemble"),
    SegmentKind.SMALL_GROUPS: N_("en petits groupes"),
    SegmentKind.PEER_GROUPS: N_("entre pairs"),
    SegmentKind.VOTE: N_("vote"),
    SegmentKind.BREAK: N_("pause"),
}
OPENS_WORDS = {
    Opens.LISTENING: N_("on écoute"),
    Opens.WRITING: N_("on écrit"),
    Opens.CHOOSING: N_("on choisit ses priorités"),
    Opens.VOTING: N_("on vote"),
}


class Button(NamedTuple):
    """Something that may be done now."""

    value: str
    label: str


class VoteView(NamedTuple):
    """The vote of the present step."""

    ballot: Ballot
    answered: str
    refusal: str  # why it cannot be opened yet

    @property
    def step(self) -> str:
        """What comes next for this vote; nothing once it is closed."""
        if self.ballot.state is BallotState.OPEN:
            return "close"
        return "open" if self.ballot.state is BallotState.DRAFT and not self.refusal else ""


class PlanStep(NamedTuple):
    """One line of the déroulé."""

    title: str
    minutes: int
    at: datetime
    state: str  # done, now or next


def desk(session: Session, view: DayView) -> dict[str, Any]:
    """All that the desk shows: the same for everyone who drives this day."""
    now, vote = datetime.now(UTC), _vote(session, view)
    here, left = open_votes(session, view)
    refusal = rules.why_not_run(view.sitting)
    if not refusal and not view.segments:
        refusal = DayRefusal.NO_STEP
    return {
        "day": view,
        "scene": view.turn.scene if view.turn else Scene.AUTO,
        "dark": view.turn is not None and view.turn.dark,
        "refusal": gettext(refusal.value) if refusal else "",
        "advance": _advance(view, vote),
        "acts": _acts(view, vote, here is not None, bool(left)),
        "undo": undoes(session, view),
        "kind": gettext(KIND_WORDS[view.segment.kind]) if view.segment else "",
        "opens": gettext(OPENS_WORDS[view.segment.opens]) if view.segment else "",
        "minutes_left": -(-seconds_left(view.turn, now) // 60),
        "scenes": [Button(one.value, gettext(words)) for one, words in SCENE_WORDS.items()],
        "vote": vote,
        "left_open": left,
        "plan": plan(view),
        "expected_end": expected_end(view, now),
        **room(session, view),
    }


def _advance(view: DayView, vote: VoteView | None) -> Button | None:
    """The one next thing to do; a vote that waits or runs comes before the next step."""
    if view.standing is Standing.BEFORE:
        return Button(Act.START, gettext(ACT_WORDS[Act.START]))
    if view.standing is Standing.AFTER or (vote and vote.step):
        return None
    return Button(Act.NEXT, gettext(ACT_WORDS[Act.NEXT]))


def _acts(view: DayView, vote: VoteView | None, *votes_open: bool) -> list[Button]:
    """What else may be done to the day now, in the order in which it is most often done."""
    first = _advance(view, vote)
    return [
        Button(act.value, gettext(words))
        for act, words in ACT_WORDS.items()
        if not first or act != first.value
        if rules.why_not_act(view.sitting, view.turn, act, view.segments, *votes_open) is None
    ]


def undoes(session: Session, view: DayView) -> str:
    """The act that undoing takes back, in words; nothing when there is nothing to undo.

    Every act but undoing leads back to the turn just before it: so the act is that of the turn
    that follows the one to which undoing leads.
    """
    if view.turn is None or view.turn.before is None or rules.why_not_run(view.sitting):
        return ""
    undone = session.get_one(Turn, (view.sitting.id, view.turn.before + 1))
    return gettext(DONE_WORDS[undone.act])


def _vote(session: Session, view: DayView) -> VoteView | None:
    if view.segment is None or view.segment.ballot_id is None:
        return None
    ballot = session.get_one(Ballot, view.segment.ballot_id)
    phase = session.get_one(Topic, ballot.topic_id).phase
    refusal = why_not_open(ballot, phase, datetime.now(UTC))
    shows = refusal and ballot.state is BallotState.DRAFT
    words = turnout(session, ballot)
    return VoteView(ballot, words, gettext(refusal.value) if refusal and shows else "")


def plan(view: DayView) -> list[PlanStep]:
    """The steps of the day, and which are done."""
    return [
        PlanStep(
            segment.title,
            segment.minutes,
            at,
            "done" if place < view.step else "now" if place == view.step else "next",
        )
        for place, (segment, at) in enumerate(view.hours(), 1)
    ]


def expected_end(view: DayView, now: datetime) -> datetime | None:
    """When the day will end if each step to come takes its minutes; none once it is over."""
    if view.standing is Standing.AFTER:
        return None
    if view.turn is None or view.standing is Standing.BEFORE:
        return view.ends_at + max(now - view.sitting.starts_at, timedelta())
    left = timedelta(seconds=seconds_left(view.turn, now))
    return now + left + timedelta(minutes=sum(one.minutes for one in view.segments[view.step :]))
