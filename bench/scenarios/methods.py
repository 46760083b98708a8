"""The vote path of each method, over that of the simplest one: the writer, one vote at a time.

Each vote is new, alone in its transaction and different from its neighbours, on a fresh file (WAL,
FULL). What is measured is the whole command, from the call to the durable commit, as a median.
"""

import random
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.profiles import Profile
from bench.report import Sample, Samples
from bench.scenarios.ingest import an_assembly
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.lifecycle import OptionText, open_ballot, prepare_ballot
from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.rules import WITH_OPTIONS
from deliberation.ballots.secrecy import PaperCall, cast_papers
from deliberation.ballots.sheets import Sheet, answers_of, read_sheet
from deliberation.db import Database

MOST = 1.5
OPTIONS = 10
GRADES = ("Très bien", "Bien", "Passable", "Insuffisant", "À rejeter")
SECRET = "secret"
VARIANTS = (*Method, SECRET)


def run(profile: Profile) -> Samples:
    """Every method in each round, in an order drawn anew."""
    result = Samples()
    votes = max(int(profile.voters), 50)
    for number in range(1, profile.rounds + 1):
        with TemporaryDirectory() as folder:
            db = an_assembly(f"sqlite:///{Path(folder) / 'votes.db'}", votes)
            for variant in random.sample(VARIANTS, len(VARIANTS)):
                waits = _waits(db, variant, votes)
                metrics = {"votes": len(waits), "vote_ms": round(1e3 * median(waits), 4)}
                result.samples.append(Sample("methods", variant, number, metrics))
            db.close()
    for variant in VARIANTS:
        if variant is not Method.AGREEMENT:
            id = f"simplest_vote_over_{variant}"
            # A ratio is better when greater: the simplest method's time over this one's.
            result.compare(id, "vote_ms", over=Method.AGREEMENT, under=variant, target=1 / MOST)
    return result


def _waits(db: Database, variant: str, votes: int) -> list[float]:
    method = Method.AGREEMENT if variant == SECRET else Method(variant)
    ballot = _opened(db, method, secret=variant == SECRET)
    with db.reading() as session:
        sheet = read_sheet(session.get_one(Ballot, ballot).sheet)
    waits, draw = [], random.Random(votes)
    for person in range(1, votes + 1):
        said = ballot, person, _paper(sheet, draw), datetime.now(UTC)
        started = perf_counter()
        if variant == SECRET:
            db.do(cast_papers, PaperCall(*said, f"card {person}"))
        else:
            db.do(cast_votes, VoteCall(*said))
        waits.append(perf_counter() - started)
    return waits


def _opened(db: Database, method: Method, secret: bool) -> int:
    sheet = Sheet(
        method=method,
        grades=GRADES if method is Method.JUDGMENT else (),
        dots=5 if method is Method.DOTS else 0,
        each=3 if method is Method.DOTS else 0,
    )
    texts = [OptionText(f"Option {place}") for place in range(OPTIONS)]
    options = texts if method in WITH_OPTIONS else []
    ballot = Ballot(topic_id=1, question="?", secret=secret)
    id: int = db.do(prepare_ballot, ballot, "account:1", sheet, options)
    db.do(open_ballot, id, "account:1", datetime.now(UTC))
    return id


def _paper(sheet: Sheet, draw: random.Random) -> str:
    """A paper that this sheet takes, drawn at random."""
    options = list(sheet.options)
    if answers := answers_of(sheet):
        return draw.choice(answers)
    if sheet.method is Method.APPROVAL:
        picked = draw.sample(options, 4)
        return " ".join(str(one) for one in options if one in picked)
    if sheet.method is Method.DOTS:
        return " ".join(f"{one}:1" for one in draw.sample(options, 5))
    if sheet.method is Method.JUDGMENT:
        return " ".join(f"{one}:{draw.randrange(len(GRADES))}" for one in options)
    ranks = zip(options, draw.sample(range(1, OPTIONS + 1), OPTIONS), strict=True)
    return " ".join(f"{one}:{rank}" for one, rank in ranks)
