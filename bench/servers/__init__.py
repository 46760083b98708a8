"""The servers compared. Each listens on a free port of loopback, and prints it.

Sockets at `/follow` are sent a new text of the same length each time one at `/control` asks.
"""

import socket

LENGTH = 300  # characters of a small tally


def listener() -> socket.socket:
    """A listening socket; its port is told to the parent process."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(4096)
    print(listening.getsockname()[1], flush=True)
    return listening


def words(number: int) -> str:
    """What a tally could say: different each time, always as long."""
    rows = "".join(f"<li>{(number * 7919 + row) % 240}</li>" for row in range(40))
    return f"<ul id=tally data-n={number:09}>{rows}"[:LENGTH]
