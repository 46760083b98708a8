"""Law 2, attacked from everywhere at once: two worlds that differ in what a small group chose, and
that print alike, must be alike in every page, every export, every live frame, every line of the
journal and every answer of the console. If one byte told them apart, it would be told of someone.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.app import ROUTES, build
from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.disclosure import disclose, disclose_whole
from deliberation.ballots.models import Ballot, Choice, Method
from deliberation.ballots.outcome import tables
from deliberation.ballots.questions import questions_of
from deliberation.ballots.reading import options_of
from deliberation.ballots.secrecy import PaperCall, cast_papers
from deliberation.ballots.sheets import read_sheet
from deliberation.config import Settings
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.records.exports import as_csv, as_json, rows_of
from deliberation.records.results import results
from deliberation.roles import Role
from deliberation.security import token_hash
from tests.ballots.voting import MODERATOR, a_ballot_of, option_ids, people
from tests.chain import address_of
from tests.engines import fresh_database
from tests.world import NOON, World, a_member, a_participant, a_world, enter, leave, sign_in

SIZES = {"concerned": 3, "professionals": 7, "institutions": 8}
WITNESSES = (Role.MODERATOR, Role.SECRETARIAT)
CLOCK = "/heure"
DRAWN = re.compile(r"[0-9a-f]{32,64}|\?v=\w+|data-now=\"\d+\"")
Chosen = dict[str, list[str]]  # the papers of each college


def printed(sheet: Any, words: Mapping[int, str], chosen: Chosen) -> list[Any]:
    """All that the law lets print of these papers."""
    papers = {place: _tally(said) for place, said in enumerate(chosen.values())}
    asked = questions_of(sheet, words)
    found = tables(sheet, words, asked, papers)
    return [(disclose(one), disclose_whole(one)) for one in found]


def _tally(said: list[str]) -> dict[str, int]:
    return {paper: said.count(paper) for paper in said}


def twins(sheet: Any, words: Mapping[int, str], papers: list[str]) -> tuple[Chosen, Chosen]:
    """Two ways to vote that print the same, and differ in what the smallest college chose."""
    draw = Random(7)
    while True:
        one = {
            college: [draw.choice(papers) for _ in range(size)] for college, size in SIZES.items()
        }
        small, large = draw.randrange(3), draw.randrange(7)
        other = {college: list(said) for college, said in one.items()}
        mine, hers = one["concerned"][small], one["professionals"][large]
        other["concerned"][small], other["professionals"][large] = hers, mine
        if mine != hers and printed(sheet, words, one) == printed(sheet, words, other):
            return one, other


def live(
    settings: Settings, method: Method, secret: bool, which: int, witnesses: Sequence[Role]
) -> Iterator[tuple[str, str]]:
    """A world in which people vote, and all that anyone can get out of it: where, and what."""
    with TestClient(build(settings), follow_redirects=False) as client:
        world = a_world(client.app.state.db)
        members = [a_member(world, role, email=f"{role}@example.org") for role in witnesses]
        seers = [("stranger", ""), *zip(witnesses, members, strict=True)]
        seers.append(("participant", a_participant(world)))
        options = ("Bus", "Train") if method in (Method.CHOICE, Method.JUDGMENT) else ()
        ballot = a_ballot_of(world, method, *options, secret=secret)
        chosen = _chosen(world, ballot, which)
        _vote(world, ballot, chosen, secret)
        yield from _seen(client, world, seers, "open")
        world.db.do(lifecycle.close_ballot, ballot, MODERATOR, NOON)
        yield from _seen(client, world, seers, "closed")
        world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)
        yield from _seen(client, world, seers, "published")


def _chosen(world: World, ballot: int, which: int) -> Chosen:
    with world.db.reading() as session:
        row = session.get_one(Ballot, ballot)
        sheet, words = read_sheet(row.sheet), options_of(session, ballot)
    ids = option_ids(world, ballot)
    papers: dict[Method, list[str]] = {
        Method.AGREEMENT: [*Choice][:3],
        Method.CONSENT: ["no_objection", "reserve", "objection"],
        Method.CHOICE: [*map(str, ids), "none"],
        Method.JUDGMENT: [f"{ids[0]}:{a} {ids[1]}:{b}" for a in (0, 1) for b in (1, 2)]
        if ids
        else [],
    }
    return twins(sheet, words, papers[sheet.method])[which]


def _vote(world: World, ballot: int, chosen: Chosen, secret: bool) -> None:
    for college, said in chosen.items():
        for place, (person, paper) in enumerate(
            zip(people_of(world, college, len(said)), said, strict=True)
        ):
            if secret:
                call = PaperCall(ballot, person, paper, NOON, f"{college} {place}")
                world.db.do(cast_papers, call)
            else:
                world.db.do(cast_votes, VoteCall(ballot, person, paper, NOON))


def people_of(world: World, college: str, number: int) -> list[int]:
    """People whose pseudonyms are the same in both worlds."""
    ids = people(world, number, college)

    def name(session: Session) -> None:
        for place, id in enumerate(ids):
            person = session.get_one(Participant, id)
            person.pseudonym = f"{college} {place}"
            person.card_hash = token_hash(f"{college} {place}")

    world.db.do(name)
    return ids


def _seen(
    client: TestClient, world: World, seers: Sequence[tuple[str, str]], when: str
) -> Iterator[tuple[str, str]]:
    """Every page as each of them sees it, every first frame, the journal, the exports, the
    console.
    """
    for who, secret in seers:
        leave(client)
        if who == "participant":
            enter(client, secret)
        elif secret:
            sign_in(client, secret)
        for address in _addresses():
            answer = client.get(address)
            yield f"{when} {who} {address}", f"{answer.status_code} {answer.text}"
        for address in _sockets():
            yield f"{when} {who} {address}", _first_frame(client, address)
    with world.db.reading() as session:
        for event in session.exec(select(Event).order_by(Event.id)):
            details = {k: v for k, v in event.details.items() if k not in ("root", "declared")}
            yield f"{when} journal {event.id}", f"{event.name} {event.actor} {details}"
        for public in (True, False):
            found = list(rows_of(session, world.topic_id, public))
            yield f"{when} export {public}", as_json(found) + as_csv(found)
        yield f"{when} console", str(results(session, world.topic_id))


def _addresses() -> Iterator[str]:
    waiting = list(ROUTES)
    for route in waiting:
        if isinstance(route, Mount):
            waiting += route.routes
        elif isinstance(route, Route) and "GET" in (route.methods or ()) and route.path != CLOCK:
            yield address_of(route.path)


def _sockets() -> Iterator[str]:
    return (address_of(one.path) for one in ROUTES if isinstance(one, WebSocketRoute))


def _first_frame(client: TestClient, address: str) -> str:
    with client.websocket_connect(address) as socket:
        try:
            return socket.receive_text()
        except WebSocketDisconnect as gone:
            return str(gone.code)


def alike(text: str) -> str:
    """What is drawn at random or told by the clock says nothing of anyone."""
    return DRAWN.sub("", text)


@pytest.mark.parametrize(
    ("method", "secret", "witnesses"),
    [
        (Method.AGREEMENT, False, WITNESSES),
        pytest.param(Method.CHOICE, False, (), marks=pytest.mark.heavy),
        pytest.param(Method.JUDGMENT, False, (), marks=pytest.mark.heavy),
        (Method.CONSENT, True, ()),
    ],
)
def test_nothing_tells_two_worlds_apart_that_the_law_prints_alike(
    migrated_file: Path, tmp_path: Path, method: Method, secret: bool, witnesses: Sequence[Role]
) -> None:
    files = (shutil.copy(migrated_file, tmp_path / f"world{which}.db") for which in (0, 1))
    _assert_alike([f"sqlite:///{file}" for file in files], tmp_path, method, secret, witnesses)


@pytest.mark.heavy
def test_nor_does_anything_with_the_other_database(postgres_server: str, tmp_path: Path) -> None:
    with fresh_database(postgres_server) as one, fresh_database(postgres_server) as other:
        _assert_alike([one, other], tmp_path, Method.CONSENT, True, ())


def _assert_alike(
    urls: Sequence[str], folder: Path, method: Method, secret: bool, witnesses: Sequence[Role]
) -> None:
    seen = []
    for which, url in enumerate(urls):
        settings = Settings(database_url=url, data_dir=folder)
        seen.append(
            {where: alike(what) for where, what in live(settings, method, secret, which, witnesses)}
        )
    one, other = seen
    assert one.keys() == other.keys()
    assert len(one) > 400
    assert [where for where in one if one[where] != other[where]] == []
