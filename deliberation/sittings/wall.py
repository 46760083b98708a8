"""Where a facilitator groups the cards of the tables, and makes proposals and ballots of them."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
