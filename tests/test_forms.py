"""The laws of forms: what was typed is understood whole, or given back whole."""

from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from deliberation.errors import BadForm
from deliberation.forms import (
    Form,
    Line,
    OptionalDay,
    Words,
    given_back,
    long_field,
    read,
    secret_field,
)
from deliberation.text import clean, unwanted


class Colour(StrEnum):
    RED = "red"


class Everything(Form):
    words: Words = long_field(title="Vos mots", min_length=1, max_length=20)
    line: Line = Field(default="", title="Une ligne")
    rows: list[int] = Field(default=[], title="Des lignes")
    colour: Colour | None = Field(default=None, title="Une couleur")
    tick: bool = Field(default=False, title="Une case")
    day: OptionalDay = Field(default=None, title="Un jour")
    password: str = secret_field(default="")
    unseen: str = ""


async def understand(request: Request) -> Response:
    try:
        form = await read(request, Everything)
    except BadForm as bad:
        back = [one._asdict() for one in given_back(request, bad.errors)]
        return JSONResponse({"errors": bad.errors, "back": back}, 422)
    return JSONResponse(form.model_dump(mode="json"))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/", understand, methods=["POST"])])
    with TestClient(app) as client:
        yield client


@given(st.text(max_size=60))
def test_whatever_is_typed_is_kept_clean_or_given_back(client: TestClient, typed: str) -> None:
    body = urlencode({"words": typed}, errors="surrogatepass").encode()
    reply = client.post("/", content=body)
    if reply.status_code == 200:
        assert reply.json()["words"] == clean(typed)
        assert not unwanted(reply.json()["words"])
    elif reply.status_code == 422:
        assert reply.json()["back"][0]["value"] == clean(typed)
        assert reply.json()["errors"].keys() == {"words"}
    else:
        assert reply.status_code == 400


def test_lists_choices_and_boxes_are_given_back_as_they_were(client: TestClient) -> None:
    typed = [
        ("once", "abc"),
        ("rows", "1"),
        ("rows", "x"),
        ("colour", "blue"),
        ("tick", "on"),
        ("day", "hier"),
        ("password", "secret"),
        ("unseen", "porté"),
    ]
    reply = client.post("/", content=urlencode(typed).encode())
    assert reply.status_code == 422
    told = reply.json()
    assert told["errors"].keys() >= {"words", "rows", "colour", "day"}
    back = [(one["name"], one["value"]) for one in told["back"]]
    assert ("rows", "1") in back
    assert ("rows", "x") in back
    assert ("colour", "blue") in back
    assert ("once", "abc") in back
    assert ("tick", "on") in back
    assert "secret" not in reply.text
    hidden = {one["name"] for one in told["back"] if one["hidden"]}
    assert hidden == {"once", "unseen"}
    long = {one["name"] for one in told["back"] if one["long"]}
    assert long == {"words"}


def test_a_box_left_empty_is_offered_again(client: TestClient) -> None:
    told = client.post("/", data={"line": "x"}).json()
    [tick] = [one for one in told["back"] if one["name"] == "tick"]
    assert tick["tick"] and tick["value"] == ""


def test_a_date_that_nobody_chose_is_no_mistake(client: TestClient) -> None:
    reply = client.post("/", data={"words": "oui", "day": ""})
    assert reply.status_code == 200
    assert reply.json()["day"] is None


def test_the_end_of_a_line_counts_once(client: TestClient) -> None:
    words = "\r\n".join("abcdefghij")
    assert len(words) > 20 >= len(words.replace("\r", ""))
    assert client.post("/", data={"words": words}).json()["words"] == "\n".join("abcdefghij")
