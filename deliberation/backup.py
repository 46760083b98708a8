"""A whole copy of a SQLite database, taken even while it is served."""

from pathlib import Path

from deliberation.engines import make_engine


class NotCopied(Exception):
    """The sentence that says why no copy was made."""


def copy(url: str, target: Path) -> None:
    """Copy a SQLite database whole into a new file, even while it is served."""
    if not url.startswith("sqlite"):
        raise NotCopied("Pour PostgreSQL, utilisez pg_dump : il copie la base entière.")
    if target.exists():
        raise NotCopied(f"{target} existe déjà : choisissez un autre nom.")
    if not Path(url.removeprefix("sqlite:///")).exists():
        raise NotCopied("Il n'y a encore rien à copier.")
    engine = make_engine(url)
    connection = engine.raw_connection()  # VACUUM refuses to run inside a transaction
    connection.cursor().execute("VACUUM INTO ?", (str(target),))
    connection.close()
    engine.dispose()
