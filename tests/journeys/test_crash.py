"""What a server does in its worst moments: killed in the middle of votes, or without its tables."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import httpx2
from sqlalchemy import text
from sqlmodel import select
from typer.testing import CliRunner

from deliberation.__main__ import app as console
from deliberation.app import open_database
from deliberation.ballots.models import Choice, Vote
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.people.models import Participant
from deliberation.security import PARTICIPANT_COOKIE, token_hash
from tests.ballots.voting import an_open_ballot
from tests.hall import SOON
from tests.world import World, a_participant, a_world

CONSOLE = str(Path(sys.executable).with_name("deliberation"))
VOTERS = 8
ENOUGH = 80  # answers heard when the server is killed: others are then on their way
CHOICES = list(Choice)


@dataclass
class Voter:
    """Someone who votes and speaks again and again, and remembers what she was told was kept."""

    secret: str
    kept: Choice | None = None
    tried: Choice | None = None
    words: list[str] = field(default_factory=list)

    def goes_on(self, address: str, world: World, ballot: int, heard: SimpleQueue[str]) -> None:
        cookies = {PARTICIPANT_COOKIE: self.secret}
        with (
            httpx2.Client(base_url=address, cookies=cookies, timeout=SOON, verify=False) as client,
            suppress(httpx2.TransportError),  # the server is dead
        ):
            for turn in count():
                self.tried = CHOICES[turn % len(CHOICES)]
                vote = {"choice": self.tried.value}
                assert client.post(f"/scrutins/{ballot}/votes", data=vote).status_code == 303
                self.kept = self.tried
                heard.put("vote")
                said = f"{self.secret} {turn}"
                box = f"/sujets/{world.topic_id}/contributions"
                assert client.post(box, data={"words": said}).status_code == 303
                self.words.append(said)
                heard.put("words")


@contextmanager
def a_server(
    settings: Settings, output: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The real server, in a process of its own, once it answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen(
        [CONSOLE, "serve"],
        env=environment(settings) | {"PORT": str(port)},
        stdout=output,
        stderr=output,
    )
    try:
        while not answers(port):
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the server ended with {server.wait(0.1)}")
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def environment(settings: Settings) -> dict[str, str]:
    places = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    return dict(os.environ) | places


def test_a_killed_server_comes_back_with_every_act_it_had_acknowledged(settings: Settings) -> None:
    db = open_database(settings)
    try:
        world = a_world(db)
        ballot = an_open_ballot(world)
        voters = [Voter(a_participant(world, number=number)) for number in range(VOTERS)]
        heard: SimpleQueue[str] = SimpleQueue()
        with a_server(settings) as (server, address), ThreadPoolExecutor(VOTERS) as crowd:
            going = [crowd.submit(v.goes_on, address, world, ballot, heard) for v in voters]
            for _ in range(ENOUGH):
                heard.get(timeout=SOON)
            server.kill()
            for one in going:
                one.result(SOON)
        with a_server(settings) as (_, address):
            page = httpx2.get(f"{address}/scrutins/{ballot}", verify=False).text
            assert f"{VOTERS} personnes ont répondu" in page
            with db.reading() as session:
                said = set(session.exec(select(Contribution.words)))
                votes = dict(
                    session.exec(
                        select(Participant.card_hash, Vote.choice).join(
                            Vote, Vote.participant_id == Participant.id
                        )
                    ).all()
                )
            for voter in voters:
                assert said.issuperset(voter.words)
                # The last vote may have been kept though its answer never came.
                assert votes[token_hash(voter.secret)] in (voter.kept, voter.tried)
            recount = CliRunner().invoke(console, ["verify"], env=environment(settings))
            assert recount.exit_code == 0, recount.output
    finally:
        db.close()


def test_even_a_server_that_fails_writes_nobodys_words_in_its_logs(
    sqlite_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=sqlite_url)
    db = open_database(settings)
    world = a_world(db)
    voter = Voter(a_participant(world))
    db.do(lambda session: session.execute(text("DROP TABLE seal")) and None)
    db.close()
    form = {"words": "Des mots à taire, au 06 12 34 56 78", "code": "K7M4PX"}
    with (tmp_path / "output").open("w+b") as output, a_server(settings, output) as (_, address):
        # After a failure the server closes the connection: each request opens its own.
        alone = httpx2.Limits(max_keepalive_connections=0)
        with httpx2.Client(base_url=address, verify=False, limits=alone) as client:
            client.cookies.set(PARTICIPANT_COOKIE, voter.secret)
            failed = client.post("/sujets/1/contributions", data=form)
            assert failed.status_code == 500
            assert "Quelque chose n’a pas marché" in failed.text
            assert form["words"] in unescape(failed.text)
            assert client.post("/entrer", data=form).status_code == 409
            assert client.post("/connexion", data={"email": "a@example.org"}).status_code == 401
        output.seek(0)
        logged = output.read().decode()
    assert "OperationalError" in logged
    for hidden in ("taire", "06 12", "K7M4PX", "example.org", voter.secret, "Voix"):
        assert hidden not in logged
