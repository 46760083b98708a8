"""The command line: serve the platform, look after its data, bring consultations in and out."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from deliberation.config import Settings

if TYPE_CHECKING:
    from deliberation.db import Database

NOTHING_READ = 1
WRONG_USE = 2

app = typer.Typer(
    help="Parole commune : d'une parole dite à une réponse reçue.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
importing = typer.Typer(help="Faire entrer une consultation venue d'ailleurs.")
app.add_typer(importing, name="import", no_args_is_help=True)
say = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Un seul objet JSON sur la sortie.")]
TopicNumber = Annotated[int, typer.Argument(help="Le numéro du sujet.", metavar="SUJET")]


@contextmanager
def opened() -> "Iterator[Database]":
    """The database of this instance, with its tables up to date."""
    from deliberation.app import open_database
    from deliberation.db import migrate

    settings = Settings()
    migrate(settings.database)
    db = open_database(settings)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Any]:
    """A bar on the error output, for long work; silent where nobody looks."""
    with Progress(console=say, transient=True, disable=not say.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


def answer(result: dict[str, Any], as_json: bool, sentence: str) -> None:
    """The result: one JSON object for a program, one sentence for a person."""
    print(json.dumps(result, ensure_ascii=False) if as_json else sentence)


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Charger le comité de démonstration.")] = False,
) -> None:
    """Ouvrir la plateforme (HOST, PORT, DATABASE_URL, BUS_URL, DATA_DIR changent les réglages)."""
    from deliberation.server import AlreadyServed, run

    try:
        run(Settings(), demo=demo)
    except AlreadyServed as refusal:
        say.print(str(refusal))
        raise typer.Exit(WRONG_USE) from None


@app.command()
def migrate() -> None:
    """Mettre les tables de la base de données à jour."""
    from deliberation import db

    db.migrate(Settings().database)
    say.print("Les tables sont à jour.")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Le fichier à écrire.", metavar="FICHIER")],
) -> None:
    """Copier la base de données SQLite dans un fichier, même pendant que la plateforme sert."""
    from deliberation.db import NotCopied, copy

    try:
        copy(Settings().database, target)
    except NotCopied as refusal:
        say.print(str(refusal))
        raise typer.Exit(WRONG_USE) from None
    say.print(f"Copié dans {target}. Gardez aussi {Settings().data_dir / 'instance.key'}.")


def main() -> None:
    """What the console command calls."""
    app()


if __name__ == "__main__":
    sys.exit(main())
