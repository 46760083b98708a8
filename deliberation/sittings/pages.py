"""All the pages of live days, gathered from where each part of them is."""

from starlette.routing import BaseRoute

from deliberation.sittings import (
    after,
    carrying,
    following,
    kit,
    noting,
    pilot,
    placing,
    practice,
    preparing,
    programme,
    registering,
    screen,
    secretariat,
    unheard_desk,
    wall,
)

routes: list[BaseRoute] = [
    *programme.routes,
    *registering.routes,
    *secretariat.routes,
    *preparing.routes,
    *following.routes,
    *noting.routes,
    *pilot.routes,
    *placing.routes,
    *screen.routes,
    *wall.routes,
    *kit.routes,
    *after.routes,
    *carrying.routes,
    *practice.routes,
    *unheard_desk.routes,
]
