"""How a day is carried to a laptop without internet, and brought back, exactly once."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
