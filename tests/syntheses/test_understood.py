"""« Vous avons-nous bien compris ? »: who answers what, until when, and that nobody knows it."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.errors import Refused
from deliberation.i18n import today
from deliberation.roles import Role
from deliberation.syntheses.models import Statement
from deliberation.syntheses.reading_back.answers import asked_about
from deliberation.syntheses.reading_back.commands import begin_reading_back, take_text_back
from deliberation.syntheses.reading_back.models import StatementReadBack, Understood, Way
from deliberation.syntheses.reading_back.rules import RereadRefusal
from deliberation.syntheses.reading_back.saying import Answer, say_aloud, say_understood
from deliberation.syntheses.statements import Written, change_statement
from tests.ballots.voting import words as seen_words
from tests.debate.speaking import (
    PHONE,
    a_note,
    a_proposal,
    an_account,
    journal,
    note_row,
    said,
    who,
)
from tests.syntheses.disagreeing import OBJECTION, an_objected_vote
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    covered,
    its_days_pass,
    refusal_of,
    sections,
)
from tests.world import World, a_member, a_participant, enter, sign_in

NOW = datetime.now(UTC)
UNTIL = today() + timedelta(days=7)
NOT_SO = "Deux jours par semaine, pas un."


class Read(NamedTuple):
    """A text that is being read back: who is asked, with the secret of her card, and about what."""

    synthesis: int
    hers: list[int]  # the sentences that use her words
    others: int  # one that does not
    card: str
    person: int


def a_read_text(world: World, scope: Scope = Scope.PUBLIC) -> Read:
    """Two sentences use her words, directly and through a proposal; a third uses another's."""
    card, neighbour = a_participant(world), a_participant(world, number=2)
    first = said(world, who(world, card), "Un guichet un jour.", scope=scope)
    second = said(world, who(world, card), "Un bus le mercredi.", scope=scope)
    other = said(world, who(world, neighbour), "Rien à dire.", scope=scope)
    proposal = a_proposal(world, an_account(world), [second])
    synthesis = a_synthesis(world)
    part = sections(world, synthesis)[0]
    direct = a_statement(world, part, "Un guichet est demandé.", contributions=(first,))
    through = a_statement(world, part, "Un bus aussi.", proposals=(proposal,))
    apart = a_statement(world, part, "Et rien d'autre.", contributions=(other,))
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOW)
    return Read(synthesis, [direct, through], apart, card, who(world, card))


def rows(world: World) -> list[StatementReadBack]:
    with world.db.reading() as session:
        return list(session.exec(select(StatementReadBack)))


def asked(world: World, text: Read) -> list[int]:
    with world.db.reading() as session:
        found = asked_about(session, text.synthesis, text.person)
        return [one.statement.id or 0 for one in found]


def answer(
    world: World, text: Read, verdict: Understood, words: str | None = None, place: int = 0
) -> None:
    said = Answer(verdict, 1, words)
    number = text.hers[place]
    world.db.do(say_understood, text.synthesis, number, text.person, said, NOW)


def test_someone_is_asked_about_the_sentences_that_use_her_words_and_no_others(
    world: World,
) -> None:
    text = a_read_text(world)
    assert asked(world, text) == text.hers
    with world.db.reading() as session:
        first = session.exec(select(Contribution.id).order_by(Contribution.id)).first()
    world.db.do(withdraw_contribution, first, text.person)
    assert asked(world, text) == text.hers[1:]


def test_nobody_answers_for_another_nor_after_the_last_day(world: World) -> None:
    text = a_read_text(world)
    reply, late = Answer(Understood.YES, 1), NOW + timedelta(days=8)
    for statement, now, reason in (
        (text.others, NOW, RereadRefusal.NOT_YOURS),
        (999, NOW, RereadRefusal.NOT_YOURS),
        (text.hers[0], late, RereadRefusal.OVER),
    ):
        with pytest.raises(Refused) as caught:
            world.db.do(say_understood, text.synthesis, statement, text.person, reply, now)
        assert refusal_of(caught) is reason
    assert rows(world) == []


def test_an_answer_is_changed_and_counts_once(world: World) -> None:
    text = a_read_text(world)
    answer(world, text, Understood.YES)
    answer(world, text, Understood.NO)
    [row] = rows(world)
    assert (row.verdict, row.way) == (Understood.NO, Way.CARD)


def test_a_correction_is_words_like_any_others_kept_whole_and_taken_back(world: World) -> None:
    text = a_read_text(world, Scope.DRAFTERS)
    answer(world, text, Understood.PARTLY, NOT_SO)
    answer(world, text, Understood.PARTLY, f"{NOT_SO} Toute l'année.")
    [row] = rows(world)
    with world.db.reading() as session:
        newest = session.get_one(Contribution, row.correction_id)
        first = session.get_one(Contribution, newest.corrects_id)
    assert (first.words, newest.words) == (NOT_SO, f"{NOT_SO} Toute l'année.")
    assert newest.scope is Scope.DRAFTERS
    assert newest.id in covered(world, text.synthesis).used
    answer(world, text, Understood.YES, "")
    with world.db.reading() as session:
        states = {session.get_one(Contribution, n).state for n in (first.id, newest.id)}
        assert states == {ContributionState.WITHDRAWN}
    answer(world, text, Understood.NO, PHONE)
    with world.db.reading() as session:
        held = session.get_one(Contribution, rows(world)[0].correction_id)
    assert held.state is ContributionState.HELD


def test_a_sentence_that_changed_is_asked_about_again_and_the_old_answer_stays(
    world: World,
) -> None:
    text = a_read_text(world)
    answer(world, text, Understood.NO, NOT_SO)
    world.db.do(take_text_back, text.synthesis, PEN, NOW)
    with world.db.reading() as session:
        first = session.exec(select(Contribution.id).order_by(Contribution.id)).first()
    written = Written("Un guichet deux jours.", contributions=(first or 0,))
    world.db.do(change_statement, text.hers[0], written, 1, PEN, NOW)
    world.db.do(begin_reading_back, text.synthesis, UNTIL, PEN, NOW)
    with world.db.reading() as session:
        one, _ = asked_about(session, text.synthesis, text.person)
    assert one.now is None and one.answer and one.answer.version == 1
    with pytest.raises(Refused) as caught:
        answer(world, text, Understood.YES)
    assert refusal_of(caught) is RereadRefusal.CHANGED
    said = Answer(Understood.YES, 2)
    world.db.do(say_understood, text.synthesis, text.hers[0], text.person, said, NOW)
    assert [row.verdict for row in rows(world)] == [Understood.NO, Understood.YES]


def test_a_note_without_an_author_is_answered_aloud_by_its_number_and_never_for_someone(
    world: World,
) -> None:
    text = a_read_text(world)
    world.db.do(take_text_back, text.synthesis, PEN, NOW)
    note = note_row(world, a_note(world, an_account(world, "scribe@example.org"))).id
    part = sections(world, text.synthesis)[1]
    number = a_statement(world, part, "Dit à table.", contributions=(note,))
    world.db.do(begin_reading_back, text.synthesis, UNTIL, PEN, NOW)
    reply = Answer(Understood.PARTLY, 1, NOT_SO)
    world.db.do(say_aloud, text.synthesis, number, note, Way.ALOUD, reply, PEN, NOW)
    [row] = rows(world)
    assert (row.participant_id, row.contribution_id, row.way) == (None, note, Way.ALOUD)
    with world.db.reading() as session:
        hers = session.exec(
            select(Contribution.id).where(Contribution.participant_id == text.person)
        )
        mine = min(n for n in hers if n)
    with pytest.raises(Refused) as caught:
        world.db.do(say_aloud, text.synthesis, text.hers[0], mine, Way.PAPER, reply, PEN, NOW)
    assert refusal_of(caught) is RereadRefusal.CLAIMED


def test_she_reads_one_sentence_at_a_time_and_one_tap_is_her_answer(
    client: TestClient, world: World
) -> None:
    text = a_read_text(world)
    enter(client, text.card)
    address = f"/ma-parole/relecture/{text.synthesis}"
    assert f'href="{address}"' in client.get("/ma-parole").text
    page = seen_words(client.get(address))
    assert "Un guichet un jour." in page and "Un guichet est demandé." in page
    assert "Un bus aussi." not in page and "Et rien d'autre." not in page
    first, second = (f"{address}/{number}" for number in text.hers)
    reply = client.post(first, data={"verdict": "partly", "seen": "1"})
    assert reply.headers["location"] == f"{address}?phrase={text.hers[0]}&mots=1"
    page = seen_words(client.get(reply.headers["location"]))
    assert "Qu'est-ce qu'il faudrait écrire" in page
    fields = {"verdict": "partly", "seen": "1", "words": NOT_SO}
    assert client.post(f"{first}/mots", data=fields).headers["location"] == address
    assert "Un bus aussi." in client.get(address).text
    client.post(second, data={"verdict": "yes", "seen": "1"})
    page = seen_words(client.get(address))
    assert "Merci. Vos réponses sont enregistrées." in page and NOT_SO in page
    assert "vous avez répondu" in seen_words(client.get("/ma-parole"))
    world.db.do(its_days_pass)
    late = client.post(second, data={"verdict": "no", "seen": "1"})
    assert late.status_code == 409
    late = client.post(f"{second}/mots", data={"verdict": "no", "seen": "1", "words": "Trop tard."})
    assert late.status_code == 409 and "Trop tard." in late.text
    assert "Cette relecture est terminée" in seen_words(client.get(address))


def test_what_is_forged_is_refused_in_words(client: TestClient, world: World) -> None:
    text = a_read_text(world)
    address = f"/ma-parole/relecture/{text.synthesis}"
    assert client.get(address).status_code == 401
    assert client.post(f"{address}/{text.hers[0]}").status_code == 401
    enter(client, text.card)
    for statement, fields, status in (
        (text.others, {"verdict": "yes", "seen": "1"}, 409),
        (text.hers[0], {"verdict": "peut-être", "seen": "1"}, 422),
        (text.hers[0], {"verdict": "yes", "seen": "0"}, 422),
        (text.hers[0], {"verdict": "yes", "seen": "2"}, 409),
    ):
        assert client.post(f"{address}/{statement}", data=fields).status_code == status
    long = {"verdict": "no", "seen": "1", "words": "a" * 300}
    assert client.post(f"{address}/{text.hers[0]}/mots", data=long).status_code == 422
    assert client.get("/ma-parole/relecture/999").status_code == 404
    assert client.get(f"/ma-parole/relecture/{a_synthesis(world)}").status_code == 404
    assert rows(world) == []


def test_nobody_can_tell_who_answered_what(client: TestClient, world: World) -> None:
    """Neither the journal nor any page of staff names her, nor says what she tapped."""
    text = a_read_text(world)
    enter(client, text.card)
    address = f"/ma-parole/relecture/{text.synthesis}/{text.hers[0]}"
    before = len(journal(world))
    client.post(address, data={"verdict": "no", "seen": "1"})
    client.post(f"{address}/mots", data={"verdict": "no", "seen": "1", "words": NOT_SO})
    told = [event.model_dump_json() for event in journal(world)[before:]]
    assert told
    for event in told:
        assert f"participant:{text.person}" not in event and NOT_SO not in event
        assert '"no"' not in event and "verdict" not in event
    client.cookies.clear()
    sign_in(client, a_member(world, Role.MODERATOR))
    for page in ("", "/relecture", "/divergences"):
        shown = client.get(f"/gestion/syntheses/{text.synthesis}{page}").text
        assert "Voix 1001" not in shown


def test_who_objected_is_asked_whether_it_is_settled_on_her_own_sheet(
    client: TestClient, world: World
) -> None:
    text = a_read_text(world)
    an_objected_vote(world, (text.person,))
    enter(client, text.card)
    address = f"/ma-parole/relecture/{text.synthesis}"
    for number in text.hers:
        client.post(f"{address}/{number}", data={"verdict": "yes", "seen": "1"})
    page = client.get(address).text
    assert OBJECTION in page and "Reste ouvert." in page
    [action] = {
        part.split('"')[0] for part in page.split('action="') if "/divergences/" in part[:60]
    }
    assert client.post(action, data={"settled": "yes"}).status_code == 303
    assert "par les personnes qui" in client.get(address).text
    assert client.post(action).status_code == 303
    assert "Reste ouvert." in client.get(address).text
    enter(client, a_participant(world, number=7))
    assert client.post(action, data={"settled": "yes"}).status_code == 409


def test_a_statement_keeps_its_words_whatever_is_answered(world: World) -> None:
    text = a_read_text(world)
    answer(world, text, Understood.NO, NOT_SO)
    with world.db.reading() as session:
        assert session.get_one(Statement, text.hers[0]).words == "Un guichet est demandé."
