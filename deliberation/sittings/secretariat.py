"""What the secretariat keeps of a day: who registered, who came, what she needs."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
