"""Anyone counts a published ballot again; nobody learns from its papers what the page hides."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from deliberation.__main__ import app
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Choice, Method
from tests.ballots.test_booths import KEPT, a_ballot
from tests.ballots.voting import MODERATOR, a_ballot_of, close, option_ids, people, vote, words
from tests.world import World


def published(world: World, ballot: int) -> None:
    close(world, ballot)
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)


@pytest.mark.parametrize("method", Method)
def test_a_published_ballot_gives_its_papers_without_name_or_college(
    client: TestClient, world: World, method: Method
) -> None:
    ballot, ids = a_ballot(world, method)
    says = KEPT[method].format(*ids).partition(">")[0]
    other = {
        Method.AGREEMENT: "disagree",
        Method.CONSENT: "reserve",
        Method.MOVING: "5",
        Method.JUDGMENT: " ".join(f"{id}:{2 - place}" for place, id in enumerate(ids)),
        Method.DOTS: f"{ids[-1]}:1" if ids else "",
        Method.RANKING: f"{ids[0]}:1 {ids[2]}:2" if ids else "",
        Method.CHOICE: str(ids[1]) if ids else "",
        Method.APPROVAL: str(ids[1]) if ids else "",
    }[method]
    voters = {college: people(world, 20, college) for college in ("concerned", "professionals")}
    for place, person in enumerate([*voters["concerned"], *voters["professionals"]]):
        vote(world, ballot, person, other if place % 3 else says)
    address = f"/scrutins/{ballot}/bulletins.jsonl"
    assert client.get(address).status_code == 404
    published(world, ballot)
    assert "pour recompter" in words(client.get(f"/scrutins/{ballot}"))
    answer = client.get(address)
    assert answer.status_code == 200
    first, *rest = map(json.loads, answer.text.splitlines())
    assert first["voters"] == 40
    assert sum(line["people"] for line in rest) in (40, 40 * len(ids), 80)
    assert "concerned" not in answer.text
    assert "college" not in answer.text


def test_counting_the_file_again_gives_the_result_of_the_page(
    client: TestClient, world: World, tmp_path: Path
) -> None:
    ballot = a_ballot_of(world, Method.RANKING, "Bus", "Train", "Vélo")
    bus, train, bike = option_ids(world, ballot)
    for place, person in enumerate(people(world, 60)):
        order = (bus, train, bike) if place < 32 else (bike, train, bus)
        ranks = {option: rank for rank, option in enumerate(order, 1)}
        vote(world, ballot, person, " ".join(f"{id}:{ranks[id]}" for id in (bus, train, bike)))
    published(world, ballot)
    file = tmp_path / "scrutin.jsonl"
    file.write_bytes(client.get(f"/scrutins/{ballot}/bulletins.jsonl").content)
    again = CliRunner().invoke(app, ["count", str(file), "--method", "schulze", "--json"])
    told = json.loads(again.stdout)
    assert (told["voters"], told["winners"]) == (60, ["Bus"])
    assert "« Bus » arrive en tête" in words(client.get(f"/scrutins/{ballot}"))


def test_where_a_number_may_not_be_printed_there_are_no_papers(
    client: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for person in people(world, 8):
        vote(world, ballot, person, Choice.AGREE)
    published(world, ballot)
    assert client.get(f"/scrutins/{ballot}/bulletins.jsonl").status_code == 404
    assert "pour recompter" not in words(client.get(f"/scrutins/{ballot}"))
