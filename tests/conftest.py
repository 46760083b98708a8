"""What every test may ask for; builders of people, topics and ballots are in `tests.world`."""

import gc
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.engines",
    *(["tests.world", "tests.two_processes"] if find_spec("tests.world") else []),
]

# What is imported lives as long as the run: the collector need not look at it after each test.
gc.set_threshold(50_000, 50, 50)

# The machine may be busy with other things: how long an example takes says nothing.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for Chromium is a browser test."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real consultations, kept beside the repository and never in it."""
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the real consultations are not beside this repository (../shared/data)")
    return path


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
