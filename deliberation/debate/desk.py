"""What those who draft see of a topic's words, and what a moderator can do to them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate import moderation as moderating
from deliberation.debate import reading, rules
from deliberation.debate.access import staff_at
from deliberation.debate.commands import MARKED, listed, versions
from deliberation.debate.models import Act, Contribution, ContributionState, Nature, Scope
from deliberation.debate.privacy import held_because
from deliberation.debate.proposals import used_in
from deliberation.debate.rules import Audience
from deliberation.debate.sheets import ModerationForm
from deliberation.forms import Option, read
from deliberation.people.models import Channel
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.web import database, page, see_other, viewer_of, write

FILTERS: dict[str, Any] = {
    "state": ContributionState,
    "nature": Nature,
    "channel": Channel,
}
UNUSED = "reste"  # only what no proposal was made of


def contributions_desk(request: Request) -> Response:
    """All that drafters may read of a topic; what waits for a moderator comes first."""
    _, view = staff_at(request, Action.READ_CONTRIBUTIONS)
    moderator = viewer_of(request).may(Action.MODERATE, view.place)
    asked = request.query_params
    chosen = {name: asked.get(name, "") for name in (*FILTERS, UNUSED)}
    with database(request).reading() as session:
        query = _wanted(session, request.path_params["topic_id"], moderator, chosen)
        leaf = reading.leaf(session, query, asked.get("page", "1"))
        cards = reading.cards(session, leaf.rows, moderator=moderator)
    return page(
        request,
        "debate/contributions_desk.html",
        view=view,
        moderator=moderator,
        leaf=leaf,
        cards=cards,
        chosen=chosen,
        filters=_filters(moderator),
        asked=f"{request.url.path}?{urlencode(chosen)}",
    )


def _wanted(
    session: Session, topic_id: int, moderator: bool, chosen: Mapping[str, str]
) -> SelectOfScalar[Contribution]:
    states = frozenset(ContributionState) if moderator else MARKED
    query = listed(topic_id, Audience.DRAFTERS, states)
    for name, kind in FILTERS.items():
        if chosen[name] in set(kind):
            query = query.where(col(getattr(Contribution, name)) == kind(chosen[name]))
    if chosen[UNUSED]:
        query = query.where(col(Contribution.id).not_in(used_in(session, topic_id)))
    held = col(Contribution.state) == ContributionState.HELD
    return query.order_by(held.desc())


def _filters(moderator: bool) -> dict[str, list[Option]]:
    states = {
        state: name for state, name in reading.STATE_NAMES.items() if moderator or state in MARKED
    }
    names: dict[str, Mapping[Any, str]] = {
        "state": states,
        "nature": reading.NATURE_NAMES,
        "channel": reading.CHANNEL_NAMES,
    }
    return {name: reading.options(values, reading.ALL) for name, values in names.items()}


def moderation(request: Request) -> Response:
    """Some words before their moderator: why they wait, what was done, what can be done."""
    id = request.path_params["contribution_id"]
    with database(request).reading() as session:
        newest = versions(session, id)[-1]
        acts = moderating.history_of(session, id)
    _, view = staff_at(request, Action.MODERATE, newest.topic_id)
    if newest.scope is Scope.TABLE:
        raise HTTPException(404)
    return page(
        request,
        "debate/moderation.html",
        view=view,
        said=newest,
        state=newest.state.value,
        state_name=reading.STATE_NAMES[newest.state],
        about=reading.about(newest),
        held_because=held_because(newest.words),
        steps=[act.value for act in Act if (newest.state, act) in rules.STEPS],
        acts=acts,
        act_names=reading.ACT_NAMES,
    )


async def moderate(request: Request) -> Response:
    id = request.path_params["contribution_id"]
    account = await run_in_threadpool(_moderator, request)
    form = await read(request, ModerationForm)
    topic_id = await write(
        request,
        moderating.moderate_contribution,
        id,
        moderating.Decision(form.act, form.reason, form.passage),
        account.id,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/gestion/sujets/{topic_id}/contributions")


def _moderator(request: Request) -> SeenAccount:
    with database(request).reading() as session:
        said = session.get_one(Contribution, request.path_params["contribution_id"])
    return staff_at(request, Action.MODERATE, said.topic_id)[0]


routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/contributions", contributions_desk),
    Route("/gestion/contributions/{contribution_id:id}", moderation),
    Route("/gestion/contributions/{contribution_id:id}", moderate, methods=["POST"]),
]
