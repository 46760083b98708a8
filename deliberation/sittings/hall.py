"""« Tester la salle »: what a phone meets on its way to the server, and what to do about it."""

import time
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.config import Settings
from deliberation.i18n import N_, gettext
from deliberation.people import codes
from deliberation.sittings.network import addresses_here, is_everywhere, is_loopback
from deliberation.web import page, see_other


class Finding(NamedTuple):
    """What the script may find: it only chooses which sentence is shown, and what to do."""

    name: str
    sentence: str
    advice: str = ""
    fine: bool = False


class Check(NamedTuple):
    """One thing that a phone tries by itself."""

    name: str
    findings: tuple[Finding, ...]


CHECKS = (
    Check(
        "server",
        (
            Finding("fine", N_("Le serveur répond."), fine=True),
            Finding(
                "lost",
                N_("Le serveur ne répond plus."),
                N_(
                    "Regardez si ce téléphone est encore sur le wifi de la salle. Coupez ses "
                    "données mobiles. Si d'autres téléphones sont dans le même cas et que "
                    "l'ordinateur marche, coupez l'option « isolation des clients » du wifi."
                ),
            ),
            Finding(
                "portal",
                N_("Le wifi répond à la place du serveur."),
                N_(
                    "Ce wifi demande d'accepter une page d'accueil. Ouvrez-la et acceptez, "
                    "ou changez de wifi. Puis rouvrez cette page."
                ),
            ),
        ),
    ),
    Check(
        "live",
        (
            Finding("fine", N_("La page se met à jour toute seule."), fine=True),
            Finding(
                "blocked",
                N_("La page se met à jour avec quelques secondes de retard."),
                N_("Tout marche quand même. Le wifi coupe le lien direct : rien à faire ici."),
            ),
        ),
    ),
    Check(
        "clock",
        (
            Finding("fine", N_("L'heure de cet appareil est juste."), fine=True),
            Finding(
                "off",
                N_("L'heure de cet appareil n'est pas juste."),
                N_("Ce n'est pas grave : nous utilisons l'heure du serveur."),
            ),
        ),
    ),
    Check(
        "storage",
        (
            Finding(
                "fine",
                N_("Cet appareil peut garder vos mots quand le réseau manque."),
                fine=True,
            ),
            Finding(
                "none",
                N_("Cet appareil ne garde rien quand le réseau manque."),
                N_(
                    "Quittez la navigation privée, puis rouvrez cette page. "
                    "Sinon, n'écrivez que lorsque le réseau est là."
                ),
            ),
        ),
    ),
    Check(
        "address",
        (
            Finding("fine", N_("L'adresse est celle des affiches."), fine=True),
            Finding(
                "other",
                N_("L'adresse de cette page n'est pas celle des affiches."),
                N_("Sur ce téléphone, tapez plutôt : {printed}"),
            ),
        ),
    ),
)


class Host(NamedTuple):
    """How the server can be reached, as the person at the laptop needs to know it."""

    port: int
    shut: bool  # only this computer can come in
    phones: tuple[str, ...]  # what phones may type
    printed: str
    printed_is_wrong: bool  # no phone finds what is on the posters
    should_print: str

    @property
    def right(self) -> tuple[str, ...]:
        """The addresses under which this page may be open."""
        return self.phones if self.printed_is_wrong else (self.printed,)


def hosted(settings: Settings, here: tuple[str, ...]) -> Host:
    """What phones can reach of this machine, whose addresses are `here`."""
    shut = is_loopback(settings.host)
    possible = here if shut or is_everywhere(settings.host) else (settings.host,)
    addresses = tuple(f"http://{address}:{settings.port}" for address in possible)
    printed_host = urlsplit(settings.address).hostname or ""
    return Host(
        settings.port,
        shut,
        () if shut else addresses,
        settings.address,
        is_loopback(printed_host) or is_everywhere(printed_host),
        addresses[0] if addresses else "",
    )


def hall_check(request: Request) -> Response:
    """From any phone: what is wrong. From the laptop itself: how phones should come."""
    settings: Settings = request.app.state.settings
    host = hosted(settings, addresses_here())
    at_the_laptop = request.client is None or is_loopback(request.client.host)
    address = host.right[0] if host.right else host.printed
    return page(
        request,
        "sittings/hall_check.html",
        checks=CHECKS,
        say=lambda words: gettext(words).format(printed=address),
        host=host,
        address=f"{address}/salle",
        svg=codes.qr(f"{address}/salle", f"{address}/salle"),
        at_the_laptop=at_the_laptop,
        right=() if at_the_laptop else host.right,  # there, each address is right
        answered="recu" in request.query_params,
    )


def hall_answer(request: Request) -> Response:
    """What was sent without script has come: nothing is kept of it."""
    return see_other("/salle?recu=1#recu")


async def hall_line(socket: WebSocket) -> None:
    """One word through the direct line; then it is closed for good."""
    await socket.accept()
    await socket.send_text("ici")
    await socket.close()


def server_clock(request: Request) -> Response:
    """The server's hour, in milliseconds: the only clock of a live day."""
    return PlainTextResponse(str(int(time.time() * 1000)))


routes: list[BaseRoute] = [
    Route("/salle", hall_check),
    Route("/salle", hall_answer, methods=["POST"]),
    WebSocketRoute("/salle/direct", hall_line),
    Route("/heure", server_clock),
]
