"""Where a day is prepared: its words, its steps, its rooms and tables, from a template or anew."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
