"""The benchmark measures what it says, and drops what proves nothing. No figure is judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from bench import scenarios
from bench.processes import child
from bench.profiles import PROFILES
from bench.report import Sample, Samples

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.timeout(300)  # servers are started, however busy the machine is


def run_bench(*options: str, **environment: str) -> dict[str, Any]:
    """Run the smoke profile, and read the last line of standard output."""
    command = [sys.executable, "-m", "bench", "--profile", "smoke", *options]
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return run_bench()


@pytest.mark.heavy
def test_every_scenario_gives_ratios_with_their_targets(report: dict[str, Any]) -> None:
    assert (report["schema"], report["profile"]) == (1, "smoke")
    assert {sample["scenario"] for sample in report["samples"]} == set(scenarios.NAMES)
    assert len(report["ratios"]) == len({ratio["id"] for ratio in report["ratios"]})
    for ratio in report["ratios"]:
        assert ratio.keys() == {"id", "value", "min", "max", "target", "pass"}
        if ratio["value"] is not None:
            assert 0 < ratio["min"] <= ratio["value"] <= ratio["max"]
            assert ratio["pass"] == (ratio["value"] >= ratio["target"])


@pytest.mark.heavy
def test_each_vote_of_a_day_is_seen_by_each_screen(report: dict[str, Any]) -> None:
    samples = [sample for sample in report["samples"] if sample["scenario"] == "room"]
    if any(sample["fault"] == "no C compiler" for sample in samples):
        pytest.skip("there is no C compiler")
    assert {sample["variant"] for sample in samples} == {
        "seating",
        *("hall", "hall_idle", "hall_lone"),
        *("festival", "festival_idle", "festival_lone", "festival_stalled", "festival_again"),
    }
    for sample in samples:
        assert sample["fault"] is None
        metrics = sample["metrics"]
        if "sent" in metrics:
            assert metrics["sent"] == metrics["acked"] == metrics["seen"] > 0
            assert 0 < metrics["ack_ms_p50"] <= metrics["seen_ms_max"]
        if sample["variant"] == "festival_again":
            assert metrics["held"] == metrics["wanted"] == 53


@pytest.mark.heavy
def test_every_count_counts_every_paper(report: dict[str, Any]) -> None:
    samples = [sample for sample in report["samples"] if sample["scenario"] == "counting"]
    ways = {"majority-judgment", "borda", "instant-runoff", "schulze", "file"}
    assert {sample["variant"] for sample in samples} == ways
    assert len(samples) == len(ways) * PROFILES["smoke"].rounds
    for sample in samples:
        assert sample["fault"] is None and sample["metrics"]["seconds"] > 0


@pytest.mark.heavy
def test_opinion_groups_are_found_and_found_again(report: dict[str, Any]) -> None:
    samples = [sample for sample in report["samples"] if sample["scenario"] == "opinions"]
    assert {sample["variant"] for sample in samples} == {"cold", "changed", "memory"}
    assert all(sample["fault"] is None for sample in samples)


def test_a_goal_is_a_ratio_too() -> None:
    result = Samples([Sample("race", "hare", n, {"ms": ms}) for n, ms in enumerate((20.0, 50.0))])
    result.hold("hare_in_time", "ms", "hare", 40.0)
    result.hold("tortoise_in_time", "ms", "tortoise", 40.0)
    hare, tortoise = result.ratios
    assert (hare.value, hare.min, hare.max, hare.reached) == (1.4, 0.8, 2.0, True)
    assert (tortoise.value, tortoise.reached) == (None, False)


def assert_each_broadcast_reached_each_socket_once(report: dict[str, Any]) -> None:
    samples = [sample for sample in report["samples"] if sample["scenario"] == "fanout"]
    assert len(samples) == 2 * PROFILES["smoke"].rounds
    for sample in samples:
        assert sample["fault"] in (None, "client_bound")  # a busy machine, never a lost frame
        assert sample["metrics"]["open"] == sample["metrics"]["sockets"] == 50
        assert sample["metrics"]["deliveries_per_second"] > 0


@pytest.mark.heavy
def test_each_broadcast_reaches_each_socket_once(report: dict[str, Any]) -> None:
    assert_each_broadcast_reached_each_socket_once(report)


def test_without_a_compiler_the_load_comes_from_python() -> None:
    report = run_bench("--only", "fanout", BENCH_LOADGEN="python")
    assert_each_broadcast_reached_each_socket_once(report)


def test_a_scenario_that_does_not_exist_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--only", "magic"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "unknown: magic" in done.stderr


def measured(*rates: tuple[str, int, float, str | None]) -> Samples:
    samples = [
        Sample("race", variant, n, {"rate": rate}, fault) for variant, n, rate, fault in rates
    ]
    result = Samples(samples)
    result.compare("hare_over_tortoise", "rate", over="hare", under="tortoise", target=3.0)
    return result


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    rounds = [("hare", n, rate, None) for n, rate in enumerate((20.0, 80.0, 30.0))]
    [ratio] = measured(*rounds, *(("tortoise", n, 10.0, None) for n in range(3))).ratios
    assert ratio.as_json() == {
        "id": "hare_over_tortoise",
        "value": 3.0,
        "min": 2.0,
        "max": 8.0,
        "target": 3.0,
        "pass": True,
    }


def test_a_faulty_sample_counts_for_nothing_and_too_few_rounds_give_no_ratio() -> None:
    rounds = [("hare", n, 90.0, "asleep" if n == 1 else None) for n in range(3)]
    [ratio] = measured(*rounds, *(("tortoise", n, 10.0, None) for n in range(3))).ratios
    assert ratio.value is None
    assert ratio.as_json()["pass"] is False


def test_a_child_is_ended_whatever_happens() -> None:
    waiting = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with (
        pytest.raises(ZeroDivisionError),
        child(sys.executable, "-c", waiting) as process,
    ):
        pid = int(process.hear())
        raise ZeroDivisionError
    assert not psutil.pid_exists(pid)


def test_a_child_that_fails_is_not_taken_for_an_answer() -> None:
    with child(sys.executable, "-c", "") as process, pytest.raises(RuntimeError):
        process.hear()
