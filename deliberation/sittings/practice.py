"""« Répéter ma journée »: a copy of the day, played by simulated people."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
