"""What a phone shows during a day: the one thing that is open, and what is its holder's."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
