"""All that is printed for a day, in one file: codes, signs of tables, cards, slips, plan B."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
