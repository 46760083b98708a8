"""How the desk is drawn, and how it answers whoever pressed a button: with the day as it is now."""

from collections.abc import Callable
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response

from deliberation.errors import Refused
from deliberation.forms import Form
from deliberation.i18n import N_
from deliberation.live import partial
from deliberation.people import codes
from deliberation.roles import Action
from deliberation.sittings.access import staff_at
from deliberation.sittings.cards import card
from deliberation.sittings.desk import desk
from deliberation.sittings.doors import screen_address
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.scenes import scene
from deliberation.web import (
    database,
    fragment,
    is_htmx,
    page,
    refusal_words,
    see_other,
    viewer_of,
    write,
)

LINK_MINUTES = 10
PHONES = ("pulse", "card")


class Way(NamedTuple):
    """A page to which the desk leads."""

    label: str
    address: str
    action: Action = Action.RUN_SITTING


WAYS = (
    Way(N_("Placement"), "/journees/{id}/placement"),
    Way(N_("Mur"), "/journees/{id}/mur"),
    Way(N_("Répéter ma journée"), "/journees/{id}/repetition"),
    Way(N_("Imprimer le kit"), "/journees/{id}/kit.pdf"),
    Way(N_("Déroulé"), "/gestion/journees/{id}", Action.PREPARE_SITTING),
    Way(N_("Inscriptions"), "/gestion/journees/{id}/inscriptions", Action.KEEP_REGISTRATIONS),
)


def day_at(connection: HTTPConnection) -> int:
    """The number of the day that this address is about."""
    return int(connection.path_params["sitting_id"])


def shown(session: Session, connection: HTTPConnection) -> dict[str, Any]:
    """What the live part shows: the same for all who drive the day."""
    view = day_view(session, day_at(connection))
    return desk(session, view) | _previews(session, connection, view)


def _previews(session: Session, connection: HTTPConnection, view: DayView) -> dict[str, Any]:
    """What phones and the room screen show, from the very fragments that they are sent; and which
    of its pages.
    """
    settings, db = connection.app.state.settings, database(connection)
    phones = card(session, view) | {"preview": True}
    screen = scene(session, view, settings.address, db.key)
    # A black screen has no page to turn.
    here = {
        "page_number": screen["scene"].get("page", 1),
        "last_page": screen["scene"].get("last", 1),
    }
    return here | {
        "phone": Markup("".join(fragment(f"sittings/_{one}.html", **phones) for one in PHONES)),
        "screen": Markup(fragment("sittings/_scene.html", **screen)),
    }


def desk_page(request: Request, status: int = 200, sentence: str = "", link: str = "") -> Response:
    """The whole page; with a sentence when something was refused, with a link once it is made."""
    _, view = staff_at(request, Action.RUN_SITTING)
    settings, viewer = request.app.state.settings, viewer_of(request)
    with database(request).reading() as session:
        context = shown(session, request)
    hall = f"{settings.address}/salle"
    return page(
        request,
        "sittings/pilotage.html",
        status,
        view=view,
        sentence=sentence,
        screen_address=screen_address("", database(request).key, view.sitting),
        ways=[
            way._replace(address=way.address.format(id=view.sitting.id))
            for way in WAYS
            if viewer.may(way.action, view.place)
        ],
        link=link,
        link_svg=codes.qr(link, "") if link else "",
        link_minutes=LINK_MINUTES,
        hall=hall,
        hall_svg=codes.qr(hall, hall),
        **context,
    )


async def answer(
    request: Request, command: Callable[..., Any], *args: Any, form: Form | None = None
) -> Response:
    """Do it, then show the desk as it is now, with the sentence of a refusal if there is one."""
    status, sentence = 200, ""
    try:
        await write(request, command, *args, form=form)
    except Refused as refused:
        status, sentence = 409, refusal_words(refused.reason, **refused.about)
    if is_htmx(request):
        return await run_in_threadpool(_parts, request, status, sentence)
    if sentence:
        return await run_in_threadpool(desk_page, request, status, sentence)
    return see_other(f"/journees/{day_at(request)}/pilotage")


def _parts(request: Request, status: int, sentence: str) -> Response:
    """For htmx: the desk, and the sentence in the page's alert region."""
    sentences = [sentence] if sentence else []
    alert = fragment("_alert.html", sentences=sentences, advice="")
    with database(request).reading() as session:
        html = fragment("sittings/_desk.html", **shown(session, request))
    return HTMLResponse(partial("alert", alert) + html, status)
