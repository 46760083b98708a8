"""The command line: serve the platform, look after its data, bring consultations in and out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from deliberation.config import Settings

if TYPE_CHECKING:
    from deliberation.db import Database
    from deliberation.records.sheets import Refusal

NOTHING_READ = 1
ALTERED = 1
LOST = 1
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


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Charger le comité de démonstration.")] = False,
) -> None:
    """Ouvrir la plateforme (HOST, PORT, DATABASE_URL, BUS_URL, DATA_DIR changent les réglages)."""
    from deliberation.server import AlreadyServed, run

    with or_leave(AlreadyServed, WRONG_USE):
        run(Settings(), demo=demo)


@app.command()
def demo() -> None:
    """Charger le comité de démonstration dans une base d'essai, une fois, et dire quoi essayer."""
    from deliberation.db import migrate
    from deliberation.server import load_demonstration

    settings = Settings()
    migrate(settings.database)
    load_demonstration(settings)


@importing.command()
def polis(
    folder: Annotated[Path, typer.Argument(help="Le dossier de l'export.", metavar="DOSSIER")],
    as_json: AsJson = False,
) -> None:
    """Une conversation Polis : comments.csv, votes.csv et, s'il existe, summary.csv."""
    from deliberation.records.polis import read_conversation
    from deliberation.records.polis_import import keep_conversation
    from deliberation.records.sheets import Unreadable

    with or_leave(Unreadable, NOTHING_READ):
        conversation = read_conversation(folder)
    tell_refused(conversation.refused, conversation.encodings)
    with opened() as db, progress(f"{len(conversation.votes)} votes"):
        kept = db.do(keep_conversation, conversation, datetime.now(UTC))
    result = {
        "topic": kept.topic_id,
        "proposals": len(conversation.comments),
        "participants": len(conversation.participants),
        "votes": len(conversation.votes),
        "refused": [line._asdict() for line in conversation.refused],
        "added": kept._asdict(),
    }
    answer(
        result,
        as_json,
        f"Sujet {kept.topic_id} : {kept.proposals} propositions, {kept.participants} personnes "
        f"et {kept.votes} votes nouveaux ; {len(conversation.refused)} lignes refusées.",
    )


@importing.command()
def contributions(
    file: Annotated[Path, typer.Argument(help=".csv, .json ou .jsonl", metavar="FICHIER")],
    topic: Annotated[int | None, typer.Option(help="Ajouter à ce sujet.", metavar="SUJET")] = None,
    as_json: AsJson = False,
) -> None:
    """Des contributions, propositions, arguments et totaux (colonnes : voir le README)."""
    from deliberation.records.lines_import import keep_batch, read_batch
    from deliberation.records.sheets import Unreadable

    with or_leave(Unreadable, NOTHING_READ):
        batch = read_batch(file)
    tell_refused(batch.refused, {batch.encoding})
    with opened() as db, progress(f"{len(batch.lines)} lignes"), on_topic(topic):
        kept = db.do(keep_batch, batch, datetime.now(UTC), topic)
    result = {
        "topic": kept.topic_id,
        **batch.numbers(),
        "encoding": batch.encoding,
        "refused": [line._asdict() for line in batch.refused],
        "added": kept._asdict(),
    }
    answer(
        result,
        as_json,
        f"Sujet {kept.topic_id} : {kept.contributions} contributions, {kept.proposals} "
        f"propositions, {kept.arguments} arguments et {kept.totals} totaux nouveaux ; "
        f"{len(batch.refused)} lignes refusées.",
    )


@app.command()
def export(
    topic: TopicNumber,
    file: Annotated[Path | None, typer.Argument(help=".csv ou .json", metavar="[FICHIER]")] = None,
    public: Annotated[bool, typer.Option(help="Seulement ce qui peut être public.")] = False,
) -> None:
    """Écrire un sujet en CSV ou en JSON, que « import contributions » relit tel quel."""
    from deliberation.records import exports

    table = file is not None and file.suffix.lower() == ".csv"
    with opened() as db, db.reading() as session, on_topic(topic):
        rows = list(exports.rows_of(session, topic, public))
    written = exports.as_csv(rows) if table else exports.as_json(rows)
    if file is None:
        print(written, end="")
        return
    file.write_text(written, encoding="utf-8-sig" if table else "utf-8", newline="")
    say.print(f"{len(rows)} lignes écrites dans {file}.")


@app.command()
def results(topic: TopicNumber, as_json: AsJson = False) -> None:
    """Les totaux exacts d'un sujet, pour qui administre l'instance. Jamais par collège."""
    from deliberation.records import results as counting

    with opened() as db, db.reading() as session, on_topic(topic):
        found = counting.results(session, topic)
    lines = [f"{found['participants']} personnes ont voté."]
    for row in found["proposals"]:
        counts = ", ".join(f"{row[name]} {name}" for name in counting.NAMES.values() if row[name])
        lines.append(f"{row['external_id'] or row['id']} : {counts or 'aucun vote'}")
    answer(found, as_json, "\n".join(lines))


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Recompter chaque vote et vérifier le journal ; sortie 1 si quelque chose a été changé."""
    from deliberation.records.verifying import altered

    with opened() as db, progress("Vérification"), db.reading() as session:
        found = altered(session, db.key)
    answer(
        {"altered": found},
        as_json,
        "\n".join(found) or "Tout est comme au moment de l'écriture.",
    )
    raise typer.Exit(ALTERED if found else 0)


@app.command()
def forget(as_json: AsJson = False) -> None:
    """Effacer ce qui doit l'être : inscriptions anciennes, liens des journées finies."""
    from deliberation.forgetting import forget as forget_now

    with opened() as db:
        gone = db.do(forget_now, datetime.now(UTC))
    answer(
        gone._asdict(),
        as_json,
        f"Effacés : {gone.registrations} inscriptions, {gone.ties} liens entre une personne et "
        f"une journée finie, {gone.forms} traces d'envois.",
    )


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
    from deliberation.backup import NotCopied, copy

    with or_leave(NotCopied, WRONG_USE):
        copy(Settings().database, target)
    say.print(f"Copié dans {target}. Gardez aussi {Settings().data_dir / 'instance.key'}.")


@app.command()
def rehearse(
    sitting: Annotated[int, typer.Argument(help="Le numéro de la journée.", metavar="JOURNÉE")],
    people: Annotated[int, typer.Option(min=1, max=2000, help="Combien de personnes.")] = 240,
    tables: Annotated[int, typer.Option(min=1, max=200, help="Combien de tables.")] = 30,
    url: Annotated[str, typer.Option(help="Le serveur (HOST et PORT si rien n'est dit).")] = "",
    minutes: Annotated[float, typer.Option(min=0.02, max=60, help="Durée visée.")] = 1.0,
    keep: Annotated[bool, typer.Option(help="Garder la copie trente jours.")] = False,
    as_json: AsJson = False,
) -> None:
    """Répéter une journée avec des personnes simulées ; sortie 1 si quelque chose a été perdu."""
    from sqlalchemy.exc import NoResultFound

    from deliberation.rehearsal import report
    from deliberation.rehearsal.browser import Server
    from deliberation.rehearsal.playing import NotPlayed, rehearse

    settings = Settings()
    with or_leave(ValueError, WRONG_USE, f"Ce n'est pas l'adresse d'un serveur : {url}"):
        server = Server.at(url or f"{settings.host}:{settings.port}")
    with (
        or_leave(NotPlayed, WRONG_USE),
        or_leave(NoResultFound, WRONG_USE, f"Il n'y a pas de journée {sitting}."),
        opened() as db,
        progress("Répétition") as show,
    ):
        told = rehearse(
            db, server, sitting, people, tables, minutes, keep, report.step_teller(show, say)
        )
    answer(told, as_json, report.sentences(told))
    raise typer.Exit(0 if report.is_well(told) else LOST)


def main() -> None:
    """What the console command calls."""
    app()


if __name__ == "__main__":
    main()
