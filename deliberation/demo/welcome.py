"""What there is to try in the demonstration, told again at each start and written in no log."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.ballots.models import Ballot, BallotState
from deliberation.config import Settings
from deliberation.council.models import Transmission
from deliberation.demo import keys
from deliberation.demo.story import read
from deliberation.people.codes import spaced
from deliberation.sittings import doors
from deliberation.sittings.models import Sitting, SittingState, Table
from deliberation.syntheses.models import Snapshot, Synthesis


class Account(NamedTuple):
    """Someone to sign in as."""

    who: str
    email: str
    password: str


class Places(NamedTuple):
    """The rows to look at first; 0 for what has come to its end since it was loaded."""

    topic: int
    ballot: int
    result: int
    synthesis: int
    transmission: int
    day: int
    lived: int  # a day that is over


class Welcome(NamedTuple):
    """Addresses, codes and passwords."""

    home: str
    slug: str
    room_code: str
    day_code: str
    screen: str  # the address of the day's room screen
    table: str  # the address that makes a device that of the day's first table
    held_cards: tuple[str, ...]  # the four words of people who have already spoken
    free_card: str  # the code of a card that waits for somebody
    accounts: tuple[Account, ...]
    reader_link: str
    places: Places


def welcome(session: Session, settings: Settings) -> Welcome:
    """What to try, for whoever holds the instance's key."""
    told, key = read("committee"), settings.key
    printed = keys.printed(key)
    reader = next(one["email"] for one in told["accounts"] if one["key"] == "reader")
    return Welcome(
        settings.address,
        told["slug"],
        keys.room_code(key),
        keys.day_code(key),
        *_doors(session, settings),
        tuple(" ".join(card.speech.words) for card in printed[: keys.FREE]),
        printed[keys.FREE].code,
        tuple(
            Account(one["who"], one["email"], keys.password_of(key, one["email"]))
            for one in told["accounts"]
            if one["key"] != "reader"
        ),
        f"{settings.address}/lien/{keys.link_of(key, reader)}",
        _places(session, told["slug"]),
    )


def _places(session: Session, slug: str) -> Places:
    ours = select(Topic.id).join(WorkingGroup).join(Committee).where(Committee.slug == slug)
    topic = session.exec(ours.where(Topic.phase == Phase.OPEN)).first()
    sent = session.exec(
        select(Transmission.id, Synthesis.id, Synthesis.topic_id)
        .join(Snapshot, col(Snapshot.id) == Transmission.snapshot_id)
        .join(Synthesis, col(Synthesis.id) == Snapshot.synthesis_id)
        .where(col(Synthesis.topic_id).in_(ours))
        .order_by(col(Transmission.id).desc())
    ).first()
    transmission, synthesis, concluded = sent or (0, 0, 0)
    ballots = select(Ballot.id).order_by(col(Ballot.id))
    published = ballots.where(Ballot.topic_id == concluded, Ballot.state == BallotState.PUBLISHED)
    opened = ballots.where(Ballot.topic_id == topic, Ballot.state == BallotState.OPEN)
    return Places(
        topic or 0,
        session.exec(opened).first() or 0,
        session.exec(published).first() or 0,
        synthesis or 0,
        transmission or 0,
        _day(session, slug, SittingState.ANNOUNCED),
        _day(session, slug, SittingState.OVER),
    )


def _day(session: Session, slug: str, state: SittingState) -> int:
    days = select(Sitting.id).join(WorkingGroup).join(Committee).where(Committee.slug == slug)
    return session.exec(days.where(Sitting.state == state).order_by(col(Sitting.id))).first() or 0


def _doors(session: Session, settings: Settings) -> tuple[str, str]:
    """The addresses of the day's screen and of its first table."""
    day = session.exec(select(Sitting).order_by(col(Sitting.id))).first()
    tables = select(Table).where(Table.sitting_id == (day.id if day else 0))
    table = session.exec(tables.order_by(col(Table.number))).first()
    if day is None or table is None:
        return "", ""
    place = settings.address, settings.key, day
    return doors.screen_address(*place), doors.table_address(*place, table)


def say(told: Welcome, console: Console) -> None:
    """Print it for a person; an address is never cut, so that it can be followed from a screen."""
    for heading, lines in _chapters(told):
        console.print(f"\n{heading}", markup=False, highlight=False, soft_wrap=True, style="bold")
        for label, value in lines:
            console.print(f"  {label} : ", end="", markup=False, highlight=False)
            console.print(value, markup=False, highlight=False, soft_wrap=True, style="cyan")
    console.print()


def _chapters(told: Welcome) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    home, rows = told.home, told.places
    yield (
        "Comité de démonstration des Deux-Vals : personnes et lieux imaginaires",
        [("L'accueil", home), ("Le comité", f"{home}/comites/{told.slug}")],
    )
    yield (
        "Entrer et donner son avis",
        [
            ("Le code de la salle", spaced(told.room_code)),
            ("Ou son adresse", f"{home}/e/{told.room_code}"),
            ("Une carte de parole pas encore utilisée", f"{home}/c/{told.free_card}"),
            *_at(home, "Le sujet ouvert", "/sujets/{}", rows.topic),
            *_at(home, "Le vote ouvert", "/scrutins/{}", rows.ballot),
            *_at(home, "Son écran de salle", "/scrutins/{}/ecran", rows.ballot),
        ],
    )
    if rows.day:
        yield (
            "Vivre la journée « Demain, ensemble »",
            [
                ("Son programme", f"{home}/journees/{rows.day}"),
                ("Son code", spaced(told.day_code)),
                ("Ou son adresse, pour un téléphone", f"{home}/e/{told.day_code}"),
                ("L'appareil d'une table", told.table),
                ("L'écran de la salle", told.screen),
                ("Le pilotage, pour l'animatrice", f"{home}/journees/{rows.day}/pilotage"),
                *_at(home, "Une journée passée, « à chaud »", "/journees/{}/a-chaud", rows.lived),
            ],
        )
    yield (
        f"Revenir avec les quatre mots d'une carte, sur {home}/entrer/carte",
        [
            ("Une personne accompagnée, à qui on a répondu", told.held_cards[0]),
            ("Une professionnelle, qui attend une réponse", told.held_cards[1]),
        ],
    )
    yield (
        "Lire ce qui a été retenu",
        [
            *_at(home, "Un vote qui divise", "/scrutins/{}", rows.result),
            *_at(home, "La synthèse publiée", "/syntheses/{}", rows.synthesis),
            *_at(home, "Sa transmission, et les réponses", "/transmissions/{}", rows.transmission),
        ],
    )
    yield (
        f"Travailler dans le comité, sur {home}/connexion",
        [(account.who, f"{account.email}  {account.password}") for account in told.accounts],
    )
    yield "Répondre au nom de l'instance nationale", [("Un lien personnel", told.reader_link)]


def _at(home: str, label: str, path: str, row: int) -> list[tuple[str, str]]:
    return [(label, home + path.format(row))] if row else []
