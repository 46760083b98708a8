"""How the platform is served: one process on SQLite, any number on PostgreSQL."""

import fcntl
import gc
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from rich.console import Console

from deliberation.app import build, open_database
from deliberation.config import Settings
from deliberation.demo import loading, welcome
from deliberation.engines import migrate
from deliberation.frames import SERVER


class AlreadyServed(Exception):
    """A SQLite file has one server: a second one would not hear of what the first one writes."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold a SQLite database for this process alone."""
    if not settings.database.startswith("sqlite"):
        yield
        return
    lock = Path(settings.database.removeprefix("sqlite:///") + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServed(
                "Cette base SQLite est déjà servie par un autre processus. "
                "Pour plusieurs processus, utilisez PostgreSQL (DATABASE_URL) et Valkey (BUS_URL)."
            ) from None
        yield


class Discreet(logging.Formatter):
    """Says where a failure happened and of what kind, never the message: it may quote someone."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        kind, _, trace = ei
        return "".join([*traceback.format_tb(trace), str(kind.__name__)])


def quiet_logs() -> None:
    """Lines for machines, with no personal data: neither addresses nor what people send."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )


def calm_collector() -> None:
    """Let the garbage collector look seldom at what lives as long as the server does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def run(settings: Settings, demo: bool = False) -> None:
    """Bring the tables up to date, load what is asked, say where to go, and serve."""
    quiet_logs()
    with alone(settings):
        migrate(settings.database)
        if demo:
            load_demonstration(settings)
        Console().print(f"Parole commune : {settings.address}", highlight=False, soft_wrap=True)
        app = build(settings)
        calm_collector()
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            **SERVER,
        )


def load_demonstration(settings: Settings) -> None:
    """Load the fictional committee where it is not yet, and print what there is to try."""
    db = open_database(settings)
    try:
        told = loading.load(db, settings, datetime.now(UTC))
    finally:
        db.close()
    welcome.say(told, Console())
