"""What a facilitator sends from the wall desk: each form is one command."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.ballots.desk import LONGEST_QUESTION
from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.sheets import MOST_OPTIONS
from deliberation.debate.proposals import Text
from deliberation.debate.rules import LONGEST_WORDS
from deliberation.forms import Form, Line, RowNumber, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.sittings import wall_ballots, wall_commands, wall_groups
from deliberation.sittings.access import staff_at
from deliberation.sittings.cloud_words import cloud_step
from deliberation.sittings.conducting import conduct
from deliberation.sittings.groupings import PairingKind
from deliberation.sittings.models import Act, Scene
from deliberation.sittings.reading import DayView
from deliberation.sittings.wall_together import Asked, put_groups_to_vote
from deliberation.web import database, see_other, staff_of, viewer_of, write

LONGEST_NAME = 80
MOST_CARDS = 500
MOST_PAGES = 999
LONGEST_HANDLE = 64


class CardsForm(Form):
    card: list[str] = Field(default_factory=list, max_length=MOST_CARDS)


class TidyForm(CardsForm):
    group: str = Field(default="", max_length=9)
    name: Line = Field(default="", max_length=LONGEST_NAME, title=N_("Le nom du nouveau groupe"))


class NameForm(Form):
    name: Line = Field(min_length=1, max_length=LONGEST_NAME, title=N_("Le nom du groupe"))


class ProposalForm(Form):
    card: str = Field(default="", max_length=LONGEST_HANDLE)
    words: Words = long_field(default="", max_length=LONGEST_WORDS, title=N_("La proposition"))


class TogetherForm(Form):
    group: list[RowNumber] = Field(default_factory=list, max_length=MOST_OPTIONS)
    method: Literal[Method.DOTS, Method.APPROVAL, Method.JUDGMENT, Method.RANKING]
    question: Line = Field(default="", max_length=LONGEST_QUESTION, title=N_("La question"))
    elsewhere: bool = False


class PairForm(Form):
    first: str = Field(max_length=LONGEST_HANDLE)
    second: str = Field(max_length=LONGEST_HANDLE)
    kind: PairingKind = PairingKind.SAME


class CloudForm(Form):
    segment: RowNumber
    word: list[str] = Field(default_factory=list, max_length=100)


class SceneForm(Form):
    scene: Scene
    page: int = Field(default=1, ge=1, le=MOST_PAGES)
    turn: int = Field(ge=0, le=999_999_999)
    dark: str = Field(default="", max_length=9)


async def _runner(request: Request) -> tuple[SeenAccount, DayView]:
    return await run_in_threadpool(staff_at, request, Action.RUN_SITTING)


async def _do(
    request: Request, command: Callable[..., Any], *args: Any, form: Form | None = None
) -> Response:
    """Carry out a command on the wall of this address, then show the wall."""
    id = request.path_params["sitting_id"]
    await write(request, command, id, *args, form=form)
    return see_other(f"/journees/{id}/mur")


async def show_on_screen(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, CardsForm)
    return await _do(request, wall_commands.show_cards, form.card, account.actor)


async def take_off_screen(request: Request) -> Response:
    """One key: the cards that are named or, without any, what the screen was given last."""
    account, view = await _runner(request)
    form = await read(request, CardsForm)
    if form.card or view.scene is not Scene.CLOUD:
        return await _do(request, wall_commands.take_cards_off, form.card, account.actor)
    step = await run_in_threadpool(_cloud_step, request, view)
    return await _do(request, wall_commands.take_words_off, step, [], account.actor)


def _cloud_step(request: Request, view: DayView) -> int | None:
    with database(request).reading() as session:
        step = cloud_step(session, view)
    return step.id if step else None


async def put_back_on_screen(request: Request) -> Response:
    account, _ = await _runner(request)
    await read(request, Form)
    return await _do(request, wall_commands.put_cards_back, account.actor)


async def tidy_wall(request: Request) -> Response:
    """Cards go to a group, to a new one if it is named, or out of all."""
    account, _ = await _runner(request)
    form = await read(request, TidyForm)
    if form.name:
        made = form.name, form.card, account.actor
        return await _do(request, wall_groups.make_wall_group, *made, form=form)
    if form.group and not form.group.isdecimal():
        raise HTTPException(404)
    group_id = int(form.group) if form.group else None
    return await _do(request, wall_groups.tidy_cards, group_id, form.card, account.actor)


async def name_wall_group(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, NameForm)
    group_id = request.path_params["group_id"]
    return await _do(request, wall_groups.rename_wall_group, group_id, form.name, account.actor)


async def free_wall_group(request: Request) -> Response:
    account, _ = await _runner(request)
    await read(request, Form)
    group_id = request.path_params["group_id"]
    return await _do(request, wall_groups.undo_wall_group, group_id, account.actor)


async def propose_wall_group(request: Request) -> Response:
    """First tap: the cards become a proposal."""
    account, _ = await _runner(request)
    form = await read(request, ProposalForm)
    group_id, text = request.path_params["group_id"], Text(form.words)
    made = group_id, text, form.card, account.id, _now()
    return await _do(request, wall_ballots.propose_group, *made, form=form)


async def vote_on_wall_group(request: Request) -> Response:
    """Second tap: the proposal becomes a ballot, still shut."""
    account, view = await _runner(request)
    staff_of(request, Action.RUN_BALLOTS, view.place)
    form = await read(request, Form)
    made = request.path_params["group_id"], account.actor
    return await _do(request, wall_ballots.put_group_to_vote, *made, form=form)


async def vote_on_wall_groups(request: Request) -> Response:
    """Several groups become the options of one ballot, still shut."""
    account, view = await _runner(request)
    staff_of(request, Action.RUN_BALLOTS, view.place)
    form = await read(request, TogetherForm)
    made = form.group, Asked(Method(form.method), form.question, form.elsewhere), account.actor
    return await _do(request, put_groups_to_vote, *made, form=form)


async def open_wall_ballot(request: Request) -> Response:
    account = await _teller(request)
    form = await read(request, Form)
    made = request.path_params["ballot_id"], account.actor, _now()
    return await _do(request, wall_ballots.open_day_ballot, *made, form=form)


async def close_wall_ballot(request: Request) -> Response:
    account = await _teller(request)
    form = await read(request, Form)
    made = request.path_params["ballot_id"], account.actor, _now()
    return await _do(request, wall_ballots.close_day_ballot, *made, form=form)


async def _teller(request: Request) -> SeenAccount:
    """Who runs the day, and the ballots of this one's topic."""
    account, _ = await _runner(request)

    def place(session: Session) -> Any:
        ballot = session.get_one(Ballot, request.path_params["ballot_id"])
        return place_of(session, ballot.topic_id)

    def allowed() -> bool:
        with database(request).reading() as session:
            return viewer_of(request).may(Action.RUN_BALLOTS, place(session))

    if not await run_in_threadpool(allowed):
        raise HTTPException(403)
    return account


async def pair_on_wall(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, PairForm)
    two = (form.first, form.second)
    return await _do(request, wall_groups.pair_cards, two, form.kind, account.actor)


async def unpair_on_wall(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, PairForm)
    two = (form.first, form.second)
    return await _do(request, wall_groups.unpair_cards, two, account.actor)


async def show_cloud_words(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, CloudForm)
    made = form.segment, form.word, account.actor
    return await _do(request, wall_commands.show_words, *made)


async def take_cloud_words_off(request: Request) -> Response:
    account, _ = await _runner(request)
    form = await read(request, CloudForm)
    made = form.segment, form.word, account.actor
    return await _do(request, wall_commands.take_words_off, *made)


async def choose_scene(request: Request) -> Response:
    """What the room screen shows, from the wall too."""
    account, _ = await _runner(request)
    form = await read(request, SceneForm)
    acts = {"dark": Act.DARKEN, "light": Act.LIGHTEN}
    made = acts.get(form.dark, Act.SHOW), form.turn, account.actor, _now(), form.scene, form.page
    return await _do(request, conduct, *made)


def _now() -> datetime:
    return datetime.now(UTC)


WALL = "/journees/{sitting_id:id}/mur"
GROUP = WALL + "/groupes/{group_id:id}"
VOTE = WALL + "/votes/{ballot_id:id}"
ACTS: dict[str, Callable[..., Any]] = {
    f"{WALL}/montrer": show_on_screen,
    f"{WALL}/retirer": take_off_screen,
    f"{WALL}/remettre": put_back_on_screen,
    f"{WALL}/ranger": tidy_wall,
    f"{GROUP}/nom": name_wall_group,
    f"{GROUP}/defaire": free_wall_group,
    f"{GROUP}/proposition": propose_wall_group,
    f"{GROUP}/vote": vote_on_wall_group,
    f"{WALL}/ensemble": vote_on_wall_groups,
    f"{VOTE}/ouvrir": open_wall_ballot,
    f"{VOTE}/fermer": close_wall_ballot,
    f"{WALL}/paires": pair_on_wall,
    f"{WALL}/paires/defaire": unpair_on_wall,
    f"{WALL}/mots": show_cloud_words,
    f"{WALL}/mots/retirer": take_cloud_words_off,
    f"{WALL}/scene": choose_scene,
}
routes: list[BaseRoute] = [Route(path, act, methods=["POST"]) for path, act in ACTS.items()]
