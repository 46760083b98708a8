"""The facilitator's desk: where the day stands, its tables, and the buttons that move it on."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
