"""How long a count lasts, from the papers as a ballot keeps them to winners, ranking and steps.

Papers are drawn at random, so that hardly two are equal: nothing is gained by counting equal ones
together. `file` is the same rankings read from a PrefLib file, then counted by Schulze. There is no
server and no database.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation.ballots.counting import count
from deliberation.ballots.methods import METHODS
from deliberation.ballots.methods.result import Result
from deliberation.ballots.models import Method
from deliberation.ballots.papers.files import read_papers
from deliberation.ballots.sheets import Counting, Sheet

PAPERS, RANKED, JUDGED = 100_000, 40, 20
GRADES = ("excellent", "bien", "assez bien", "passable", "insuffisant")
GOALS = (
    ("count_judgment_20_items_100000_papers", "majority-judgment", 1.0),
    ("count_schulze_40_options_100000_papers", "schulze", 1.0),
)


def run(profile: Profile) -> Samples:
    """Every variant in each round, in an order drawn anew; the goals are ratios too."""
    papers = max(int(PAPERS * min(profile.sockets / 1000, 1.0)), 100)
    result = Samples()
    with TemporaryDirectory() as folder:
        variants = _variants(papers, Path(folder))
        for number in range(1, profile.rounds + 1):
            for variant in random.sample(list(variants), len(variants)):
                result.samples.append(_sample(variant, number, papers, variants[variant]))
    for id, variant, goal in GOALS:
        result.hold(id, "seconds", variant, goal)
    return result


def _sample(variant: str, number: int, papers: int, counted: Callable[[], Result]) -> Sample:
    started = perf_counter()
    found = counted()
    metrics = {"papers": papers, "seconds": round(perf_counter() - started, 4)}
    fault = None if found.voters == papers and found.winners else "not all was counted"
    return Sample("counting", variant, number, metrics, fault)


def _variants(papers: int, folder: Path) -> dict[str, Callable[[], Result]]:
    draw = random.Random(4)
    options = tuple(range(101, 101 + RANKED))
    words = {option: f"option {option}" for option in options}
    orders = [draw.sample(range(RANKED), RANKED) for _ in range(papers)]
    rankings = {_ranking(options, order): 1 for order in orders}
    judged = Sheet(Method.JUDGMENT, options[:JUDGED], GRADES)
    judgments = {
        " ".join(f"{option}:{draw.randrange(len(GRADES))}" for option in judged.options): 1
        for _ in range(papers)
    }
    ranked = {way: Sheet(Method.RANKING, options, counting=way) for way in Counting}
    file = folder / "rankings.soc"
    file.write_text("\n".join(_preflib(tuple(words.values()), orders)), "utf-8")

    def by(sheet: Sheet, given: dict[str, int]) -> Callable[[], Result]:
        return lambda: count(sheet, words, given)

    return {
        "majority-judgment": by(judged, judgments),
        **{str(way): by(sheet, rankings) for way, sheet in ranked.items()},
        "file": lambda: METHODS["schulze"](read_papers(file).shapes["schulze"]),
    }


def _ranking(options: Sequence[int], order: Sequence[int]) -> str:
    """The paper that ranks the options in this order."""
    rank = {place: number for number, place in enumerate(order, 1)}
    return " ".join(f"{option}:{rank[place]}" for place, option in enumerate(options))


def _preflib(names: Sequence[str], orders: Sequence[Sequence[int]]) -> Iterator[str]:
    yield f"# NUMBER ALTERNATIVES: {len(names)}"
    yield f"# NUMBER VOTERS: {len(orders)}"
    for number, name in enumerate(names, 1):
        yield f"# ALTERNATIVE NAME {number}: {name}"
    for order in orders:
        yield "1: " + ",".join(str(place + 1) for place in order)
