"""What the room sees: one scene at a time, without names, paged and never scrolled."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
