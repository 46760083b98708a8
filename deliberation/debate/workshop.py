"""Where proposals are made out of words, joined and written again; and what anyone sees of one."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import col
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate import commands, proposals, reading, rules
from deliberation.debate.access import audience_of, staff_at, topic_of
from deliberation.debate.commands import listed
from deliberation.debate.desk import UNUSED
from deliberation.debate.models import Contribution, ContributionState, Proposal, Side
from deliberation.debate.proposals import Text
from deliberation.debate.rules import Audience
from deliberation.debate.sheets import ProposalForm
from deliberation.forms import read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.web import database, page, see_other, viewer_of, write

SIDE_NAMES: dict[Side, str] = {Side.FOR: N_("Pour"), Side.AGAINST: N_("Contre")}


def proposals_desk(request: Request) -> Response:
    """The words to choose from, the proposal to write out of them, and those already made."""
    _, view = staff_at(request, Action.MAKE_PROPOSALS)
    topic_id = request.path_params["topic_id"]
    shown = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
    with database(request).reading() as session:
        wanted = request.query_params.get("page", "1")
        if request.query_params.get(UNUSED):
            shown = shown.where(col(Contribution.id).not_in(proposals.used_in(session, topic_id)))
        leaf = reading.leaf(session, shown, wanted, reading.LARGE_PAGE)
        used = proposals.inspired_by(session, [row.id for row in leaf.rows if row.id])
        made = proposals.proposals_of(session, topic_id)
    return page(
        request,
        "debate/proposals_desk.html",
        view=view,
        leaf=leaf,
        used=used,
        about=reading.about,
        unused=bool(request.query_params.get(UNUSED)),
        made=made[: -reading.PAGE - 1 : -1],
        limit=rules.LONGEST_WORDS,
    )


async def make_proposal(request: Request) -> Response:
    return await _propose(request, proposals.make_proposal)


async def merge_proposals(request: Request) -> Response:
    return await _propose(request, proposals.merge_proposals)


async def _propose(request: Request, command: Callable[..., int]) -> Response:
    """Write a proposal out of what was ticked: contributions, or other proposals."""
    account, _ = await run_in_threadpool(staff_at, request, Action.MAKE_PROPOSALS)
    form = await read(request, ProposalForm)
    text = Text(form.words, form.title)
    topic_id = request.path_params["topic_id"]
    id = await write(
        request,
        command,
        topic_id,
        form.sources,
        text,
        account.id,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/propositions/{id}")


def merge_desk(request: Request) -> Response:
    """The proposals that say nearly the same, and the one to write out of them."""
    _, view = staff_at(request, Action.MAKE_PROPOSALS)
    with database(request).reading() as session:
        made = proposals.proposals_of(session, request.path_params["topic_id"])
    leaf = reading.leaf_of(made, request.query_params.get("page", "1"), reading.LARGE_PAGE)
    return page(request, "debate/merge_desk.html", view=view, leaf=leaf, limit=rules.LONGEST_WORDS)


def proposal(request: Request) -> Response:
    """A proposal for everyone: what it says, where it comes from, how it has changed."""
    viewer = viewer_of(request)
    id = request.path_params["proposal_id"]
    with database(request).reading() as session:
        found = session.get_one(Proposal, id)
        view = topic_of(request, session, found.topic_id)
        editor = viewer.may(Action.MAKE_PROPOSALS, view.place)
        if found.hidden and not editor:
            raise HTTPException(404)
        reader = viewer.participant.id if viewer.participant else 0
        versions = proposals.versions_of(session, id)
        arguments = proposals.arguments_of(session, id)
        made_of = proposals.sources_of(session, [id], founding=False)[id]
        sources = commands.provenance(session, made_of, audience_of(viewer, view.place), reader)
        return page(
            request,
            "debate/proposal.html",
            view=view,
            proposal=found,
            current=versions[0],
            earlier=versions[1:],
            sources=sources,
            cards=reading.cards(session, sources.words, reader),
            arguments=reading.leaf_of(arguments, request.query_params.get("page", "1")),
            side_names=SIDE_NAMES,
            children=proposals.children_of(session, id),
            parents=proposals.parents_of(session, id),
            editor=editor and view.topic.phase in rules.PROPOSING,
            limit=rules.LONGEST_WORDS,
        )


async def change_proposal(request: Request) -> Response:
    id = request.path_params["proposal_id"]
    account = await run_in_threadpool(_editor, request)
    form = await read(request, ProposalForm)
    text = Text(form.words, form.title)
    await write(
        request, proposals.change_proposal, id, text, account.id, datetime.now(UTC), form=form
    )
    return see_other(f"/propositions/{id}")


def _editor(request: Request) -> SeenAccount:
    with database(request).reading() as session:
        proposal = session.get_one(Proposal, request.path_params["proposal_id"])
    return staff_at(request, Action.MAKE_PROPOSALS, proposal.topic_id)[0]


routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/propositions", proposals_desk),
    Route("/gestion/sujets/{topic_id:id}/propositions", make_proposal, methods=["POST"]),
    Route("/gestion/sujets/{topic_id:id}/propositions/fusion", merge_desk),
    Route("/gestion/sujets/{topic_id:id}/propositions/fusion", merge_proposals, methods=["POST"]),
    Route("/propositions/{proposal_id:id}", proposal),
    Route("/propositions/{proposal_id:id}/versions", change_proposal, methods=["POST"]),
]
