"""Laws of the live screens, on a real server: with our own protocol, and with uvicorn's."""

import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from deliberation import screens
from deliberation.frames import LONGEST_MESSAGE
from deliberation.live import FASTEST, SLOWEST, tick
from tests.hall import SOON, Hall, open_hall, shown


@pytest.fixture(params=["framed", "plain"])
def hall(request: pytest.FixtureRequest) -> Iterator[Hall]:
    with open_hall(framed=request.param == "framed") as hall:
        yield hall


def test_a_screen_is_shown_each_change(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        assert shown(screen) is None
        for words in ("un", "deux", "trois"):
            hall.say("ballot:1", words)
            assert shown(screen) == words


def test_a_late_joiner_is_shown_what_is_true_now_and_costs_no_render(hall: Hall) -> None:
    with hall.follow("ballot:1") as early:
        shown(early)
        hall.say("ballot:1", "douze voix")
        shown(early)
        renders = hall.renders["ballot:1"]
        with hall.follow("ballot:1") as late:
            assert shown(late) == "douze voix"
        assert hall.renders["ballot:1"] == renders


def test_a_channel_that_nobody_follows_is_not_rendered(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        hall.say("ballot:2", "personne ne regarde")
        hall.say("ballot:1", "ici si")
        assert shown(screen) == "ici si"
    assert hall.renders["ballot:2"] == 0


def test_a_room_left_by_everyone_is_rendered_anew_for_the_next(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
    assert hall.left.wait(SOON)
    hall.say("ballot:1", "pendant ce temps")
    with hall.follow("ballot:1") as screen:
        assert shown(screen) == "pendant ce temps"


def test_a_burst_gives_few_frames_and_the_last_one_is_true(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        start, frames, last = time.monotonic(), 0, None
        for number in range(1, 1001):
            hall.say("ballot:1", number)
        while last != 1000:
            last, frames = shown(screen), frames + 1
        assert frames <= (time.monotonic() - start) / FASTEST + 2


def test_a_busy_room_is_not_shown_more_than_the_eye_can_follow(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        start = time.monotonic()
        for number in range(20):
            hall.say("ballot:1", number)
            assert shown(screen) == number
        assert time.monotonic() - start >= 18 * FASTEST


def test_what_has_not_changed_is_not_sent_again(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        hall.say("ballot:1", "une fois")
        assert shown(screen) == "une fois"
        hall.say("ballot:1", "une fois")
        hall.wait_for_renders("ballot:1", 3)
        hall.say("ballot:1", "autre chose")
        assert shown(screen) == "autre chose"


def test_an_audience_is_sent_the_same_bytes_and_another_audience_its_own(hall: Hall) -> None:
    with (
        hall.follow("table:3", "public") as one,
        hall.follow("table:3", "public") as two,
        hall.follow("table:3", "animation") as three,
    ):
        first, second, other = one.recv(SOON), two.recv(SOON), three.recv(SOON)
        assert first == second != other
        assert hall.renders["table:3"] == 2


def test_a_fragment_is_rendered_for_an_audience_and_knows_no_person(hall: Hall) -> None:
    with hall.follow("ballot:1", "public") as screen:
        assert json.loads(screen.recv(SOON))[3] == "nobody"


def test_what_a_screen_says_changes_nothing(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        for _ in range(100):
            screen.send("je parle")
        hall.say("ballot:1", "toujours là")
        assert shown(screen) == "toujours là"


def test_a_screen_that_says_too_much_at_once_is_closed(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen:
        shown(screen)
        screen.send("x" * (LONGEST_MESSAGE + 1))
        with pytest.raises(ConnectionClosed) as closed:
            screen.recv(SOON)
        assert closed.value.rcvd and closed.value.rcvd.code == 1009


def test_a_refused_socket_is_told_not_to_come_back(hall: Hall) -> None:
    with connect(f"ws://127.0.0.1:{hall.port}/closed") as screen:
        with pytest.raises(ConnectionClosed) as closed:
            screen.recv(SOON)
        assert closed.value.rcvd and closed.value.rcvd.code == 4403


def test_whoever_may_not_look_any_more_is_closed_for_good_before_the_next_frame(
    hall: Hall,
) -> None:
    with hall.follow("desk:1", "all?who=une") as leaver, hall.follow("desk:1", "all") as other:
        assert shown(leaver) is shown(other) is None
        hall.barred.add("une")
        hall.say("desk:1", "ce qu'elle ne doit plus lire")
        assert shown(other) == "ce qu'elle ne doit plus lire"
        with pytest.raises(ConnectionClosed) as closed:
            leaver.recv(SOON)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


def test_a_phone_that_reads_nothing_delays_nobody_and_is_let_go(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "PATIENCE", 0.5)
    with hall.silent_follower("ballot:1"), hall.follow("ballot:1") as screen:
        shown(screen)
        for number in range(1000):
            large = [number] * 20_000
            hall.say("ballot:1", large)
            while (seen := shown(screen)) != large:
                assert seen[0] == number - 1
            if hall.left.is_set():
                break
        assert hall.left.is_set()
        hall.say("ballot:1", "les autres suivent")
        assert shown(screen) == "les autres suivent"


def test_a_phone_that_was_slow_is_shown_the_newest_state_without_any_further_change() -> None:
    with open_hall() as hall, hall.follow("ballot:1") as slow:
        shown(slow)
        with hall.follow("ballot:1") as quick:
            shown(quick)
            for number in range(40):  # far more than what the system keeps for a reader
                large = [number] * 100_000
                hall.say("ballot:1", large)
                while shown(quick) != large:
                    pass
            hall.say("ballot:1", "la fin")
            assert shown(quick) == "la fin"
        frames = 1
        while shown(slow) != "la fin":
            frames += 1
        assert frames <= 41


def test_a_failing_fragment_is_logged_without_words_and_tried_again_at_the_next_change(
    hall: Hall,
) -> None:
    with capture_logs() as logs, hall.follow("ballot:1") as screen:
        shown(screen)
        hall.say("ballot:1", ValueError("les mots de Camille"))
        hall.wait_for_renders("ballot:1", 2)
        hall.say("ballot:1", "réparé")
        assert shown(screen) == "réparé"
    assert [entry["failure"] for entry in logs if entry["log_level"] == "error"] == ["ValueError"]
    assert "Camille" not in str(logs)


def test_a_failed_fragment_is_tried_again_for_whoever_comes_next(hall: Hall) -> None:
    hall.words["ballot:1"] = ValueError("en panne")
    with capture_logs(), hall.follow("ballot:1") as early:
        hall.wait_for_renders("ballot:1", 1)
        hall.words["ballot:1"] = "réparé"
        with hall.follow("ballot:1") as late:
            assert shown(late) == shown(early) == "réparé"


def test_a_hub_that_stops_tells_its_screens_to_come_back(hall: Hall) -> None:
    with hall.follow("ballot:1") as screen, hall.follow("ballot:2") as other:
        shown(screen), shown(other)
        hall.stop_hub()
        for each in (screen, other):
            with pytest.raises(ConnectionClosed) as closed:
                each.recv(SOON)
            assert closed.value.rcvd and closed.value.rcvd.code == 1012
    with hall.follow("ballot:1") as late, pytest.raises(ConnectionClosed) as closed:
        late.recv(SOON)
    assert closed.value.rcvd and closed.value.rcvd.code == 1012


def test_screens_live_on_a_server_that_is_not_uvicorn() -> None:
    hall = Hall()
    with TestClient(hall.app) as client, client.websocket_connect("/ballot:1/all") as screen:
        assert screen.receive_json() == ["ballot:1", "all", None, "nobody"]
        hall.say("ballot:1", "sans cadre")
        assert screen.receive_json()[2] == "sans cadre"
        with client.websocket_connect("/ballot:1/all") as late:
            assert late.receive_json()[2] == "sans cadre"
        assert client.portal
        client.portal.call(hall.hub.stop)
        with pytest.raises(WebSocketDisconnect) as closed:
            screen.receive_json()
        assert closed.value.code == 1012
        with (
            client.websocket_connect("/closed") as refused,
            pytest.raises(WebSocketDisconnect) as e,
        ):
            refused.receive_json()
        assert e.value.code == 4403


def test_an_announcement_before_the_start_or_after_the_stop_harms_nothing() -> None:
    hall = Hall()
    hall.hub.announce(["ballot:1"])
    for words in ("un", "deux"):
        with TestClient(hall.app) as client, client.websocket_connect("/ballot:1/all") as screen:
            screen.receive_json()
            hall.say("ballot:1", words)
            assert screen.receive_json()[2] == words
        hall.hub.announce(["ballot:1"])


@given(st.integers(0, 100_000), st.integers(1, 1000), st.floats(0, 10))
def test_a_tick_is_within_bounds_and_grows_with_the_room(n: int, more: int, spent: float) -> None:
    assert FASTEST <= tick(n, spent) <= tick(n + more, spent) <= SLOWEST
    assert tick(n, 0) <= tick(n, spent)
    assert tick(n, spent) == SLOWEST or tick(n, spent) >= 4 * spent
