"""The laws of addresses that a machine can check: a page, its function and its template agree."""

import inspect
import re
from collections.abc import Iterator

from starlette.routing import Mount, Route

from deliberation.app import ROUTES
from tests.test_law_of_templates import TEMPLATES

SHARED = {"components"}  # macros, that no route shows


def shown() -> Iterator[Route]:
    """Every route that a person can look at."""
    waiting = list(ROUTES)
    for route in waiting:
        if isinstance(route, Mount):
            waiting += route.routes
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield route


def places(route: Route) -> list[str]:
    """Where the template of a function may be: `ballots/show` for `deliberation.ballots.pages`."""
    return [f"{part}/{route.endpoint.__name__}" for part in route.endpoint.__module__.split(".")]


def test_a_page_shows_the_template_that_bears_its_name() -> None:
    for route in shown():
        named = re.findall(r'"(\w+/[a-z]\w*)\.html"', inspect.getsource(route.endpoint))
        assert set(named) <= set(places(route)), route.path


def test_every_page_is_shown_by_the_function_that_bears_its_name() -> None:
    known = {place for route in shown() for place in places(route)}
    pages = {
        f"{path.parent.name}/{path.stem}"
        for path in TEMPLATES
        if path.parent.parent.name == "templates" and path.parent.name not in SHARED
        if not path.name.startswith("_")
    }
    assert pages - known == set()


def test_an_address_is_given_to_one_function_only() -> None:
    given = [
        (route.path, method)
        for route in ROUTES
        if isinstance(route, Route)
        for method in route.methods or ()
    ]
    assert sorted(given) == sorted(set(given))
