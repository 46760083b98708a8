"""What every console command shares: the database, progress, answers, and how one says no."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from deliberation.config import Settings

if TYPE_CHECKING:
    from deliberation.db import Database
    from deliberation.records.sheets import Refusal

WRONG_USE = 2

app = typer.Typer(
    help="Parole commune : d'une parole dite à une réponse reçue.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
say = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Un seul objet JSON sur la sortie.")]


@contextmanager
def opened() -> "Iterator[Database]":
    """The database of this instance, with its tables up to date."""
    from deliberation.app import open_database
    from deliberation.engines import migrate

    settings = Settings()
    migrate(settings.database)
    db = open_database(settings)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def or_leave(kind: type[Exception], code: int, sentence: str = "") -> Iterator[None]:
    """Say in one sentence why something could not be done, and leave with this code."""
    try:
        yield
    except kind as refusal:
        say.print(sentence or str(refusal))
        raise typer.Exit(code) from None


@contextmanager
def on_topic(topic: int | None) -> Iterator[None]:
    """Say in one sentence that there is no such topic."""
    from sqlalchemy.exc import NoResultFound

    with or_leave(NoResultFound, WRONG_USE, f"Il n'y a pas de sujet {topic}."):
        yield


def tell_refused(refused: "list[Refusal]", encodings: set[str]) -> None:
    """Say on the error output which lines were not taken, and which files were not in UTF-8."""
    for encoding in sorted(encodings - {"utf-8"}):
        say.print(f"Un fichier n'est pas en UTF-8 : lu comme {encoding}.")
    for line in refused:
        say.print(f"{line.file}, ligne {line.line} : {line.reason}", markup=False)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Any]:
    """A bar on the error output, for long work; silent where nobody looks."""
    with Progress(console=say, transient=True, disable=not say.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done, of=total: bar.update(task, completed=done, total=of)


def answer(result: dict[str, Any], as_json: bool, sentence: str) -> None:
    """The result: one JSON object for a program, one sentence for a person."""
    print(json.dumps(result, ensure_ascii=False) if as_json else sentence)
