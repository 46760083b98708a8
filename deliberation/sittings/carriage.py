"""How a day leaves for a laptop and comes home, exactly once each way."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Topic
from deliberation.ballots.closing import close_imported, seal_brought
from deliberation.ballots.models import BallotState
from deliberation.ballots.rules import COUNTED
from deliberation.errors import Refusal, refuse
from deliberation.i18n import N_
from deliberation.journal import record
from deliberation.security import new_token
from deliberation.sittings.ballots_home import recast
from deliberation.sittings.homecoming import bring_home
from deliberation.sittings.luggage import AROUND, OWN, Rows, last_ids, luggage, table_of
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.reading import day_view
from deliberation.sittings.registers import Carriage

# While a day is away, other notes of its topic are numbered far after those that it may take.
NUMBERS_KEPT = 100_000


class Way(StrEnum):
    """What happened to a day that travels."""

    LEFT = "left"  # from the server
    KEPT = "kept"  # its departure was given up
    ARRIVED = "arrived"  # on the laptop
    RETURNED = "returned"  # from the laptop
    HOME = "home"  # on the server again


class CarriageRefusal(Refusal):
    """Why a day does not travel."""

    AWAY = N_("Cette journée est déjà emportée : téléchargez de nouveau le même fichier.")
    DRAFT = N_("Annoncez d'abord la journée : elle voyage avec ses tables et son code.")
    OVER = N_("Cette journée est terminée : il n'y a plus rien à emporter.")
    NOT_AWAY = N_("Cette journée n'est pas emportée.")
    ALREADY_THERE = N_("Cette journée a déjà été apportée ici. Rien n'a été fait deux fois.")
    ALREADY_HOME = N_("Cette journée est déjà revenue. Rien n'a été fait deux fois.")
    GIVEN_UP = N_(
        "Entre-temps, quelqu'un a gardé la journée ici : ce retour n'est plus attendu. "
        "Gardez le fichier, et parlez-en à la personne qui administre la plateforme."
    )
    NO_FILE = N_("Choisissez le fichier que l'ordinateur portable a donné.")
    OTHER_FILE = N_("Ce fichier n'est pas le retour de cette journée.")
    NOT_EMPTY = N_(
        "Cette installation contient déjà autre chose. Apportez la journée dans une "
        "installation neuve : un autre dossier de données (DATA_DIR)."
    )


def take_away(session: Session, sitting_id: int, actor: str, now: datetime) -> str:
    """A day leaves: nothing of it changes here until it is back. Returns its journey's mark."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(_why_not_leave(sitting))
    token, last = new_token(), last_ids(session)
    sitting.away = True
    for topic in _topics(session, sitting_id):
        topic.notes_numbered += NUMBERS_KEPT
    _step(session, sitting, token, Way.LEFT, actor, now, last=last)
    return token


def give_up(session: Session, sitting_id: int, actor: str, now: datetime) -> int:
    """The day stays after all: what may have been done elsewhere will not be taken back."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    journey = last_journey(session, sitting_id)
    away = sitting.away and journey is not None and journey.way == Way.LEFT
    refuse(None if away else CarriageRefusal.NOT_AWAY)
    assert journey is not None
    sitting.away = False
    _step(session, sitting, journey.token, Way.KEPT, actor, now)
    return sitting_id


def send_home(session: Session, sitting_id: int, actor: str, now: datetime) -> str:
    """On the laptop: the day is over here, and goes back. Returns the mark of its journey."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    journey = last_journey(session, sitting_id)
    here = not sitting.away and journey is not None and journey.way == Way.ARRIVED
    refuse(None if here else CarriageRefusal.NOT_AWAY)
    assert journey is not None
    sitting.away = True
    _step(session, sitting, journey.token, Way.RETURNED, actor, now)
    return journey.token


def content_of(session: Session, sitting_id: int) -> dict[str, Any]:
    """What the file of a day that left holds; the same each time it is asked for."""
    journey = last_journey(session, sitting_id)
    leaving = journey is not None and journey.way in (Way.LEFT, Way.RETURNED)
    refuse(None if leaving else CarriageRefusal.NOT_AWAY)
    assert journey is not None
    home = journey.way == Way.LEFT
    return {
        "sitting": sitting_id,
        "token": journey.token,
        "way": journey.way,
        "rows": luggage(session, sitting_id, home),
    }


def bring(session: Session, content: dict[str, Any], actor: str, now: datetime) -> int:
    """A day arrives: on a laptop that is empty, or home again. Returns its number."""
    if content["way"] == Way.LEFT:
        return _settle(session, content, actor, now)
    return _come_home(session, content, actor, now)


def last_journey(session: Session, sitting_id: int) -> Carriage | None:
    """The last thing that happened to a day that travels."""
    steps = select(Carriage).where(Carriage.sitting_id == sitting_id)
    return session.exec(steps.order_by(col(Carriage.id).desc())).first()


def _settle(session: Session, content: dict[str, Any], actor: str, now: datetime) -> int:
    """On the laptop, every row has the number that it had."""
    _once(session, content["token"], Way.ARRIVED, CarriageRefusal.ALREADY_THERE)
    for kind in (*AROUND, *OWN):
        if session.exec(select(func.count()).select_from(kind)).one():
            refuse(CarriageRefusal.NOT_EMPTY)
    rows: Rows = content["rows"]
    votes = rows.pop("vote")
    known = {row["id"] for row in rows["account"]}
    for row in rows["contribution"]:  # who typed it may have left the committee
        row["entered_by_id"] = row["entered_by_id"] if row["entered_by_id"] in known else None
    for row in rows["topic"]:
        row["notes_numbered"] -= NUMBERS_KEPT
    for kind in (*AROUND, *OWN):
        table = table_of(kind)
        if found := rows.get(table.name):
            session.connection().execute(insert(table), found)
    _go_on_counting(session)
    sitting = session.get_one(Sitting, content["sitting"])
    sitting.away = False
    recast(session, votes)
    begun = [row for row in rows["ballot"] if row["state"] != BallotState.DRAFT]
    seal_brought(session, [row["id"] for row in begun])
    close_imported(session, [row["id"] for row in begun if row["state"] in COUNTED])
    _step(session, sitting, content["token"], Way.ARRIVED, actor, now)
    return int(content["sitting"])


def _go_on_counting(session: Session) -> None:
    """PostgreSQL must not give again the numbers that came with the rows."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name, last in last_ids(session).items():
        words = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {max(last, 1)})"
        session.connection().execute(text(words))


def _come_home(session: Session, content: dict[str, Any], actor: str, now: datetime) -> int:
    token = content["token"]
    left = select(Carriage).where(Carriage.token == token, Carriage.way == Way.LEFT)
    departure = session.exec(left).first()
    refuse(None if departure else CarriageRefusal.NOT_AWAY)
    assert departure is not None
    sitting = session.get_one(Sitting, departure.sitting_id, with_for_update=True)
    _once(session, token, Way.HOME, CarriageRefusal.ALREADY_HOME)
    _once(session, token, Way.KEPT, CarriageRefusal.GIVEN_UP)
    sitting.away = False
    bring_home(session, content["rows"], sitting, token, actor, now)
    _step(session, sitting, token, Way.HOME, actor, now)
    return departure.sitting_id


def _why_not_leave(sitting: Sitting) -> CarriageRefusal | None:
    if sitting.away:
        return CarriageRefusal.AWAY
    if sitting.state is SittingState.OVER:
        return CarriageRefusal.OVER
    return CarriageRefusal.DRAFT if sitting.state is SittingState.DRAFT else None


def _once(session: Session, token: str, way: Way, refusal: CarriageRefusal) -> None:
    done = select(Carriage.id).where(Carriage.token == token, Carriage.way == way)
    refuse(refusal if session.exec(done).first() else None)


def _topics(session: Session, sitting_id: int) -> list[Topic]:
    view = day_view(session, sitting_id)
    ids = {view.sitting.topic_id, *(segment.topic_id for segment in view.segments)}
    wanted = select(Topic).where(col(Topic.id).in_([id for id in ids if id]))
    return list(session.exec(wanted.order_by(col(Topic.id)).with_for_update()))


def _step(
    session: Session,
    sitting: Sitting,
    token: str,
    way: Way,
    actor: str,
    now: datetime,
    **details: Any,
) -> None:
    assert sitting.id is not None
    session.add(Carriage(sitting_id=sitting.id, token=token, way=way, at=now))
    journey = {"journey": token[:8], **details}
    record(session, f"sitting.{way}", sitting.channel, actor=actor, **journey)
