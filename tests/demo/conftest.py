"""A database of each kind in which the demonstration is loaded once, and what it prints."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deliberation.app import open_database
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.demo.loading import load
from deliberation.demo.welcome import Welcome
from tests.engines import fresh_database


@pytest.fixture(scope="module")
def now() -> datetime:
    """The links and codes that are printed are followed on the very day of the tests."""
    return datetime.now(UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, now: datetime
) -> Iterator[Settings]:
    """Loading takes seconds: the tests of a module share it, and none of them undoes it."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = request.getfixturevalue("migrated_file")
            url = f"sqlite:///{shutil.copy(file, folder / 'deliberation.db')}"
        else:
            server = request.getfixturevalue("postgres_server")
            url = stack.enter_context(fresh_database(server))
        settings = Settings(database_url=url, data_dir=folder)
        db = open_database(settings)
        load(db, settings, now)
        db.close()
        yield settings


@pytest.fixture
def told(db: Database, settings: Settings, now: datetime) -> Welcome:
    return load(db, settings, now)
