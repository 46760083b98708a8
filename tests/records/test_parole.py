"""« Ma parole »: her words followed up to the answer, and nothing of anyone else."""

import re

from starlette.testclient import TestClient

from deliberation.ballots.models import Choice, Vote
from deliberation.council.commands import (
    answer_question,
    receive_transmission,
    send_transmission,
)
from deliberation.council.models import Outcome
from deliberation.council.reading import Asked, proposed_questions, questions_of
from deliberation.debate.commands import withdraw_contribution
from tests.debate.speaking import a_proposal, a_speaker, an_account, said, who
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    published,
    sections,
)
from tests.world import NOON, World, a_participant, enter

ASKS_COUNCIL = 10  # the section of the template whose sentences are questions


def sent(world: World, synthesis_id: int, questions: list[Asked]) -> int:
    return int(world.db.do(send_transmission, synthesis_id, questions, "", None, PEN, NOON))


def answer(world: World, number: int, account: int) -> None:
    world.db.do(receive_transmission, number, account, NOON)
    with world.db.reading() as session:
        question = questions_of(session, number)[0].question.id
    words = "Un guichet par canton."
    world.db.do(answer_question, question, Outcome.KEPT, words, "", None, account, NOON)


def test_her_words_are_followed_from_the_table_to_the_answer(
    client: TestClient, world: World
) -> None:
    secret, account = a_participant(world), an_account(world)
    enter(client, secret)

    def page() -> str:
        return client.get("/ma-parole").text

    assert "Vous n’avez encore rien dit" in page()
    words = said(world, who(world, secret), "Plus de guichet chez nous.")
    assert "Plus de guichet chez nous." in page() and "Étape 1 sur 5" in page()
    proposal = a_proposal(world, account, [words], "Garder un guichet.")
    assert "Étape 2 sur 5" in page() and f'href="/propositions/{proposal}"' in page()
    synthesis = a_synthesis(world)
    part = sections(world, synthesis)[ASKS_COUNCIL]
    a_statement(world, part, "Un guichet partout ?", proposals=(proposal,))
    assert "Étape 2 sur 5" in page()  # a draft is nobody's business yet
    published(world, synthesis)
    assert "Étape 3 sur 5" in page() and "Un guichet partout ?" in page()
    with world.db.reading() as session:
        asked = proposed_questions(session, synthesis)
    number = sent(world, synthesis, asked)
    assert "Étape 4 sur 5" in page() and "Pas encore de réponse" in page()
    answer(world, number, account)
    assert "Étape 5 sur 5" in page()
    assert "Pris en compte" in page() and "Un guichet par canton." in page()


def test_a_synthesis_that_left_without_her_question_is_followed_too(
    client: TestClient, world: World
) -> None:
    secret, account = a_participant(world), an_account(world)
    enter(client, secret)
    words = said(world, who(world, secret))
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[3], "Un constat.", contributions=(words,))
    number = sent(world, published(world, synthesis), [Asked("Une question ?")])
    page = client.get("/ma-parole").text
    assert "Étape 4 sur 5" in page and f'href="/transmissions/{number}"' in page
    answer(world, number, account)
    assert "Étape 5 sur 5" in client.get("/ma-parole").text


def test_she_reads_that_her_vote_is_counted_and_never_what_it_was(
    client: TestClient, world: World
) -> None:
    secret = a_participant(world)
    enter(client, secret)
    ballot = a_counted_ballot(world)
    choices = {}
    for choice in Choice:
        world.keep(
            Vote(ballot_id=ballot, participant_id=who(world, secret), choice=choice, mark="")
        )
        page = client.get("/ma-parole").text
        assert "compté" in page and f'href="/scrutins/{ballot}"' in page
        choices[choice] = re.sub(r'data-now="\d+"', "", page)
        world.db.do(lambda session: session.delete(session.get(Vote, (ballot, who(world, secret)))))
    assert len(set(choices.values())) == 1


def test_nobody_else_s_words_nor_votes_are_there(client: TestClient, world: World) -> None:
    other = a_speaker(world, 2)
    said(world, other, "Les mots d'une autre.")
    ballot = a_counted_ballot(world)
    world.keep(Vote(ballot_id=ballot, participant_id=other, choice=Choice.AGREE, mark=""))
    enter(client, a_participant(world))
    page = client.get("/ma-parole").text
    assert "Les mots d" not in page and "compté" not in page


def test_withdrawn_words_leave_an_empty_marker(client: TestClient, world: World) -> None:
    secret = a_participant(world)
    enter(client, secret)
    words = said(world, who(world, secret), "Je regrette.")
    world.db.do(withdraw_contribution, words, who(world, secret))
    page = client.get("/ma-parole").text
    assert "Je regrette." not in page and "Vos mots ont été retirés" in page


def test_a_stranger_is_shown_the_way_in(client: TestClient) -> None:
    reply = client.get("/ma-parole")
    assert reply.status_code == 401 and "/entrer" in reply.text
