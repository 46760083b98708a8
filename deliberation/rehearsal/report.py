"""What a rehearsal tells: figures for programs, sentences for those who will hold the day."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from deliberation.rehearsal.book import Room

ALL_WELL = "Répétition réussie : rien n'a été perdu."
SOME_LOST = "Répétition manquée : {lost} envois sont perdus."
SOME_ERRORS = "Répétition à refaire : rien n'a été perdu, mais tout ne s'est pas passé comme prévu."


def report_of(
    room: Room, screen: str, led: int, steps: int, gone: int, seconds: float
) -> dict[str, Any]:
    """Everything, as one JSON object."""
    book = room.book
    acknowledged = sum(book.acknowledged.values())
    by_phone = [book.of[f"phone {number}"] for number in range(1, room.people + 1)]
    seen, last = room.watch.delays(screen)
    return {
        "people": room.people,
        "tables": room.tables,
        "acts_sent": book.sent,
        "acts_acknowledged": acknowledged,
        "acts_lost": book.sent - acknowledged + gone,
        "acts_per_person": round(sum(by_phone) / max(len(by_phone), 1), 1),
        "fewest_acts_of_a_person": min(by_phone, default=0),
        "acts_by_kind": dict(sorted(book.acknowledged.items())),
        **percentiles("ack", book.waits),
        **percentiles("seen", seen),
        **percentiles("last_seen", last),
        "seen": len(seen),
        "steps": led,
        "steps_of_the_day": steps,
        "errors": [{"sentence": words, "count": n} for words, n in book.errors.most_common()],
        "seconds": round(seconds, 1),
    }


def percentiles(name: str, waits: list[float]) -> dict[str, float | None]:
    """The median and the 99th percentile, in milliseconds."""
    ranked = sorted(waits)
    return {
        f"{name}_p{percent}_ms": round(ranked[len(ranked) * percent // 100] * 1e3, 1)
        if ranked
        else None
        for percent in (50, 99)
    }


def is_well(report: dict[str, Any]) -> bool:
    """Nothing is lost, and the whole day was led."""
    return not (
        report["acts_lost"] or report["errors"] or report["steps"] < report["steps_of_the_day"]
    )


def verdict(report: dict[str, Any]) -> str:
    """The one sentence that counts."""
    if report["acts_lost"]:
        return SOME_LOST.format(lost=report["acts_lost"])
    return ALL_WELL if is_well(report) else SOME_ERRORS


def sentences(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = [
        verdict(report),
        "",
        f"{report['people']} personnes et {report['tables']} tables, "
        f"{report['steps']} étapes sur {report['steps_of_the_day']}, "
        f"{report['seconds']:.0f} secondes.",
        f"{report['acts_sent']} envois, {report['acts_acknowledged']} enregistrés, "
        f"{report['acts_lost']} perdus ; {_comma(report['acts_per_person'])} par personne.",
    ]
    if report["ack_p50_ms"] is not None:
        lines.append(f"« C'est enregistré » vient en {_two(report, 'ack')}.")
    if report["seen_p50_ms"] is not None:
        lines.append(f"L'écran de la salle le montre en {_two(report, 'seen')}.")
    if report["last_seen_p50_ms"] is not None:
        lines.append(f"Le dernier téléphone le montre en {_two(report, 'last_seen')}.")
    lines += [f"{error['sentence']} ({error['count']} fois)" for error in report["errors"]]
    return "\n".join(lines)


def _two(report: dict[str, Any], name: str) -> str:
    half, most = report[f"{name}_p50_ms"], report[f"{name}_p99_ms"]
    return f"{half:.0f} ms pour une moitié, {most:.0f} ms pour 99 envois sur 100"


def _comma(number: float) -> str:
    return f"{number}".replace(".", ",")


def step_teller(show: Callable[[int, int], None], say: Console) -> Callable[[int, int], None]:
    """Tell where a rehearsal is: a bar for a person, one line for a program that listens."""

    def tell(step: int, steps: int) -> None:
        show(step, steps)
        if not say.is_terminal:
            say.print(f"{step}/{steps}", highlight=False)

    return tell
