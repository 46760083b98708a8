"""« Répéter ma journée » is a button: it says what it does, how far it is, and what it found."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from deliberation.app import build
from deliberation.config import Settings
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE
from deliberation.sittings import practice
from deliberation.sittings.models import Act
from tests.browser.serving import serving
from tests.sittings.days import a_badge, a_code_for, a_day, act
from tests.world import World, a_member, a_world, sign_in

REPORT: dict[str, Any] = {
    "people": 240,
    "tables": 30,
    "steps": 5,
    "steps_of_the_day": 5,
    "acts_acknowledged": 2000,
    "acts_lost": 0,
    "seen_p99_ms": 180.0,
    "last_seen_p99_ms": 420.0,
    "errors": [],
}


def shown(client: TestClient, day: int, status: int = 200) -> str:
    answer = client.get(f"/journees/{day}/repetition")
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.text)


def test_only_those_who_run_the_day_may_rehearse_it(client: TestClient, world: World) -> None:
    day = a_day(world)
    sign_in(client, a_member(world, Role.SECRETARIAT))
    shown(client, day, 403)
    assert client.post(f"/journees/{day}/repetition").status_code == 403


def test_the_page_says_what_will_happen_and_with_how_many(client: TestClient, world: World) -> None:
    day = a_day(world)
    for number in range(1, 41):
        a_badge(world, day, number)
    sign_in(client, a_member(world, Role.FACILITATOR))
    page = shown(client, day)
    assert "40 personnes et 1 table," in page
    assert "Je répète ma journée" in page
    assert "La dernière répétition" not in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Répétition réussie"),
        ({"acts_lost": 3}, "Répétition manquée"),
        ({"steps": 4}, "tout ne s'est pas passé comme prévu"),
        ({"errors": [{"sentence": "Une étape a tardé.", "count": 2}]}, "Une étape a tardé. (2)"),
        (None, "La répétition s'est arrêtée avant la fin"),
    ],
)
def test_the_last_report_is_told_in_words(
    client: TestClient, world: World, settings: Settings, change: Any, sentence: str
) -> None:
    day = a_day(world)
    report = None if change is None else REPORT | change
    kept = {"at": "2026-03-29T08:00:00+00:00", "report": report}
    (settings.data_dir / f"repetition-{day}.json").write_text(json.dumps(kept))
    sign_in(client, a_member(world, Role.FACILITATOR))
    page = shown(client, day).replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")
    assert sentence in page
    if report:
        assert "0,2 seconde" in page
        assert "0,4 seconde" in page


def test_while_people_are_together_it_must_be_confirmed(client: TestClient, world: World) -> None:
    day, other = a_day(world), a_day(world)
    act(world, day, Act.START)
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert "Je répète quand même" in shown(client, other)
    answer = client.post(f"/journees/{other}/repetition")
    assert answer.status_code == 409
    assert "Cochez la case" in answer.text


def test_a_day_without_steps_is_not_rehearsed(client: TestClient, world: World) -> None:
    day = a_day(world, steps=())
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert client.post(f"/journees/{day}/repetition").status_code == 409


@pytest.mark.timeout(240)  # a whole day is played, however busy the machine is
@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)  # it takes long
def test_the_button_rehearses_the_day_on_this_very_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "MINUTES", 0.03)
    monkeypatch.setattr(practice, "FEWEST", 3)
    app = build(settings)
    with serving(app) as url:
        world = a_world(app.state.db)
        day = a_day(world)
        a_code_for(world, day)
        here = f"{url}/journees/{day}/repetition"
        cookies = {STAFF_COOKIE: a_member(world, Role.FACILITATOR)}
        with httpx2.Client(cookies=cookies, follow_redirects=False) as browser:
            assert browser.post(here).status_code == 303
            assert "entrent dans la salle" in browser.get(here).text
            assert "déjà en cours" in browser.post(here).text
            while "data-poll" in (state := browser.get(f"{here}/etat").text):
                pass
            assert "Répétition réussie" in state


def test_a_report_is_kept_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages ask for it at any moment, also while it is written."""
    report = tmp_path / "repetition-1.json"
    practice.keep_whole(report, '{"at": 1}')

    def cut_short(path: Path, said: str, encoding: str) -> None:
        path.write_bytes(said[:3].encode())
        raise OSError

    monkeypatch.setattr(Path, "write_text", cut_short)
    with pytest.raises(OSError):
        practice.keep_whole(report, '{"at": 2}')
    assert report.read_bytes() == b'{"at": 1}'
