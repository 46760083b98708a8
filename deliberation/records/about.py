"""What the platform says of itself: who does what, accessibility, data, and its components."""

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.roles import ACTION_NAMES, ALLOWED, ROLE_NAMES
from deliberation.web import page


def components(request: Request) -> Response:
    """Every piece of every page, together."""
    qr = Markup(segno.make("https://example.org/e/ABC234").svg_inline(omitsize=True))
    return page(request, "about/components.html", qr=qr)


def roles(request: Request) -> Response:
    """The table of who may do what, as the code applies it."""
    rows = [
        (ACTION_NAMES[action], [ROLE_NAMES[role] for role in ROLE_NAMES if role in allowed])
        for action, allowed in ALLOWED.items()
    ]
    return page(request, "about/roles.html", rows=rows)


def accessibility(request: Request) -> Response:
    """The accessibility declaration: nothing is claimed that no audit has shown."""
    return page(request, "about/accessibility.html")


def data(request: Request) -> Response:
    """What is kept, how long, and what it protects against."""
    return page(request, "about/data.html")


routes: list[BaseRoute] = [
    Route("/a-propos/composants", components),
    Route("/a-propos/roles", roles),
    Route("/a-propos/accessibilite", accessibility),
    Route("/a-propos/vos-donnees", data),
]
