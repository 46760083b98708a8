"""What the room screen shows of a vote: its question, how to answer, and among what."""

from typing import Any

from sqlmodel import Session

from deliberation.ballots import reading
from deliberation.ballots.asking import how_on_screen, lines_of
from deliberation.ballots.booth import Face, face_of
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.results import turnout
from deliberation.i18n import N_, gettext
from deliberation.sittings.wall_rules import lines, pages, pieces

READ_FIRST = N_("Écoutez : la question est lue à voix haute, puis le vote s'ouvre.")
OPEN_VOTE = N_("Le vote est ouvert : répondez sur votre téléphone.")
OPEN_SECRET = N_("Le vote est ouvert, et secret : personne ne verra ce que vous répondez.")
CLOSED_VOTE = N_("Le vote est fermé.")
NO_VOTE = N_("Le vote se prépare.")
LONGEST_QUESTION = 12.0  # lines, of a card's width
ROOM_FOR_CHOICES = 7.0  # lines, under a question


def vote(session: Session, ballot: Ballot | None, page: int) -> dict[str, Any]:
    """The question and how to answer; while it is open, how many have answered and no more."""
    if ballot is None or ballot.id is None:
        return {"question": "", "state": gettext(NO_VOTE), "said": gettext(NO_VOTE)}
    answers, face = reading.answers(session, ballot), face_of(session, ballot)
    opened = OPEN_SECRET if ballot.secret else OPEN_VOTE
    states = {BallotState.DRAFT: READ_FIRST, BallotState.OPEN: opened}
    state, how = gettext(states.get(ballot.state, CLOSED_VOTE)), how_on_screen(face.sheet)
    # A long question and many options are turned together, page by page.
    leaves, choices = pieces(ballot.question, LONGEST_QUESTION), _choices(face)
    last = max(len(leaves), len(choices))
    page = min(page, last)
    return {
        "question": leaves[min(page, len(leaves)) - 1],
        "page": page,
        "last": last,
        "state": state,
        "answers": answers if ballot.state is not BallotState.DRAFT else None,
        "answered": turnout(session, ballot),
        "how": how,
        "choices": choices[min(page, len(choices)) - 1],
        "said": " ".join(filter(None, (state, ballot.question, how))),
    }


def _choices(face: Face) -> list[list[tuple[str, str]]]:
    """What people choose among, page by page."""
    told = [(line.shape, line.words) for line in lines_of(face)]
    if not face.sheet.options:  # a few words each, side by side
        return [told]
    leaves = pages([[float(lines(words)) for _, words in told]], ROOM_FOR_CHOICES, 0)
    return [[told[place] for _, rows in leaf for place in rows] for leaf in leaves]
