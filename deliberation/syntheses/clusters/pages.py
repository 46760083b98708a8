"""The pages where drafters put words together, by hand or from what a machine proposes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import Field
from sqlmodel import Session, col
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.debate import reading as words
from deliberation.debate.commands import listed
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience
from deliberation.debate.searching import holding
from deliberation.errors import refuse
from deliberation.forms import Form, Line, Option, OptionalNumber, RowNumber, read
from deliberation.i18n import N_, gettext
from deliberation.roles import Action
from deliberation.syntheses.clusters import commands, offers, reading
from deliberation.syntheses.clusters.board import board_of
from deliberation.syntheses.clusters.commands import Hand
from deliberation.syntheses.clusters.models import Cluster, ClusterAct, ClusterKind
from deliberation.syntheses.clusters.offers import Offer, offers_of
from deliberation.syntheses.clusters.rules import Board, ClusterRefusal
from deliberation.web import database, page, see_other, staff_of, write

OFFERS = 10  # proposals on a page
LISTED = 100  # clusters, or words of one, on a page: all that one may tick at once
NEW = N_("Un nouveau regroupement, que je nomme ci-dessous")


class WordsForm(Form):
    """Some words, and the cluster that they join or make."""

    contribution: list[RowNumber] = Field(default=[], max_length=1000)
    cluster: OptionalNumber = None
    here: OptionalNumber = None  # the cluster whose page sends this
    name: Line = Field(default="", max_length=120, title=N_("Le nom du regroupement"))


class MergeForm(Form):
    cluster: list[RowNumber] = Field(default=[], max_length=200)
    name: Line = Field(default="", max_length=120, title=N_("Le nom du regroupement"))


class OfferForm(WordsForm):
    """A proposal, named by what it is about."""

    what: ClusterKind = ClusterKind.ALIKE
    key: str = Field(default="", max_length=20)


def clusters(request: Request) -> Response:
    """The clusters of a topic, of one kind at a time, and the last act that may be undone."""
    topic_id: int = request.path_params["topic_id"]
    kind = _kind(request, ClusterKind.THEME)
    with database(request).reading() as session:
        _drafter(request, session, topic_id)
        found = reading.clusters_of(session, topic_id, kind)
        leaf = words.leaf_of(found, request.query_params.get("page", "1"), LISTED)
        return page(
            request,
            "syntheses/clusters.html",
            topic=session.get_one(Topic, topic_id),
            kind=kind,
            leaf=leaf,
            told=reading.told(session, leaf.rows),
            undo=reading.last_act(session, topic_id, undone=False),
            redo=reading.last_act(session, topic_id, undone=True),
        )


def cluster(request: Request) -> Response:
    """One cluster: its words, its name, where it comes from."""
    with database(request).reading() as session:
        found = reading.cluster_at(session, request.path_params["cluster_id"])
        topic_id, kind = found.cluster.topic_id, found.cluster.kind
        _drafter(request, session, topic_id)
        leaf = words.leaf_of(found.numbers, request.query_params.get("page", "1"), LISTED)
        [told] = reading.told(session, [found])
        rows = reading.words_of(session, leaf.rows)
        into = found.cluster.into_id
        return page(
            request,
            "syntheses/cluster.html",
            topic=session.get_one(Topic, topic_id),
            told=told,
            leaf=leaf,
            cards=words.cards(session, [rows[number] for number in leaf.rows]),
            why=reading.why_together(rows.values()) if kind is ClusterKind.ALIKE else "",
            parents=reading.parents_of(session, found.cluster.id or 0),
            into=session.get_one(Cluster, into) if into else None,
            kind_name=reading.KIND_NAMES[kind],
            choices=_choices(board_of(session, topic_id, kind), found.cluster.id),
        )


def sorting(request: Request) -> Response:
    """The words that are in no theme yet, to be put in one."""
    topic_id: int = request.path_params["topic_id"]
    search = request.query_params.get("q", "")
    with database(request).reading() as session:
        _drafter(request, session, topic_id)
        board = board_of(session, topic_id, ClusterKind.THEME)
        found = reading.clusters_of(session, topic_id, ClusterKind.THEME)
        shown = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
        shown = shown.where(col(Contribution.id).not_in(board.places), *holding(search))
        leaf = words.leaf(session, shown, request.query_params.get("page", "1"))
        return page(
            request,
            "syntheses/sorting.html",
            topic=session.get_one(Topic, topic_id),
            leaf=leaf,
            search=search,
            choices=_choices(board),
            counts={one.cluster.id: len(one.numbers) for one in found},
            undo=reading.last_act(session, topic_id, undone=False),
        )


def proposed(request: Request) -> Response:
    """What a machine proposes, each with its reason: a person accepts it or refuses it."""
    topic_id: int = request.path_params["topic_id"]
    kind = _kind(request, ClusterKind.ALIKE)
    with database(request).reading() as session:
        _drafter(request, session, topic_id)
        found = offers_of(session, topic_id, kind)
        return page(
            request,
            "syntheses/proposed.html",
            topic=session.get_one(Topic, topic_id),
            kind=kind,
            leaf=words.leaf_of(found, request.query_params.get("page", "1"), OFFERS),
            way=offers.way(),
        )


async def place_words(request: Request) -> Response:
    form = await read(request, WordsForm)
    hand = await run_in_threadpool(_hand, request)
    topic_id: int = request.path_params["topic_id"]
    placed = (topic_id, form.contribution, form.cluster, form.name, hand)
    await write(request, commands.place_words, *placed, form=form)
    here = f"/gestion/regroupements/{form.here}" if form.here else ""
    return see_other(here or f"/gestion/sujets/{topic_id}/regroupements/tri")


async def merge(request: Request) -> Response:
    form = await read(request, MergeForm)
    hand = await run_in_threadpool(_hand, request)
    topic_id: int = request.path_params["topic_id"]
    made = await write(
        request, commands.merge_clusters, topic_id, form.cluster, form.name, hand, form=form
    )
    return see_other(f"/gestion/regroupements/{made}")


async def rename(request: Request) -> Response:
    form = await read(request, WordsForm)
    return await _change(request, form, commands.rename_cluster, form.name)


async def take_out(request: Request) -> Response:
    form = await read(request, WordsForm)
    return await _change(request, form, commands.take_words_out, form.contribution)


async def split(request: Request) -> Response:
    form = await read(request, WordsForm)
    return await _change(request, form, commands.split_cluster, form.contribution, form.name)


async def _change(
    request: Request, form: Form, command: Callable[..., int], *details: Any
) -> Response:
    """Do something to the cluster of this address, and show what came of it."""
    hand = await run_in_threadpool(_hand, request)
    number: int = request.path_params["cluster_id"]
    shown = await write(request, command, number, *details, hand, form=form)
    return see_other(f"/gestion/regroupements/{shown}")


async def undo(request: Request) -> Response:
    return await _turn(request, undone=True)


async def redo(request: Request) -> Response:
    return await _turn(request, undone=False)


async def _turn(request: Request, undone: bool) -> Response:
    form = await read(request, Form)
    hand = await run_in_threadpool(_hand, request)
    act_id: int = request.path_params["act_id"]
    topic_id = await write(request, commands.undo_act, act_id, undone, hand, form=form)
    return see_other(f"/gestion/sujets/{topic_id}/regroupements")


async def accept(request: Request) -> Response:
    """A person accepts a proposal, with all its words or some of them."""
    form = await read(request, OfferForm)
    hand = await run_in_threadpool(_hand, request)
    offer = await run_in_threadpool(_offer, request, form)
    topic_id: int = request.path_params["topic_id"]
    placed = (topic_id, form.contribution, offer.joins, form.name, hand, offer.kind)
    await write(request, commands.place_words, *placed, proposed=True, form=form)
    return see_other(_proposed(topic_id, form.what))


async def turn_down(request: Request) -> Response:
    form = await read(request, OfferForm)
    hand = await run_in_threadpool(_hand, request)
    offer = await run_in_threadpool(_offer, request, form)
    topic_id: int = request.path_params["topic_id"]
    await write(request, commands.turn_down, topic_id, form.what, offer.members, hand, form=form)
    return see_other(_proposed(topic_id, form.what))


def _kind(request: Request, usual: ClusterKind) -> ClusterKind:
    asked = request.query_params.get("quoi", "")
    return ClusterKind(asked) if asked in set(ClusterKind) else usual


def _choices(board: Board, but: int | None = None) -> list[Option]:
    """Where words may go: to a new cluster, or to one of those that have a name."""
    faces = sorted(board.faces.items(), key=lambda one: one[1].name)
    named = [(number, face.name) for number, face in faces if face.is_open and face.name]
    others = [Option(str(number), name) for number, name in named if number != but]
    return [Option("", gettext(NEW)), *others]


def _proposed(topic_id: int, kind: ClusterKind) -> str:
    return f"/gestion/sujets/{topic_id}/regroupements/propositions?quoi={kind}"


def _offer(request: Request, form: OfferForm) -> Offer:
    """The proposal that a form is about, as it stands now."""
    with database(request).reading() as session:
        found = offers_of(session, request.path_params["topic_id"], form.what)
    offer = next((one for one in found if one.key == form.key), None)
    if offer is None or not dict(offer.words).keys() >= set(form.contribution):
        refuse(ClusterRefusal.GONE)
    assert offer
    return offer


def _drafter(request: Request, session: Session, topic_id: int) -> Hand:
    account = staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, topic_id))
    return Hand(account.id, datetime.now(UTC))


def _hand(request: Request) -> Hand:
    """Who writes the synthesis of the topic that this address is about."""
    params = request.path_params
    with database(request).reading() as session:
        if "cluster_id" in params:
            topic_id = session.get_one(Cluster, params["cluster_id"]).topic_id
        elif "act_id" in params:
            topic_id = session.get_one(ClusterAct, params["act_id"]).topic_id
        else:
            topic_id = params["topic_id"]
        return _drafter(request, session, topic_id)


LIST = "/gestion/sujets/{topic_id:id}/regroupements"
ONE = "/gestion/regroupements/{cluster_id:id}"
ACT = "/gestion/regroupements/actes/{act_id:id}"
routes: list[BaseRoute] = [
    Route(LIST, clusters),
    Route(LIST + "/reunion", merge, methods=["POST"]),
    Route(LIST + "/tri", sorting),
    Route(LIST + "/tri", place_words, methods=["POST"]),
    Route(LIST + "/propositions", proposed),
    Route(LIST + "/propositions/accepter", accept, methods=["POST"]),
    Route(LIST + "/propositions/refuser", turn_down, methods=["POST"]),
    Route(ONE, cluster),
    Route(ONE + "/nom", rename, methods=["POST"]),
    Route(ONE + "/sortie", take_out, methods=["POST"]),
    Route(ONE + "/separation", split, methods=["POST"]),
    Route(ACT + "/annulation", undo, methods=["POST"]),
    Route(ACT + "/reprise", redo, methods=["POST"]),
]
