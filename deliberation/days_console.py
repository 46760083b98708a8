"""The console commands of live days: rehearse one, carry one to a laptop, bring one back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deliberation.config import Settings
from deliberation.console import WRONG_USE, AsJson, answer, opened, or_leave, progress, say
from deliberation.i18n import gettext

LOST = 1
CONSOLE = "console"  # who acts, in the journal

Day = Annotated[int, typer.Argument(help="Le numéro de la journée.", metavar="JOURNÉE")]


def rehearse(
    sitting: Day,
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


def take(
    sitting: Day,
    file: Annotated[Path, typer.Argument(help="Le fichier à écrire.", metavar="FICHIER")],
) -> None:
    """Emporter une journée : elle s'écrit dans un fichier, et plus rien n'en change ici."""
    from sqlalchemy.exc import NoResultFound

    from deliberation.errors import Refused
    from deliberation.sittings import bundle, carriage

    no_day = f"Il n'y a pas de journée {sitting}."
    with opened() as db, or_leave(NoResultFound, WRONG_USE, no_day), refusals(Refused):
        with db.reading() as session:
            journey = carriage.last_journey(session, sitting)
        # A journey that has begun is written again: the file may have been lost.
        if journey is None or journey.way not in (carriage.Way.LEFT, carriage.Way.RETURNED):
            arrived = journey is not None and journey.way == carriage.Way.ARRIVED
            leave = carriage.send_home if arrived else carriage.take_away
            db.do(leave, sitting, CONSOLE, datetime.now(UTC))
        with db.reading() as session:
            content = carriage.content_of(session, sitting)
        file.write_bytes(bundle.packed(db.key, content))
    say.print(f"La journée {sitting} est dans {file}.")


def bring(
    file: Annotated[Path, typer.Argument(help="Le fichier emporté.", metavar="FICHIER")],
) -> None:
    """Apporter une journée sur un ordinateur neuf, ou la ramener chez elle. Une seule fois."""
    from deliberation.errors import Refused
    from deliberation.sittings import bundle, carriage

    with or_leave(OSError, WRONG_USE, f"Nous ne pouvons pas lire {file}."):
        data = file.read_bytes()
    with opened() as db, refusals(Refused):
        content = bundle.unpacked(db.key, data)
        sitting = db.do(carriage.bring, content, CONSOLE, datetime.now(UTC))
    say.print(f"La journée {sitting} est ici.")


@contextmanager
def refusals(kind: type[Exception]) -> Iterator[None]:
    """Say in the words of the rule why something is not done."""
    try:
        yield
    except kind as refused:
        say.print(gettext(str(refused)), highlight=False)
        raise typer.Exit(WRONG_USE) from None
