"""The platform itself, in the middle of the vote of a live day: `room FOLDER PHONES TABLES VOTERS`.

Prints its port, then where to vote. Two files of the folder say who may follow what, and who may
vote: those who are in are written straight into the database, whose door is slow on purpose.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from sqlmodel import Session

from bench.servers import listener
from deliberation.app import build, open_database
from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.ballots.models import Ballot, BallotState
from deliberation.config import Settings
from deliberation.engines import migrate
from deliberation.frames import SERVER
from deliberation.people.models import Channel, College, Participant
from deliberation.security import PARTICIPANT_COOKIE, new_token, token_hash
from deliberation.server import calm_collector
from deliberation.sittings.conducting import conduct
from deliberation.sittings.doors import DEVICE_COOKIE, screen_address
from deliberation.sittings.models import (
    Act,
    Opens,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Table,
)

SCREENS = 3
QUESTION = "Faut-il un accueil sans rendez-vous, un jour par semaine, dans chaque canton ?"


def set_up(session: Session, phones: int, tables: int, voters: int) -> dict[str, list[str]]:
    """A day, its people, and the question that is open to their vote."""
    session.add(Committee(id=1, slug="a", name="A", territories="", bearers="", term=""))
    session.flush()
    session.add(WorkingGroup(id=1, committee_id=1, name="B"))
    session.add_all(
        College(id=id, committee_id=1, code=str(id), name="C", shape="circle") for id in range(1, 7)
    )
    session.flush()
    session.add(Topic(id=1, group_id=1, question="?", phase=Phase.OPEN))
    session.flush()
    session.add(Ballot(id=1, topic_id=1, question=QUESTION, state=BallotState.OPEN))
    now = datetime.now(UTC)
    day = {"title": "Demain, ensemble", "state": SittingState.ANNOUNCED}
    sitting = Sitting(id=1, group_id=1, topic_id=1, starts_at=now, **day)  # type: ignore[arg-type]
    session.add(sitting)
    session.flush()
    step = {"kind": SegmentKind.VOTE, "opens": Opens.VOTING, "title": "Le vote", "minutes": 60}
    session.add(Segment(sitting_id=1, position=0, ballot_id=1, **step))  # type: ignore[arg-type]
    devices, cards = [new_token() for _ in range(tables)], [new_token() for _ in range(voters)]
    for number, device in enumerate(devices, 1):
        session.add(Table(id=number, sitting_id=1, number=number, device_hash=token_hash(device)))
    session.flush()
    session.add_all(
        Participant(
            committee_id=1,
            college_id=number % 6 + 1,
            pseudonym=f"Voix {number}",
            card_hash=token_hash(card),
            channel=Channel.PHONE,
            joined_on=now.date(),
        )
        for number, card in enumerate(cards)
    )
    conduct(session, 1, Act.START, 0, "account:1", now)
    path, _, token = screen_address("", session.info["key"], sitting).partition("?")
    following = [f"/journees/1/suivre/direct\t{PARTICIPANT_COOKIE}={c}" for c in cards[:phones]]
    following += [f"{path}/direct?{token}\t"] * SCREENS
    following += [f"/tables/{n}/direct\t{DEVICE_COOKIE}={d}" for n, d in enumerate(devices, 1)]
    return {
        "followers": following,
        "voters": [f"{PARTICIPANT_COOKIE}={card}" for card in cards],
    }


def main(folder: Path, *sizes: int) -> None:
    settings: Any = Settings(data_dir=folder, database_url="", bus_url=None)
    migrate(settings.database)
    db = open_database(settings)
    for name, lines in db.do(set_up, *sizes).items():
        (folder / name).write_text("\n".join(lines) + "\n")
    db.close()
    app = build(settings)
    calm_collector()
    config = uvicorn.Config(app, **SERVER, loop="uvloop", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    server.run(sockets=[listener()])


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
