"""Where people are spread over tables, by a rule and then by hand."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
