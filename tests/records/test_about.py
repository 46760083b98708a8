"""What the platform says of itself, to anyone."""

import pytest
from starlette.testclient import TestClient

from deliberation.i18n import gettext
from deliberation.roles import ACTION_NAMES, ALLOWED, ROLE_NAMES
from deliberation.text import plain


@pytest.mark.parametrize("name", ["composants", "roles", "accessibilite", "vos-donnees"])
def test_anyone_may_ask_what_the_platform_is(client: TestClient, name: str) -> None:
    assert client.get(f"/a-propos/{name}").status_code == 200


def test_the_table_of_rights_tells_every_action_and_every_role(client: TestClient) -> None:
    page = plain(client.get("/a-propos/roles").text)
    assert set(ACTION_NAMES) == set(ALLOWED)
    told = [*ACTION_NAMES.values(), *(ROLE_NAMES[r] for held in ALLOWED.values() for r in held)]
    assert [words for words in told if plain(gettext(words)) not in page] == []


def test_no_conformity_is_claimed_that_no_audit_has_shown(client: TestClient) -> None:
    page = client.get("/a-propos/accessibilite").text.casefold()
    assert "non conforme" in page
    assert "totalement conforme" not in page
