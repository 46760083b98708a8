"""A real server for the browser tests: our application on a free port of this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from deliberation.frames import SERVER


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address at which `app` answers, for as long as the block lasts."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, **SERVER))
        thread = Thread(target=server.run, args=([door],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
