"""What was written with a vote: who reads it, where, and what the room is told of it."""

from typing import Any

from starlette.testclient import TestClient

from deliberation.ballots.commands import say_condition
from deliberation.ballots.models import Choice, Method
from deliberation.ballots.printed import printed
from deliberation.ballots.results import results_of
from deliberation.roles import Role
from tests.ballots.voting import a_ballot_of, close, people, vote, words
from tests.world import NOON, World, a_member, sign_in


def result(world: World, ballot: int) -> Any:
    close(world, ballot)
    with world.db.reading() as session:
        return results_of(session, ballot)


def test_objections_are_listed_with_the_result_and_conditions_only_on_the_desk(
    client: TestClient, world: World
) -> None:
    consent, agreement = a_ballot_of(world, Method.CONSENT), a_ballot_of(world, Method.AGREEMENT)
    for place, person in enumerate(people(world, 8)):
        vote(world, consent, person, "objection" if place < 2 else "no_objection")
        vote(world, agreement, person, Choice.AGREE_IF if place < 2 else Choice.AGREE)
        if place < 2:
            said = (person, f"Le guichet {place} ferme trop tôt.", NOON)
            world.db.do(say_condition, consent, *said)
            world.db.do(say_condition, agreement, *said)
    address = f"/scrutins/{consent}"
    assert "ferme trop tôt" not in words(client.get(address))
    close(world, consent)
    close(world, agreement)
    page = words(client.get(address))
    assert "Les objections" in page
    assert page.count("ferme trop tôt") == 2
    assert "ferme trop tôt" not in words(client.get(f"/scrutins/{agreement}"))
    sign_in(client, a_member(world, Role.MODERATOR))
    assert "Les conditions" in words(client.get(f"/gestion/scrutins/{agreement}"))


def test_objections_are_printed_with_the_result_and_the_room_is_sent_to_its_phones(
    client: TestClient, world: World
) -> None:
    """Nothing that was written is on the room screen before somebody let it through."""
    ballots = [a_ballot_of(world, method) for method in (Method.CONSENT, Method.AGREEMENT)]
    answers = (("objection", "no_objection"), (Choice.AGREE_IF, Choice.AGREE))
    for ballot, (reasoned, plain_yes) in zip(ballots, answers, strict=True):
        first, *others = people(world, 8)
        for place, person in enumerate((first, *others)):
            vote(world, ballot, person, reasoned if place < 3 else plain_yes)
        world.db.do(say_condition, ballot, first, "Le guichet ferme trop tôt.", NOON)
    consent, agreement = (stored_words(result(world, ballot)) for ballot in ballots)
    assert "Le guichet ferme trop tôt." in consent
    assert "Le guichet ferme trop tôt." not in agreement
    screens = [words(client.get(f"/scrutins/{ballot}/ecran")) for ballot in ballots]
    assert all("Le guichet ferme" not in screen for screen in screens)
    sent = "Les raisons écrites avec les réponses se lisent sur vos téléphones."
    assert [sent in screen for screen in screens] == [True, False]


def stored_words(picture: Any) -> str:
    """All that a document prints of a result."""
    return repr(printed(picture))
