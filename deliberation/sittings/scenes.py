"""What each scene of the room screen shows. It knows no viewer, no name and no table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.pictures import Line
from deliberation.ballots.results import results_of
from deliberation.ballots.rules import is_shown
from deliberation.ballots.standing import standing
from deliberation.i18n import N_, gettext, hour, number
from deliberation.people import codes
from deliberation.people.models import RoomCode
from deliberation.sittings.cloud_words import words_on_screen
from deliberation.sittings.models import Scene, SegmentKind
from deliberation.sittings.reading import DayView
from deliberation.sittings.rules import Standing, seconds_left
from deliberation.sittings.vote_scene import LONGEST_QUESTION, vote
from deliberation.sittings.wall_ballots import ballots_of_day
from deliberation.sittings.wall_rules import pages, pieces
from deliberation.sittings.wall_scenes import confrontation, wall

DARK = N_("Écran noir.")
UNTIL = N_("Jusqu'à {hour}")
PAUSED = N_("En pause : {time} de reste")
SILENCE = N_("Silence : on écrit.")
OVER = N_("La journée est terminée. Merci à toutes et à tous.")
NO_WORD = N_("Les mots qui reviennent arriveront ici, une fois lus par l'équipe.")
CLOUD = N_("Les mots qui reviennent : {words}.")
WELCOME = N_("Bienvenue : {title}. Le code est {code}.")
WELCOME_ALONE = N_("Bienvenue : {title}.")
STEP = N_("{title} : {instruction}")

EASY_BESIDE = 240  # an instruction and its easy twin stand together up to here
LONGEST_PAGE = 8.0  # lines of an instruction
LARGE, MEDIUM = 70, 180  # letters
MOST_LINES = 4  # of a result, under that of the whole
SHORT_QUESTION = 60  # letters
CLOUD_ROOM = 600.0  # square letters of a page of the cloud
SIZES = (1.0, 1.25, 1.6, 2.0, 2.5)


class Word(NamedTuple):
    """A word of the cloud and its size, from 1 to 5."""

    text: str
    size: int


def scene(session: Session, view: DayView, address: str, key: bytes) -> dict[str, Any]:
    """What `_scene.html` shows of a day as it stands: the same for everyone.

    `address` is where the platform is; `key`, the instance's, opens nothing here.
    """
    if view.turn and view.turn.dark:
        return {"scene": {"kind": "dark", "said": gettext(DARK), "poll": ""}}
    ballot = ballot_on_screen(session, view)
    kind = kind_of(view, ballot)
    told = {
        "kind": kind.value,
        "title": view.sitting.title,
        "step": view.segment.title if view.segment else "",
        "poll": "",
        "page": 1,
        "last": 1,
        **_clock(view),
        **_door(session, view, address),
    }
    told |= SHOWN[kind](session, view, ballot, told)
    return {"scene": told}


def kind_of(view: DayView, ballot: Ballot | None) -> Scene:
    """Which scene shows: in a vote that nobody chose a scene for, the result follows the close."""
    kind = view.scene
    counted = ballot is not None and is_shown(ballot)
    chosen = view.turn is not None and view.turn.scene is not Scene.AUTO
    if kind is Scene.RESULT and not counted:
        return Scene.VOTE
    return Scene.RESULT if kind is Scene.VOTE and counted and not chosen else kind


def ballot_on_screen(session: Session, view: DayView) -> Ballot | None:
    """The vote that the screen shows: of the present step, else the one that is open, else the
    last one that was counted so far.
    """
    if view.segment and view.segment.ballot_id:
        return session.get_one(Ballot, view.segment.ballot_id)
    if view.segment and view.segment.kind is SegmentKind.VOTE:
        return None
    ballots = ballots_of_day(session, view)
    opened = [ballot for ballot in ballots if ballot.opened_at is not None]
    return max(
        opened,
        key=lambda ballot: (ballot.state is BallotState.OPEN, ballot.opened_at),
        default=None,
    )


def channels(session: Session, view: DayView) -> tuple[str, ...]:
    """What the scene depends on, beside where the day stands."""
    ballot = ballot_on_screen(session, view)
    kind = kind_of(view, ballot)
    if kind in (Scene.VOTE, Scene.RESULT):
        return (view.sitting.wall_channel, *([ballot.channel] if ballot else []))
    if kind is not Scene.CLOUD:  # a card whose words change is taken off, which marks the wall
        return (view.sitting.wall_channel,)
    topics = {one.topic_id for one in view.segments} | {view.sitting.topic_id}
    words = [f"topic:{id}" for id in sorted(id for id in topics if id is not None)]
    return (view.sitting.wall_channel, *words)


def _clock(view: DayView) -> dict[str, str]:
    """The end of the step by the server's clock; a pause says what is left."""
    if view.turn and view.standing is Standing.RUNNING and view.turn.ends_at:
        ends_at = view.turn.ends_at
        words = gettext(UNTIL).format(hour=hour(ends_at))
        return {"clock": words, "until": ends_at.astimezone(UTC).isoformat()}
    if view.standing is Standing.PAUSED:
        left = timedelta(seconds=seconds_left(view.turn, datetime.now(UTC)))
        minutes = max(1, round(left / timedelta(minutes=1)))
        words = gettext(PAUSED).format(time=gettext("{n} min").format(n=number(minutes)))
        return {"clock": words, "until": ""}
    return {"clock": "", "until": ""}


def _door(session: Session, view: DayView, address: str) -> dict[str, Any]:
    """The newest code that leads to the day or, without one, to its topic."""
    valid = select(RoomCode).where(col(RoomCode.expires_at) > datetime.now(UTC))
    newest = valid.order_by(col(RoomCode.id).desc())
    room = session.exec(newest.where(RoomCode.sitting_id == view.sitting.id)).first()
    if room is None and view.topic_id is not None:
        room = session.exec(newest.where(RoomCode.topic_id == view.topic_id)).first()
    door = f"{address}/e/{room.code}" if room else ""
    return {
        "code": codes.spaced(room.code) if room else "",
        "svg": _drawing(door) if room else "",
        "address": f"{address}/entrer",
    }


@lru_cache(maxsize=64)
def _drawing(door: str) -> Markup:
    return codes.qr(door, door)


def _page(view: DayView) -> int:
    return view.turn.page if view.turn else 1


def _welcome(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    words = WELCOME if known["code"] else WELCOME_ALONE
    return {"said": gettext(words).format(title=known["title"], code=known["code"])}


def _instruction(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    segment = view.segment
    if segment is None:
        words = gettext(OVER) if view.standing is Standing.AFTER else view.sitting.title
        return {"text": words, "easy_read": "", "size": "large", "said": words}
    text = segment.instruction or segment.title
    beside = len(text) + len(segment.easy_read) <= EASY_BESIDE
    leaves = pieces(text, LONGEST_PAGE)
    if segment.easy_read and not beside:
        leaves += pieces(segment.easy_read, LONGEST_PAGE)
    page = min(_page(view), len(leaves))
    shown = leaves[page - 1]
    return {
        "text": shown,
        "easy_read": segment.easy_read if beside else "",
        "size": "large" if len(shown) <= LARGE else "medium" if len(shown) <= MEDIUM else "long",
        "page": page,
        "last": len(leaves),
        "said": gettext(STEP).format(title=segment.title, instruction=shown),
    }


def _wall(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    return wall(session, view, _page(view))


def _confrontation(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    return confrontation(session, view, _page(view))


def _vote(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    return vote(session, ballot, _page(view))


def _result(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    assert ballot is not None
    assert ballot.id is not None
    picture = results_of(session, ballot.id)
    assert picture is not None
    brief, groups = picture.brief(standing(session, ballot)), picture.in_words
    whole, others = brief.rows[:1], (*brief.rows[1:], *groups)
    # All on one page if it fits; otherwise the whole first, then the groups.
    question = pieces(ballot.question, LONGEST_QUESTION)
    needed = len(others) + bool(picture.silence) + (len(question[0]) > SHORT_QUESTION)
    leaves = [others] if needed <= MOST_LINES else [(), *_batches(others)]
    page = min(_page(view), len(leaves))
    told = leaves[page - 1]
    return {
        "question": question[0] + (" …" if len(question) > 1 else ""),
        "picture": replace(brief, rows=(*whole, *(one for one in told if one not in groups))),
        "in_words": [one for one in told if one in groups],
        "silence": picture.silence if page == len(leaves) else "",
        "page": page,
        "last": len(leaves),
        "said": f"{ballot.question} {picture.sentence}",
    }


def _batches(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    return (lines[at : at + MOST_LINES] for at in range(0, len(lines), MOST_LINES))


def _cloud(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    words = [Word(*one) for one in words_on_screen(session, view)]
    leaves = pages([[_area(word) for word in words]], CLOUD_ROOM, 0) or [[(0, [])]]
    page = min(_page(view), len(leaves))
    shown = [words[place] for _, rows in leaves[page - 1] for place in rows]
    said = gettext(CLOUD).format(words=", ".join(word.text for word in shown))
    return {
        "words": shown,
        "empty": "" if shown else gettext(NO_WORD),
        "page": page,
        "last": len(leaves),
        "said": said if shown else gettext(NO_WORD),
    }


def _area(word: Word) -> float:
    size = SIZES[word.size - 1]
    return (len(word.text) * 0.6 * size + 1.2) * 1.4 * size


def _silence(
    session: Session, view: DayView, ballot: Ballot | None, known: dict[str, Any]
) -> dict[str, Any]:
    segment = view.segment
    text = segment.instruction if segment and len(segment.instruction) <= MEDIUM else ""
    return {"text": text, "said": gettext(SILENCE)}


SHOWN: dict[Scene, Callable[..., dict[str, Any]]] = {
    Scene.WELCOME: _welcome,
    Scene.INSTRUCTION: _instruction,
    Scene.WALL: _wall,
    Scene.CONFRONTATION: _confrontation,
    Scene.VOTE: _vote,
    Scene.RESULT: _result,
    Scene.CLOUD: _cloud,
    Scene.SILENCE: _silence,
}
