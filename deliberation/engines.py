"""How either database is reached, brought to its newest form, and swept of what must not stay."""

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text

MIGRATION_LOCK = 7_205_759
MOST_WAIT = "2s"  # for those who are reading a table that is swept
# An error must not carry into the logs the words that it was about to write.
QUIET: dict[str, Any] = {"hide_parameters": True, "pool_size": 20, "max_overflow": 20}


def make_engine(url: str, begin: str = "BEGIN", foreign_keys: bool = True) -> Engine:
    """The one way to reach either database; SQLite is tamed so that no update is ever lost."""
    if not url.startswith("sqlite"):
        url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
        return create_engine(url, pool_pre_ping=True, **QUIET)
    if path := url.removeprefix("sqlite:///"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 10}, **QUIET)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN, below; the driver must not
        keys = "ON" if foreign_keys else "OFF"
        pragmas = "journal_mode=WAL", "synchronous=FULL", f"foreign_keys={keys}", "secure_delete=ON"
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migrate(url: str, revision: str = "head") -> None:
    """Bring the tables to the newest form; two servers that start together take turns."""
    engine = make_engine(url, begin="BEGIN IMMEDIATE", foreign_keys=False)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            config.attributes["connection"] = connection
            alembic.upgrade(config, revision)
    finally:
        engine.dispose()


def sweep(engine: Engine, tables: Iterable[str]) -> None:
    """Take out of the files what rows of these tables said before they were rewritten.

    On PostgreSQL a table is written anew, without its dead rows, but those that someone reads at
    that moment (a backup, the server's own housekeeping): then the next time. SQLite zeroes what
    it deletes (`secure_delete`); its log is emptied, unless someone is reading: the same.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{MOST_WAIT}'"))  # nobody votes meanwhile
        try:
            for table in sorted(tables):
                connection.execute(text(f'VACUUM (FULL) "{table}"'))
        finally:
            connection.execute(text("RESET lock_timeout"))
