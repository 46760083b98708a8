"""The command line: serve the platform, look after its data, bring consultations in and out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deliberation.config import Settings
from deliberation.console import (
    WRONG_USE,
    AsJson,
    answer,
    app,
    on_topic,
    opened,
    or_leave,
    progress,
    say,
    tell_refused,
)
from deliberation.count_console import count
from deliberation.days_console import bring, rehearse, take

NOTHING_READ = 1
ALTERED = 1

TopicNumber = Annotated[int, typer.Argument(help="Le numéro du sujet.", metavar="SUJET")]
importing = typer.Typer(help="Faire entrer une consultation venue d'ailleurs.")
app.add_typer(importing, name="import", no_args_is_help=True)


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
    from deliberation.engines import migrate
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
def groups(
    topic: TopicNumber,
    k: Annotated[
        int | None,
        typer.Option("--k", min=2, max=20, help="Le nombre de groupes, s'il est imposé."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Les groupes d'opinion d'un sujet, pour qui administre l'instance. Jamais par collège."""
    from deliberation.records.opinions import opinion_groups

    with opened() as db, db.reading() as session, on_topic(topic):
        found = opinion_groups(session, topic, k)
    lines = ["Pas assez de réponses pour former des groupes."] if not found["k"] else []
    lines += [f"Groupe {one['id']} : {one['size']} personnes." for one in found["groups"]]
    if found["consensus"]:
        lines.append(f"Ce qui les rapproche : {', '.join(found['consensus'][:10])}.")
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
    from deliberation import engines

    engines.migrate(Settings().database)
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


for command in (rehearse, take, bring, count):
    app.command()(command)


def main() -> None:
    """What the console command calls."""
    app()


if __name__ == "__main__":
    main()
