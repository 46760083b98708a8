"""« Répéter ma journée »: a copy of the day, played by simulated people.

They are another process, which asks this very server for pages as people do, and tells on its
error output which step it has reached. The report is kept in the data folder.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, func, select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import WorkingGroup
from deliberation.errors import Refusal
from deliberation.forms import Form, read
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.roles import Action
from deliberation.sittings.access import staff_at
from deliberation.sittings.models import Badge, Sitting, Table
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.rules import Standing
from deliberation.web import database, fragment, page, refusal_words, see_other

FEWEST, MOST = 12, 300  # people
MINUTES = 2.0
UNDER_WAY = (Standing.RUNNING, Standing.PAUSED)


class PracticeRefusal(Refusal):
    """Why a day is not rehearsed now."""

    ALREADY = N_("Une répétition est déjà en cours sur ce serveur : attendez qu'elle finisse.")
    NO_STEP = N_("Cette journée n'a pas encore de séquence : ajoutez-en une.")
    DAY_ON = N_("Une journée est en cours. Cochez la case si vous voulez répéter quand même.")


STOPPED = N_("La répétition s'est arrêtée avant la fin. Rien n'a été changé dans votre journée.")
ALL_WELL = N_("Répétition réussie : rien n'a été perdu.")
SOME_LOST = N_("Répétition manquée : des envois ont été perdus. Appelez qui tient le serveur.")
NOT_ALL = N_(
    "Rien n'a été perdu, mais tout ne s'est pas passé comme prévu. Appelez qui tient le serveur."
)
SIZE = N_("{people} personnes et {tables} table imaginaires ont vécu {steps} étapes.")
SIZE_MANY = N_("{people} personnes et {tables} tables imaginaires ont vécu {steps} étapes.")
SENT = N_("{n} envoi est arrivé : mots, cartons, votes, notes des tables.")
SENT_MANY = N_("{n} envois sont arrivés : mots, cartons, votes, notes des tables.")
SEEN = N_("L'écran de la salle montre un geste en {seconds} seconde au plus, presque toujours.")
LAST_SEEN = N_("Le dernier téléphone le montre en {seconds} seconde au plus, presque toujours.")


class PracticeForm(Form):
    confirmed: bool = False


@dataclass
class Practice:
    """The rehearsal that is under way on this server."""

    sitting_id: int
    step: int = 0
    steps: int = 0
    task: asyncio.Task[None] | None = None


def rehearsal(request: Request, status: int = 200, sentence: str = "") -> Response:
    """What a rehearsal does, where it is, what the last one told."""
    _, view = staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        people, tables = _size(session, view)
        day_on = _day_on(session, view)
    return page(
        request,
        "sittings/rehearsal.html",
        status,
        view=view,
        sentence=sentence,
        people=people,
        tables=tables,
        minutes=number(MINUTES),
        day_on=day_on,
        **_state(request, view),
    )


def rehearsal_state(request: Request) -> Response:
    """Where it is, alone."""
    _, view = staff_at(request, Action.RUN_SITTING)
    shown = _state(request, view)
    return HTMLResponse(fragment("sittings/_practice_state.html", view=view, **shown))


async def start_rehearsal(request: Request) -> Response:
    """Let simulated people in, in another process; the page tells how far they are."""
    _, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, PracticeForm)
    size, refusal = await run_in_threadpool(_plan, request, view, form.confirmed)
    if practice_of(request.app):
        refusal = PracticeRefusal.ALREADY
    if refusal:
        return await run_in_threadpool(rehearsal, request, 409, refusal_words(refusal))
    practice = Practice(view.sitting.id or 0, steps=len(view.segments))
    practice.task = asyncio.create_task(_run(request.app, practice, _address(request), size))
    request.app.state.practice = practice
    return see_other(f"/journees/{view.sitting.id}/repetition")


def practice_of(app: Starlette) -> Practice | None:
    """The rehearsal under way, if there is one."""
    practice: Practice | None = getattr(app.state, "practice", None)
    return practice if practice and practice.task and not practice.task.done() else None


def _plan(
    request: Request, view: DayView, confirmed: bool
) -> tuple[tuple[int, int], PracticeRefusal | None]:
    with database(request).reading() as session:
        size = _size(session, view)
        if not view.segments:
            return size, PracticeRefusal.NO_STEP
        day_on = _day_on(session, view) and not confirmed
    return size, PracticeRefusal.DAY_ON if day_on else None


def _size(session: Session, view: DayView) -> tuple[int, int]:
    """As many people as there are badges, as many tables as there are."""
    people, tables = (
        session.exec(select(func.count()).where(kind.sitting_id == view.sitting.id)).one()
        for kind in (Badge, Table)
    )
    return min(max(people, FEWEST), MOST), max(tables, 1)


def _day_on(session: Session, view: DayView) -> bool:
    """Whether people are together now, on a day of this committee."""
    days = select(Sitting.id).join(WorkingGroup)
    ours = days.where(WorkingGroup.committee_id == view.committee.id)
    standings = (day_view(session, id).standing for id in session.exec(ours).all() if id)
    return any(standing in UNDER_WAY for standing in standings)


def _address(request: Request) -> str:
    """Where this very server is reached from its own machine."""
    host, port = request.scope.get("server") or ("", None)
    if not port:
        settings = request.app.state.settings
        host, port = settings.host, settings.port
    return f"http://[{host}]:{port}" if ":" in str(host) else f"http://{host}:{port}"


async def _run(app: Starlette, practice: Practice, url: str, size: tuple[int, int]) -> None:
    """Follow the other process to its end, and keep what it told."""
    settings, (people, tables) = app.state.settings, size
    own = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir)}
    words = ["rehearse", str(practice.sitting_id), "--url", url, "--people", str(people)]
    words += ["--tables", str(tables), "--minutes", str(MINUTES), "--json"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deliberation", *words),
        env=os.environ | own,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    try:
        async for line in process.stderr:
            step, _, steps = line.decode("utf-8", "replace").strip().partition("/")
            if step.isdecimal() and steps.isdecimal():
                practice.step, practice.steps = int(step), int(steps)
        said = await process.stdout.read()
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()  # it erases what it made, then leaves
    kept = {"at": datetime.now(UTC).isoformat(), "report": json.loads(said) if said else None}
    await run_in_threadpool(keep_whole, _file(app, practice.sitting_id), json.dumps(kept))


def _file(app: Starlette, sitting_id: int | None) -> Path:
    folder: Path = app.state.settings.data_dir
    return folder / f"repetition-{sitting_id}.json"


def keep_whole(path: Path, said: str) -> None:
    """Whole or not at all: pages ask for it while it is written."""
    fresh = path.with_suffix(".new")
    fresh.write_text(said, "utf-8")
    fresh.replace(path)


def _state(request: Request, view: DayView) -> dict[str, Any]:
    """What the live part shows: where it is, or what the last one told."""
    practice, path = practice_of(request.app), _file(request.app, view.sitting.id)
    told = json.loads(path.read_text("utf-8")) if path.exists() else None
    return {
        "practice": practice if practice and practice.sitting_id == view.sitting.id else None,
        "elsewhere": practice is not None and practice.sitting_id != view.sitting.id,
        "told_at": datetime.fromisoformat(told["at"]) if told else None,
        "verdict": _verdict(told["report"]) if told else "",
        "well": bool(told and _is_well(told["report"])),
        "lines": _lines(told["report"]) if told and told["report"] else [],
    }


def _is_well(report: dict[str, Any] | None) -> bool:
    if report is None:
        return False
    led = report["steps"] == report["steps_of_the_day"]
    return led and not report["acts_lost"] and not report["errors"]


def _verdict(report: dict[str, Any] | None) -> str:
    if report is None:
        return gettext(STOPPED)
    if report["acts_lost"]:
        return gettext(SOME_LOST)
    return gettext(ALL_WELL if _is_well(report) else NOT_ALL)


def _lines(report: dict[str, Any]) -> list[str]:
    """What a facilitator needs to know, in sentences."""
    sizes = {name: number(report[name]) for name in ("people", "tables", "steps")}
    arrived = report["acts_acknowledged"]
    lines = [ngettext(SIZE, SIZE_MANY, report["tables"]).format(**sizes)]
    lines.append(ngettext(SENT, SENT_MANY, arrived).format(n=number(arrived)))
    for name, sentence in (("seen_p99_ms", SEEN), ("last_seen_p99_ms", LAST_SEEN)):
        if report[name] is not None:
            seconds = number(max(round(report[name] / 1000, 1), 0.1))
            lines.append(gettext(sentence).format(seconds=seconds))
    return lines + [f"{error['sentence']} ({error['count']})" for error in report["errors"]]


HERE = "/journees/{sitting_id:id}/repetition"
routes: list[BaseRoute] = [
    Route(HERE, rehearsal),
    Route(f"{HERE}/etat", rehearsal_state),
    Route(HERE, start_rehearsal, methods=["POST"]),
]
