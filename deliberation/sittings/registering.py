"""How people register for a day, choose workshops, and change their minds."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
