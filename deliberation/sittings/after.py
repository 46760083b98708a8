"""What a day leaves: its page « à chaud », its minutes, what people thought of it."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
