"""A database of before: arguments and imported proposals become words that can be cited."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from deliberation.debate.models import Argument, Contribution, ContributionState, Link, LinkKind
from deliberation.engines import make_engine, migrate
from tests.engines import fresh_database

BEFORE = """
INSERT INTO committee (id, slug, name, territories, bearers, term) VALUES (1, 'c', 'C', '', '', '');
INSERT INTO working_group (id, committee_id, name, mandate) VALUES (1, 1, 'G', '');
INSERT INTO topic (id, group_id, question, why, easy_read, decider, can_change, known_when, phase)
VALUES (1, 1, 'Q ?', '', '', '', '', '', 'closed');
INSERT INTO proposal (id, topic_id, hidden, external_id) VALUES (1, 1, false, 'p1');
INSERT INTO proposal_version (id, proposal_id, number, title, words, at)
VALUES (1, 1, 1, '', 'Ouvrir le soir', '2026-01-02 03:04:05');
INSERT INTO argument (id, proposal_id, side, title, words, votes, hidden, at, external_id)
VALUES (1, 1, 'against', '', 'Trop cher', 0, true, '2026-01-02 03:04:05', 'a1')
"""


def migrated(url: str) -> None:
    engine = make_engine(url, foreign_keys=False)
    with engine.begin() as connection:
        for statement in BEFORE.split(";\n"):
            connection.execute(sa.text(statement))
    migrate(url)
    with Session(engine) as session:
        argued = session.exec(select(Contribution).join(Argument)).one()
        founding = select(Contribution).join(Link).where(Link.kind == LinkKind.FOUNDED)
        founded = session.exec(founding).one()
    engine.dispose()
    assert (argued.words, argued.state) == ("Trop cher", ContributionState.HIDDEN)
    assert (founded.words, founded.state) == ("Ouvrir le soir", ContributionState.SHOWN)
    assert argued.at.year == 2026 and founded.stems


def test_what_was_argued_before_is_among_the_words_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'before.db'}"
    migrate(url, "0009")
    migrated(url)


def test_and_on_postgresql(postgres_server: str) -> None:
    with fresh_database(postgres_server) as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        engine.dispose()
        migrate(url, "0009")
        migrated(url)
