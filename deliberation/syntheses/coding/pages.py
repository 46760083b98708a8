"""Where two people class the same words, one at a time, without seeing each other's answers."""

import secrets
from collections import Counter
from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.debate.reading import NATURE_NAMES
from deliberation.forms import Form, read
from deliberation.i18n import N_, gettext
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.syntheses.coding import commands
from deliberation.syntheses.coding.kappa import Agreement, in_words
from deliberation.syntheses.coding.models import Category, Sample
from deliberation.web import database, page, see_other, staff_of, write

NAMES: dict[str, str] = {
    **{nature.value: name for nature, name in NATURE_NAMES.items()},
    Category.NONE: N_("Aucune de celles-ci"),
}


NOT_FINISHED = N_("pas classé jusqu'au bout")
ONE_CATEGORY = N_("tout dans une seule catégorie : l'accord ne se mesure pas")
COMPARED = N_("{words} (kappa de Cohen : {kappa}, sur {n} paroles)")


class DrawForm(Form):
    size: int = Field(
        default=20, ge=commands.FEWEST, le=commands.MOST, title=N_("Combien de paroles")
    )


class CodeForm(Form):
    category: Category = Field(title=N_("C'est plutôt"))
    position: int = Field(ge=1, le=commands.MOST)


def coding(request: Request) -> Response:
    """The sample of a topic: the next words to class, or how far two people agreed."""
    topic_id: int = request.path_params["topic_id"]
    with database(request).reading() as session:
        account = _coder(request, topic_id)
        samples = commands.samples_of(session, topic_id)
        stands = [commands.stand_of(session, one, account.id) for one in samples]
        stand = stands[0] if stands else None
        agreement = stand.agreement if stand else None
        return page(
            request,
            "syntheses/coding.html",
            topic=session.get_one(Topic, topic_id),
            stand=stand,
            agreement=agreement,
            in_words=in_words(agreement.kappa) if agreement and agreement.kappa is not None else "",
            pairs=Counter(stand.pairs).most_common() if stand else [],
            names=NAMES,
            earlier=stands[1:],
            said=said_of,
        )


async def draw(request: Request) -> Response:
    form = await read(request, DrawForm)
    topic_id: int = request.path_params["topic_id"]
    account = await run_in_threadpool(_coder, request, topic_id)
    seed, now = secrets.randbelow(2**31), datetime.now(UTC)
    await write(
        request, commands.draw_sample, topic_id, form.size, seed, account.actor, now, form=form
    )
    return see_other(f"/gestion/sujets/{topic_id}/double-lecture")


async def code(request: Request) -> Response:
    form = await read(request, CodeForm)
    sample_id: int = request.path_params["sample_id"]
    account = await run_in_threadpool(_at_sample, request)
    topic_id = await write(
        request,
        commands.code_words,
        sample_id,
        form.position,
        account.id,
        form.category,
        form=form,
    )
    return see_other(f"/gestion/sujets/{topic_id}/double-lecture")


def said_of(agreement: Agreement | None) -> str:
    """How far two people agreed, in one line."""
    if agreement is None:
        return gettext(NOT_FINISHED)
    if agreement.kappa is None:
        return gettext(ONE_CATEGORY)
    kappa = f"{agreement.kappa:.2f}".replace(".", ",")
    words = gettext(in_words(agreement.kappa))
    return gettext(COMPARED).format(words=words, kappa=kappa, n=agreement.items)


def _coder(request: Request, topic_id: int) -> SeenAccount:
    with database(request).reading() as session:
        return staff_of(request, Action.READ_CONTRIBUTIONS, place_of(session, topic_id))


def _at_sample(request: Request) -> SeenAccount:
    with database(request).reading() as session:
        topic_id = session.get_one(Sample, request.path_params["sample_id"]).topic_id
    return _coder(request, topic_id)


ADDRESS = "/gestion/sujets/{topic_id:id}/double-lecture"
routes: list[BaseRoute] = [
    Route(ADDRESS, coding),
    Route(ADDRESS, draw, methods=["POST"]),
    Route("/gestion/echantillons/{sample_id:id}", code, methods=["POST"]),
]
