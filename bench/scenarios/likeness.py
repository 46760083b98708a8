"""What a machine proposes to who puts words together: what it finds, and how long it takes.

Forty pairs of ours that say nearly the same are planted among the words of a real consultation.
Recall is the share of pairs that are proposed together; precision is the share of right ties among
all those that touch a planted text, since nobody has said which real texts are nearly the same. The
time is for 5000 drawn texts, one in ten of them the near copy of another, in one process.
"""

import json
import random
import tomllib
import tracemalloc
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from time import perf_counter

from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation.records.html_text import text_of
from deliberation.syntheses.likeness.meaning import Meaning, sentence_model
from deliberation.syntheses.likeness.near import near_duplicates
from deliberation.syntheses.likeness.themes import themes

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "tests" / "syntheses" / "alike.toml"
REAL = ROOT.parent / "shared" / "data" / "republique-numerique" / "opinions.jsonl"
TEXTS, SECONDS, MIB = 5000, 5.0, 64.0
NOT_HERE = "the real consultation is not beside this repository"
NO_MODEL = "the extra « semantic » is not installed"


def run(profile: Profile) -> Samples:
    """What is found, once: it is always the same. How long it takes, in each round."""
    result = Samples()
    model, absent = sentence_model()
    elsewhere = None if REAL.exists() else NOT_HERE
    for variant, meaning in (("plain", None), ("semantic", model)):
        fault = NO_MODEL if absent and variant == "semantic" else elsewhere
        metrics = {} if fault else found_among(REAL, meaning)
        result.samples.append(Sample("likeness", variant, 1, metrics, fault))
    texts = drawn(max(int(TEXTS * min(profile.sockets / 1000, 1.0)), 200))
    for number in range(1, profile.rounds + 1):
        for name, propose in (("near", near_duplicates), ("themes", themes)):
            started = perf_counter()
            propose(texts)
            metrics = {"texts": len(texts), "seconds": round(perf_counter() - started, 4)}
            result.samples.append(Sample("likeness", name, number, metrics))
    result.samples.append(Sample("likeness", "memory", 1, {"mib": round(_peak(texts), 1)}))
    result.hold("near_duplicates_of_5000", "seconds", "near", SECONDS)
    result.hold("themes_of_5000", "seconds", "themes", SECONDS)
    result.hold("likeness_memory_of_5000", "mib", "memory", MIB)
    return result


def found_among(path: Path, meaning: Meaning | None = None) -> dict[str, float]:
    """Precision and recall of the planted pairs, among the proposals and arguments of a file."""
    texts, pairs = planted(path)
    groups = near_duplicates(texts, meaning)
    tied = {frozenset(tie) for group in groups for tie in combinations(group.members, 2)}
    ours = {number for pair in pairs for number in pair}
    touching = [tie for tie in tied if tie & ours]
    right = pairs.keys() & tied
    by_kind: dict[str, list[bool]] = {}
    for pair, kind in pairs.items():
        by_kind.setdefault(kind, []).append(pair in tied)
    return {
        "precision": round(len(right) / max(len(touching), 1), 3),
        "recall": round(len(right) / len(pairs), 3),
        "real_groups": sum(ours.isdisjoint(group.members) for group in groups),
        **{kind: round(sum(each) / len(each), 3) for kind, each in by_kind.items()},
    }


def planted(path: Path) -> tuple[dict[int, str], Mapping[frozenset[int], str]]:
    """All texts by number, and the kind of each of our pairs among them."""
    real = []
    for line in path.read_text("utf-8").splitlines():
        opinion = json.loads(line)
        real += [text_of(opinion["body_html"]), *(one["body"] for one in opinion["arguments"])]
    texts, pairs = dict(enumerate(real)), {}
    for pair in tomllib.loads(PAIRS.read_text("utf-8"))["pairs"]:
        at = len(texts)
        texts |= {at: pair["one"], at + 1: pair["other"]}
        pairs[frozenset((at, at + 1))] = pair["kind"]
    return texts, pairs


def drawn(count: int) -> dict[int, str]:
    """Texts of invented words, a few of which are said by many, as in any language."""
    draw = random.Random(1)
    words = [_word(draw) for _ in range(6000)]
    often = [1 / (place + 10) for place in range(len(words))]
    texts: dict[int, str] = {}
    for number in range(count):
        said = draw.choices(words, often, k=draw.randint(6, 40))
        if number % 10 == 9:
            said = texts[number - draw.randint(1, 9)].split()
            said[draw.randrange(len(said))] = draw.choice(words)
        texts[number] = " ".join(said)
    return texts


def _word(draw: random.Random) -> str:
    return "".join(
        draw.choice("bdfglmnprstv") + draw.choice("aeiou") for _ in range(draw.randint(2, 4))
    )


def _peak(texts: dict[int, str]) -> float:
    tracemalloc.start()
    near_duplicates(texts)
    themes(texts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20
