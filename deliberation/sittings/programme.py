"""What anyone sees of a day: its programme, on a screen, on paper and in a calendar."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
