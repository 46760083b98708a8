"""The seam with HTTP: pages and fragments out, refusals shown in plain words."""

import hashlib
import math
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import jinja2
import structlog
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from deliberation import i18n
from deliberation.db import Database
from deliberation.errors import BadForm, Refusal, Refused
from deliberation.forms import Form, given_back
from deliberation.i18n import N_, gettext
from deliberation.roles import Action, Place
from deliberation.security import (
    PARTICIPANT_COOKIE,
    STRANGER,
    SeenAccount,
    SeenParticipant,
    Viewer,
    cookie,
    new_token,
)
from deliberation.weight import lightened

ROOT = Path(__file__).parent.parent
log = structlog.get_logger(__name__)


class IdConvertor(Convertor[int]):
    """A row's number in an address: positive, and within a column. Anything else is no address."""

    regex = "[1-9][0-9]{0,8}"  # PostgreSQL's integers have 32 bits

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", IdConvertor())


class Assets(StaticFiles):
    """Our own files, kept by browsers for ever under an address that changes with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return lightened(response, Path(args[0]), args[2])


@lru_cache
def static(name: str) -> str:
    """The address of one of our files; it changes when the file does."""
    path = ROOT / "static" / name
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"
    return f"/static/{name}?v={version}"


def now_ms() -> int:
    """The server's clock, by which every screen counts the minutes that are left."""
    return int(time.time() * 1000)


def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or each drawing would look at the disk for each file of it
    )
    env.policies["ext.i18n.trimmed"] = True
    # Not the "newstyle" functions: they would trust whatever is handed to `_` as safe HTML.
    install = env.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, i18n.ngettext, newstyle=False)
    env.filters.update(day=i18n.day, hour=i18n.hour, when=i18n.when, number=i18n.number)
    env.globals.update(static=static, new_token=new_token, now_ms=now_ms)
    env.globals.update(Action=Action, Place=Place)
    return env


templates = Jinja2Templates(env=_environment())


def database(connection: HTTPConnection) -> Database:
    return cast(Database, connection.app.state.db)


def viewer_of(connection: HTTPConnection) -> Viewer:
    return cast(Viewer, connection.state.viewer)


def participant_of(connection: HTTPConnection) -> SeenParticipant:
    """The participant who asks; a stranger is shown the way in."""
    if participant := viewer_of(connection).participant:
        return participant
    raise HTTPException(401, "participant")


def card_of(connection: HTTPConnection) -> str:
    """The secret of the card that this device holds: it never goes to the database."""
    return cookie(connection, PARTICIPANT_COOKIE) or ""


def staff_of(connection: HTTPConnection, action: Action, place: Place) -> SeenAccount:
    """The member of staff who asks, if her roles allow it here."""
    viewer = viewer_of(connection)
    if viewer.account is None:
        raise HTTPException(401, "account")
    if not viewer.may(action, place):
        raise HTTPException(403)
    return viewer.account


async def write(
    request: Request, command: Callable[..., Any], *args: Any, form: Form | None = None, **more: Any
) -> Any:
    """Hand a command to the writer; a form with its token is carried out once, however often."""
    once = None
    if form is not None and form.once:
        viewer = viewer_of(request)
        people = [who.actor for who in (viewer.participant, viewer.account) if who]
        parts = "\x1f".join([*people, command.__name__, request.url.path, form.once])
        once = hashlib.sha256(parts.encode()).hexdigest()
    return await database(request).write(command, *args, once=once, **more)


def page(request: Request, name: str, status_code: int = 200, **context: Any) -> Response:
    """A page or a fragment, with the one who looks at it."""
    context["viewer"] = getattr(request.state, "viewer", STRANGER)
    return templates.TemplateResponse(request, name, context, status_code=status_code)


def fragment(name: str, **context: Any) -> str:
    """A piece of page that is the same for everyone in its audience: it knows no viewer."""
    return templates.env.get_template(name).render(context)


def see_other(address: str) -> Response:
    return RedirectResponse(address, status_code=303)


def is_htmx(request: Request) -> bool:
    return "hx-request" in request.headers


TRY_AGAIN = N_("Revenez à la page précédente et réessayez.")
PROBLEMS: dict[int, tuple[str, str]] = {
    400: (N_("Nous n'avons pas compris cet envoi."), TRY_AGAIN),
    401: (N_("Il faut d'abord entrer."), N_("Entrez avec un code, une carte ou un compte.")),
    403: (
        N_("Cette page est réservée à d'autres personnes."),
        N_("Si vous pensez devoir la voir, parlez-en à votre comité."),
    ),
    404: (
        N_("Cette page n'existe pas."),
        N_("L'adresse est peut-être incomplète : vérifiez-la, ou revenez à l'accueil."),
    ),
    405: (N_("Cette page ne reçoit pas d'envoi."), TRY_AGAIN),
    413: (N_("Cet envoi est trop gros."), N_("Raccourcissez votre texte et réessayez.")),
    429: (
        N_("Trop d'essais n'ont pas marché, ici."),
        N_("Attendez quelques minutes, puis réessayez. À l'accueil, quelqu'un peut vous aider."),
    ),
    500: (
        N_("Quelque chose n'a pas marché de notre côté."),
        N_("Rien d'enregistré n'est perdu. Réessayez dans un instant."),
    ),
    503: (
        N_("Beaucoup de personnes écrivent en même temps."),
        N_("Réessayez dans un instant : ce que vous avez écrit est encore là."),
    ),
}
WAIT_A_MINUTE = N_("Attendez une minute, puis réessayez. À l'accueil, quelqu'un peut vous aider.")
WAIT_MINUTES = N_(
    "Attendez {minutes} minutes, puis réessayez. À l'accueil, quelqu'un peut vous aider."
)
CHECK_FIELDS = N_("Il reste un point à corriger.")


def refusal_words(refusal: Refusal, **about: object) -> str:
    return gettext(refusal.value).format(**about)


def decline(
    request: Request, status: int, sentence: str, advice: str = "", **errors: str
) -> Response:
    """Say no, in one clear sentence, and give back all that the person had typed."""
    if is_htmx(request):
        sentences = [sentence, *errors.values()]
        response = page(request, "_alert.html", status, sentences=sentences, advice=advice)
        response.headers.update({"hx-retarget": "#alert", "hx-reswap": "outerHTML"})
        return response
    typed = given_back(request, errors)
    name = "refused.html" if typed else "problem.html"
    return page(
        request,
        name,
        status,
        status=status,
        sentence=sentence,
        advice=advice,
        typed=typed,
        action=request.url.path,
        back=_came_from(request),
    )


def _came_from(request: Request) -> str:
    """The page on which the form was, if it was one of ours."""
    page = urlsplit(request.headers.get("referer", ""))
    return page.path if page.netloc == request.url.netloc else "/"


async def on_refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return decline(request, 409, refusal_words(refused.reason, **refused.about))


async def on_bad_form(request: Request, bad: Exception) -> Response:
    assert isinstance(bad, BadForm)
    return decline(request, 422, gettext(CHECK_FIELDS), **bad.errors)


async def on_overload(request: Request, _: Exception) -> Response:
    return problem(request, 503)


async def on_missing(request: Request, _: Exception) -> Response:
    return problem(request, 404)


async def on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = problem(request, error.status_code, error.detail, _minutes(error.headers))
    response.headers.update(error.headers or {})
    return response


async def on_failure(request: Request, failure: Exception) -> Response:
    # Not its address, which may hold a personal link or a card's code.
    page_name = getattr(request.scope.get("endpoint"), "__name__", "")
    log.error("request failed", page=page_name, failure=type(failure).__name__)
    return problem(request, 500)


def _minutes(headers: Mapping[str, str] | None) -> int:
    """How long somebody who tried too often has to wait."""
    return math.ceil(int((headers or {}).get("retry-after", 0)) / 60)


def problem(request: Request, status: int, way: str = "", minutes: int = 0) -> Response:
    """A page that could not be given: what happened, and the way on (`way`: who should enter)."""
    sentence, advice = PROBLEMS.get(status, PROBLEMS[400])
    if minutes:
        advice = i18n.ngettext(WAIT_A_MINUTE, WAIT_MINUTES, minutes).format(minutes=minutes)
    request.state.way = way
    return decline(request, status, gettext(sentence), gettext(advice))
