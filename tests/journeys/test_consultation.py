"""A real consultation, imported, clustered and synthesised: every voice finds its place, unaltered.

271 proposals and 1 909 arguments of 2015, kept beside the repository.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.commands import place_of
from deliberation.debate.models import Contribution, ContributionState
from deliberation.records.lines_import import keep_batch, read_batch
from deliberation.roles import Role
from deliberation.syntheses.models import Section
from tests.world import NOON, World, a_member, sign_in

pytestmark = pytest.mark.both_databases

ROLES = (Role.MODERATOR, Role.TECHNICAL, Role.SECRETARIAT)


def words_of(world: World, topic_id: int) -> dict[int, str]:
    """All that drafters may read, by number."""
    with world.db.reading() as session:
        rows = session.exec(
            select(Contribution).where(
                Contribution.topic_id == topic_id, Contribution.state == ContributionState.SHOWN
            )
        )
        return {one.id or 0: one.words for one in rows}


def forms(page: str) -> list[dict[str, Any]]:
    """What each proposal on a page would send if it were accepted as it stands."""
    found = []
    for rest in page.split("/propositions/accepter")[1:]:
        form = rest.partition("</form>")[0]
        found.append(
            {
                "what": re.findall(r'name="what" value="(\w+)"', form)[0],
                "key": re.findall(r'name="key" value="(\d+)"', form)[0],
                "contribution": re.findall(r'name="contribution" value="(\d+)"', form),
                "name": "".join(re.findall(r'name="name"[^>]*value="([^"]*)"', form)),
            }
        )
    return found


def test_a_consultation_of_two_thousand_texts_becomes_a_synthesis_that_covers_them_all(
    client: TestClient, world: World, shared_data: Path
) -> None:
    batch = read_batch(shared_data / "republique-numerique" / "opinions.jsonl")
    topic_id = world.db.do(keep_batch, batch, NOON).topic_id
    said = words_of(world, topic_id)
    assert len(said) > 2000

    with world.db.reading() as session:
        place_of_topic = place_of(session, topic_id)
    elsewhere = replace(world, committee_id=place_of_topic.committee_id or 0)
    sign_in(client, a_member(elsewhere, *ROLES))

    # Machines propose, with a reason; a person accepts some and refuses one.
    clusters = f"/gestion/sujets/{topic_id}/regroupements"
    for what in ("alike", "theme"):
        page = unescape(client.get(f"{clusters}/propositions", params={"quoi": what}).text)
        offers = forms(page)
        assert len(offers) >= 5, what
        for offer in offers[:3]:
            answer = client.post(
                f"{clusters}/propositions/accepter", data=offer, follow_redirects=True
            )
            assert answer.status_code == 200, answer.text
        client.post(f"{clusters}/propositions/refuser", data=offers[3], follow_redirects=True)
        left = forms(unescape(client.get(f"{clusters}/propositions", params={"quoi": what}).text))
        assert offers[3]["key"] not in [one["key"] for one in left]
    theme = offers[0]["contribution"]

    # The desk: sentences beside their sources, and all the rest set aside with a reason.
    title = {"title": "Ce que dit la consultation"}
    answer = client.post(f"/gestion/sujets/{topic_id}/syntheses", data=title, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    place = answer.url.path
    synthesis_id = int(place.rsplit("/", 1)[-1])
    with world.db.reading() as session:
        section = session.exec(
            select(Section.id).where(Section.synthesis_id == synthesis_id, Section.position == 1)
        ).one()
    sentence = {"words": "Un même sujet revient souvent.", "contribution": theme[:50]}
    answer = client.post(
        f"/gestion/sections/{section}/phrases", data=sentence, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    refused = client.post(f"{place}/soumission", data={}, follow_redirects=True)
    assert refused.status_code == 409 and "attendent encore" in unescape(refused.text)
    client.post(
        f"{place}/reste/tout",
        data={"reason": "Repris dans une autre synthèse."},
        follow_redirects=True,
    )
    assert client.post(f"{place}/soumission", data={}, follow_redirects=True).status_code == 200
    sitting = {"present": 5, "in_favour": 5, "against": 0, "abstained": 0, "not_taking_part": 0}
    client.post(f"{place}/seance", data=sitting, follow_redirects=True)
    client.post(f"{place}/publication", data={}, follow_redirects=True)

    published = unescape(client.get(f"/syntheses/{synthesis_id}").text)
    assert "Un même sujet revient souvent." in published.replace("\u00a0", " ")
    table = client.get(f"/syntheses/{synthesis_id}/paroles").content.decode("utf-8-sig")
    assert table.count("\n") >= len(said)
    assert words_of(world, topic_id) == said
