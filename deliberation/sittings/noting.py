"""What the device of a table shows: its notes, its priorities, and their reading back."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
