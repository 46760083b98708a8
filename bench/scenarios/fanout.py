"""How fast one change reaches every screen of a room: the hub, against `websockets.broadcast()`."""

import random
from contextlib import ExitStack
from statistics import median

from bench.loadgen import Load, load
from bench.processes import Child, child, python
from bench.profiles import Profile
from bench.report import Sample, Samples

VARIANTS = {"product": "bench.servers.product", "broadcast": "bench.servers.broadcast"}
TARGET = 1.2
SLICES = 10  # of each measurement, so that whatever else the machine does falls on both
MOST_CLIENT_CPU = 0.9  # beyond, it is the client that is measured


def run(profile: Profile) -> Samples:
    """Each round starts both servers anew, and measures them by turns, in an order drawn anew."""
    result = Samples()
    for number in range(1, profile.rounds + 1):
        result.samples += _round(number, profile)
    result.compare(
        f"fanout_over_broadcast_{profile.sockets}",
        "deliveries_per_second",
        over="product",
        under="broadcast",
        target=TARGET,
    )
    return result


class Hall:
    """One server, the sockets that follow it, and what was seen so far."""

    def __init__(self, server: Child, followers: Load) -> None:
        self.followers = followers
        self._server = server
        self._cpu = 0.0
        self._seen: list[dict[str, float]] = []

    def measure(self, seconds: float) -> None:
        before = self._server.cpu()
        self._seen.append(self.followers.broadcast(seconds))
        self._cpu += self._server.cpu() - before

    def total(self, what: str) -> float:
        return sum(seen[what] for seen in self._seen)

    def metrics(self, sockets: int) -> dict[str, float]:
        seconds, deliveries = self.total("seconds"), self.total("deliveries")
        return {
            "sockets": sockets,
            "open": self.followers.opened,
            "deliveries_per_second": round(deliveries / seconds),
            "server_us_per_delivery": round(self._cpu / max(deliveries, 1) * 1e6, 2),
            "server_cpu": round(self._cpu / seconds, 2),
            "client_cpu": round(self.total("client_seconds") / seconds, 2),
            "round_ms_p50": round(median(seen["round_ms_p50"] for seen in self._seen), 2),
            "round_ms_p99": round(max(seen["round_ms_p99"] for seen in self._seen), 2),
        }


def _round(number: int, profile: Profile) -> list[Sample]:
    with ExitStack() as running:
        halls = {}
        for variant, module in VARIANTS.items():
            server = running.enter_context(child(*python(module)))
            followers = running.enter_context(load(int(server.hear()), profile.sockets))
            followers.broadcast(profile.warm_up)
            halls[variant] = Hall(server, followers)
        for _ in range(SLICES):
            for variant in random.sample(list(halls), len(halls)):
                halls[variant].measure(profile.seconds / SLICES)
    samples = []
    for variant, hall in halls.items():
        metrics = hall.metrics(profile.sockets)
        samples.append(Sample("fanout", variant, number, metrics, _fault(hall, metrics)))
    return samples


def _fault(hall: Hall, metrics: dict[str, float]) -> str | None:
    """Why this sample proves nothing, if so."""
    if metrics["open"] != metrics["sockets"]:
        return f"{metrics['open']} sockets open"
    if hall.total("closed") or hall.total("errors"):
        return f"{hall.total('closed')} closed, {hall.total('errors')} errors"
    if hall.total("deliveries") != hall.total("rounds") * metrics["sockets"]:
        return "some frames were not seen"
    if metrics["client_cpu"] > MOST_CLIENT_CPU:
        return "client_bound"
    return None
