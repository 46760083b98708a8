"""What staff see to sign in and out, and what anyone sees to leave a lent phone."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import Form, read, secret_field
from deliberation.i18n import N_
from deliberation.people import commands
from deliberation.people.hashing import from_key, is_password, slowly
from deliberation.people.models import Account, PersonalLink
from deliberation.people.rules import NoEntry, local_address
from deliberation.people.tries import take_try, was_right
from deliberation.security import (
    COOKIES,
    STAFF_COOKIE,
    WRONG_PASSWORDS,
    Viewer,
    cookie,
    delete_cookie,
    new_token,
    set_cookie,
    token_hash,
)
from deliberation.text import clean
from deliberation.web import database, page, refusal_words, see_other, viewer_of, write


class SignInForm(Form):
    email: str = Field(default="", title=N_("Votre adresse e-mail"))
    password: str = secret_field(default="")
    suite: str = ""


class LinkForm(Form):
    suite: str = ""


def sign_in(request: Request) -> Response:
    wanted = request.query_params.get("suite", "")
    return page(request, "people/sign_in.html", wanted=wanted, email="", error="")


async def begin_session(request: Request) -> Response:
    """Sign in with a password; whatever is wrong, the sentence is the same."""
    form = await read(request, SignInForm)
    email = clean(form.email).lower()
    await take_try(request, WRONG_PASSWORDS, email)
    account_id = await slowly(_account_with, request, email, form.password)
    if account_id is None:
        error = refusal_words(NoEntry.WRONG_ACCOUNT)
        context = {"wanted": form.suite, "email": email, "error": error}
        return page(request, "people/sign_in.html", 401, **context)
    await was_right(request, WRONG_PASSWORDS, email)
    token = new_token()
    await write(request, commands.sign_in, account_id, token, datetime.now(UTC))
    return _welcome(request, token, form.suite)


def _account_with(request: Request, email: str, password: str) -> int | None:
    with database(request).reading() as session:
        account = session.exec(select(Account).where(Account.email == email)).first()
    known = is_password(account.password_hash if account else None, password)
    return account.id if account and known else None


def personal_link(request: Request) -> Response:
    """Who is about to sign in with this link: nothing happens before the button is pressed."""
    with database(request).reading() as session:
        name = _name_on_link(session, request.path_params["token"])
    status = 200 if name else 404
    sentence, wanted = refusal_words(NoEntry.LINK_OVER), request.query_params.get("suite", "")
    context = {"who": name, "wanted": wanted, "sentence": sentence}
    return page(request, "people/personal_link.html", status, **context)


def _name_on_link(session: Session, token: str) -> str | None:
    link = session.get(PersonalLink, token_hash(token))
    if link is None or link.expires_at <= datetime.now(UTC):
        return None
    return session.get_one(Account, link.account_id).name


async def follow_link(request: Request) -> Response:
    form = await read(request, LinkForm)
    link_token = request.path_params["token"]
    # A form that is sent twice opens one session: its cookie holds, whichever comes last.
    once, key = form.once or new_token(), database(request).key
    token = from_key(key, "session of a link", link_token, once).hex()[:32]
    details = link_token, token, datetime.now(UTC)
    await write(request, commands.sign_in_with_link, *details, form=form)
    return _welcome(request, token, form.suite)


def _welcome(request: Request, token: str, wanted: str) -> Response:
    response = see_other(local_address(wanted, "/gestion"))
    set_cookie(request, response, STAFF_COOKIE, token)
    return response


async def sign_out(request: Request) -> Response:
    if token := cookie(request, STAFF_COOKIE):
        await write(request, commands.sign_out, token)
    response = see_other("/")
    delete_cookie(request, response, STAFF_COOKIE)
    return response


def erase(request: Request) -> Response:
    return page(request, "people/erase.html")


async def leave_device(request: Request) -> Response:
    """Leave nothing on a lent phone. What the person said stays hers: her four words find it."""
    account = viewer_of(request).account
    request.state.viewer = Viewer(account=account)
    response = page(request, "people/erase.html")
    # A member of staff at her own desk stays signed in: her cookie is not the participant's.
    for name in COOKIES:  # plain HTTP clears no site data
        if not account or name != STAFF_COOKIE:
            delete_cookie(request, response, name)
    kept = () if account else ('"cookies"',)
    response.headers["clear-site-data"] = ", ".join(('"cache"', '"storage"', *kept))
    return response


routes: list[BaseRoute] = [
    Route("/connexion", sign_in),
    Route("/connexion", begin_session, methods=["POST"]),
    Route("/deconnexion", sign_out, methods=["POST"]),
    Route("/lien/{token}", personal_link),
    Route("/lien/{token}", follow_link, methods=["POST"]),
    Route("/effacer", erase),
    Route("/effacer", leave_device, methods=["POST"]),
]
