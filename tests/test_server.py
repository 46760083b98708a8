"""How the platform is served: alone on its file, and discreet in its logs."""

import logging
import sys
from pathlib import Path

import pytest
from sqlmodel import Session

from deliberation import journal
from deliberation.assembly.models import NationalBody
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.server import AlreadyServed, Discreet, alone


def test_a_failure_is_logged_with_its_place_and_without_anyones_words(database_url: str) -> None:
    store = Database(database_url, b"k" * 32, journal.seal)

    def found_without_name(session: Session) -> None:
        session.add(NationalBody(name="Des mots à taire", short_name=None))

    try:
        store.do(found_without_name)
    except Exception:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "raté", None, sys.exc_info())
    store.close()
    logged = Discreet().format(record)
    assert "IntegrityError" in logged
    assert "db.py" in logged and "taire" not in logged


def test_a_sqlite_file_has_one_server(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/x.db")
    with alone(settings), pytest.raises(AlreadyServed), alone(settings):
        pass
    with alone(settings):
        pass


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, again = (Settings(data_dir=tmp_path).key for _ in range(2))
    assert first == again and len(first) == 32
    assert (tmp_path / "instance.key").stat().st_mode & 0o077 == 0
