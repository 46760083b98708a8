"""Whole stories, over real HTTP and WebSockets, told as people would live them."""

import pytest

pytest.register_assert_rewrite(
    "tests.journeys.person",
    "tests.journeys.speaking",
    "tests.journeys.answering",
    "tests.journeys.living",
    "tests.journeys.gathering",
    "tests.journeys.concluding",
)
