"""Who signs a synthesis off, and what freezes it."""

import hashlib

import pytest
from sqlmodel import Session, select

from deliberation.db import Database
from deliberation.documents.stored import restored
from deliberation.errors import Refused
from deliberation.people.models import Account, Membership
from deliberation.roles import Role
from deliberation.syntheses import commands, sign_off
from deliberation.syntheses.models import (
    Snapshot,
    Statement,
    Synthesis,
    SynthesisState,
    Verdict,
)
from deliberation.syntheses.reading import snapshot_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sign_off_rules import HeadCount
from tests.debate.speaking import journal
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    frozen_words,
    judged,
    published,
    refusal_of,
    sections,
    state_of,
    submitted,
)
from tests.two_processes import overtaken
from tests.world import NOON, World


def technical_members(world: World, count: int) -> list[int]:
    members = []
    for n in range(count):
        account = world.keep(Account(email=f"technique{n}@example.org", name="Un prénom"))
        members.append(account.id)
        world.keep(
            Membership(account_id=account.id, role=Role.TECHNICAL, committee_id=world.committee_id)
        )
    return members


def test_each_member_alone_validates_and_the_majority_decides(world: World) -> None:
    one, two, _ = technical_members(world, 3)
    synthesis = submitted(world)
    judged(world, synthesis, one, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED
    judged(world, synthesis, two, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.VALIDATED


def test_a_member_changes_her_mind_and_counts_once(world: World) -> None:
    one, two, _ = technical_members(world, 3)
    synthesis = submitted(world)
    judged(world, synthesis, one, Verdict.VALIDATE)
    judged(world, synthesis, one, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED
    judged(world, synthesis, one, Verdict.RETURN, "Trop long")
    judged(world, synthesis, two, Verdict.RETURN, "Trop flou")
    assert state_of(world, synthesis) is SynthesisState.RETURNED


def test_who_is_no_longer_a_member_decides_nothing(world: World) -> None:
    one, two, _ = technical_members(world, 3)
    synthesis = submitted(world)
    judged(world, synthesis, one, Verdict.VALIDATE)

    def leave(session: Session) -> None:
        held = select(Membership).where(Membership.account_id == one)
        session.delete(session.exec(held).one())

    world.db.do(leave)
    judged(world, synthesis, two, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED


def test_what_was_returned_is_written_again_and_judged_afresh(world: World) -> None:
    one, two = technical_members(world, 2)
    synthesis = submitted(world)
    judged(world, synthesis, one, Verdict.RETURN, "Trop long")
    assert state_of(world, synthesis) is SynthesisState.RETURNED
    a_statement(world, sections(world, synthesis)[0], "Plus court.")
    world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)
    judged(world, synthesis, two, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.SUBMITTED
    judged(world, synthesis, one, Verdict.VALIDATE)
    assert state_of(world, synthesis) is SynthesisState.VALIDATED


def test_a_sitting_decides_by_its_head_count_and_returns_with_a_reason(world: World) -> None:
    synthesis = submitted(world)
    tie = HeadCount(4, 2, 2, 0, 0)
    with pytest.raises(Refused) as caught:
        world.db.do(sign_off.record_sitting, synthesis, tie, "", PEN, NOON)
    assert refusal_of(caught) is SynthesisRefusal.NO_REASON
    world.db.do(sign_off.record_sitting, synthesis, tie, "Partagés", PEN, NOON)
    assert state_of(world, synthesis) is SynthesisState.RETURNED


def test_nothing_is_published_before_it_is_validated(world: World) -> None:
    synthesis = submitted(world)
    with pytest.raises(Refused) as caught:
        world.db.do(sign_off.publish_synthesis, synthesis, PEN, NOON)
    assert refusal_of(caught) is SynthesisRefusal.NOT_VALIDATED


def snapshot(world: World, synthesis_id: int) -> Snapshot:
    with world.db.reading() as session:
        found = snapshot_of(session, synthesis_id)
    assert found
    return found


def test_publishing_gives_a_number_a_hash_and_a_frozen_text(world: World) -> None:
    ballot = a_counted_ballot(world)
    silent = a_counted_ballot(world, votes=())
    synthesis = a_synthesis(world)
    a_statement(
        world, sections(world, synthesis)[7], "Garder un guichet.", ballots=(ballot, silent)
    )
    frozen = snapshot(world, published(world, synthesis))
    assert frozen.number == "deux-vals-2026-001"
    assert frozen.digest == hashlib.sha256(frozen.content.encode()).hexdigest()
    assert "Garder un guichet." in frozen.content
    assert "présents\xa0: 5, pour\xa0: 4, contre\xa0: 1" in frozen.content
    assert snapshot(world, published(world, submitted(world))).number == "deux-vals-2026-002"
    [told] = [e for e in journal(world) if e.details.get("number") == frozen.number]
    assert told.details["digest"] == frozen.digest


def test_a_result_cited_twice_is_drawn_once(world: World) -> None:
    ballot = a_counted_ballot(world)
    synthesis = a_synthesis(world)
    for part in sections(world, synthesis)[7:9]:
        a_statement(world, part, ballots=(ballot,))
    assert frozen_words(world, synthesis).count("<svg") == 1


def test_what_is_published_does_not_change_when_the_rows_under_it_do(world: World) -> None:
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], "Les mots publiés.")
    before = snapshot(world, published(world, synthesis))

    def alter(session: Session) -> None:
        session.exec(select(Statement)).one().words = "D'autres mots."
        session.get_one(Synthesis, synthesis).title = "Un autre titre"

    world.db.do(alter)
    after = snapshot(world, synthesis)
    assert (after.content, after.digest) == (before.content, before.digest)
    assert restored(after.content).title == "Garder un accueil humain"
    with pytest.raises(Refused):
        world.db.do(sign_off.publish_synthesis, synthesis, PEN, NOON)


def test_the_document_says_how_the_members_validated_it(world: World) -> None:
    one, two, three = technical_members(world, 3)
    synthesis = submitted(world)
    judged(world, synthesis, three, Verdict.RETURN, "Trop long")
    judged(world, synthesis, one, Verdict.VALIDATE)
    assert "membre" not in frozen_words(world, synthesis)
    judged(world, synthesis, two, Verdict.VALIDATE)
    words = frozen_words(world, synthesis)
    assert "par 2 membres du comité technique" in words
    assert "1 demandait à la renvoyer" in words


@pytest.mark.parametrize("database_url", ["postgresql_url"], indirect=True)
def test_what_two_people_decide_at_the_same_moment_is_decided_once(
    world: World, other: Database
) -> None:
    one, two, _ = technical_members(world, 3)
    alone = submitted(world)
    verdicts = [
        (sign_off.give_verdict, alone, who, Verdict.VALIDATE, "", NOON) for who in (one, two)
    ]
    assert overtaken(world.db, verdicts[0], other, verdicts[1]) == alone
    assert state_of(world, alone) is SynthesisState.VALIDATED
    together = submitted(world)
    sitting = (sign_off.record_sitting, together, HeadCount(3, 3, 0, 0, 0), "", PEN, NOON)
    assert overtaken(world.db, sitting, other, sitting) is SynthesisRefusal.NOT_SUBMITTED
    publication = (sign_off.publish_synthesis, together, PEN, NOON)
    assert overtaken(world.db, publication, other, publication) is SynthesisRefusal.NOT_VALIDATED
    with world.db.reading() as session:
        assert len(session.exec(select(Snapshot)).all()) == 1
