"""How long the synthesis desk takes with 5 000 contributions: its first view, its list, a search.

Pages are asked of the whole application in this process, its middlewares included, on a new SQLite
file; with BENCH_DATABASE_URL, on that empty PostgreSQL database too.
"""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlmodel import Session, insert
from starlette.testclient import TestClient

from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation.app import build
from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.engines import migrate
from deliberation.people.models import Account, Channel, Membership
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE, StaffSession, token_hash
from deliberation.stems import stemmed
from deliberation.syntheses import commands

SAID, SECRET = 5_000, "desk"
WORDS = "guichet accueil numérique dossier papier droits famille travail bus logement école santé"
PAGES = {
    "search": ("/gestion/sujets/1/matiere?q=guichets+ferm%C3%A9s", 0.05),
    "list": ("/gestion/sujets/1/matiere", 0.3),
    "desk": ("/gestion/syntheses/1", 0.3),
    "left_over": ("/gestion/sujets/1/matiere?reste=1", 0.3),
    "sentence": ("/gestion/sections/1/phrases", 0.3),
    "cited": ("/gestion/sections/1/phrases/sources?q=guichets+ferm%C3%A9s", 0.05),
}


def run(profile: Profile) -> Samples:
    """Each page in each round, on each database that there is."""
    said = max(int(SAID * min(profile.sockets / 1000, 1.0)), 100)
    result = Samples()
    for name, client in _desks(said):
        for number in range(1, profile.rounds + 1):
            for page, (address, _) in PAGES.items():
                started = perf_counter()
                answer = client.get(address)
                seconds = perf_counter() - started
                metrics = {"said": said, "seconds": round(seconds, 4)}
                fault = None if answer.status_code == 200 else f"{answer.status_code}"
                result.samples.append(Sample("desk", f"{page}_{name}", number, metrics, fault))
        for page, (_, goal) in PAGES.items():
            result.hold(f"desk_{page}_{name}", "seconds", f"{page}_{name}", goal)
    return result


def _desks(said: int) -> Iterator[tuple[str, TestClient]]:
    with TemporaryDirectory() as folder:
        urls = {"sqlite": f"sqlite:///{folder}/desk.db"}
        if elsewhere := os.environ.get("BENCH_DATABASE_URL"):
            urls["postgresql"] = elsewhere
        for name, url in urls.items():
            migrate(url)
            settings = Settings(database_url=url, data_dir=Path(folder))
            with TestClient(build(settings), follow_redirects=False) as client:
                client.app.state.db.do(_fill, said)  # type: ignore[attr-defined]
                client.cookies.set(STAFF_COOKIE, SECRET)
                client.get("/gestion")  # what is made once is made
                yield name, client


def _fill(session: Session, said: int) -> None:
    now, draw = datetime.now(UTC), random.Random(2)
    session.add(Committee(slug="desk", name="Comité", territories="", bearers="", term=""))
    session.add(Account(email="desk@example.org", name="Camille (prénom d'emprunt)"))
    session.flush()
    session.add(WorkingGroup(committee_id=1, name="Groupe"))
    session.add(Membership(account_id=1, role=Role.MODERATOR, committee_id=1))
    session.flush()
    session.add(Topic(group_id=1, question="Comment garder un accueil ?", phase=Phase.CLOSED))
    ends = now + timedelta(hours=1)
    session.add(StaffSession(token_hash=token_hash(SECRET), account_id=1, expires_at=ends))
    session.flush()
    rows = []
    for _ in range(said):
        words = " ".join(draw.choices(WORDS.split(), k=18))
        row = {"topic_id": 1, "words": words, "channel": Channel.ONLINE, "scope": "drafters"}
        rows.append(row | {"state": "shown", "said_by": 1, "table_name": "", "at": now})
        rows[-1]["stems"] = stemmed(words)
    session.execute(insert(Contribution), rows)
    commands.start_synthesis(session, 1, "Synthèse", "account:1", now)
