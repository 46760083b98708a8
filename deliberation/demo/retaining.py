"""A synthesis of the demonstration, from its first sentence to the answer that it received."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from deliberation.council import commands as council
from deliberation.council.models import Outcome
from deliberation.council.reading import proposed_questions, questions_of
from deliberation.demo.cast import Cast
from deliberation.demo.story import Clock
from deliberation.demo.telling import Told
from deliberation.syntheses import commands, sign_off
from deliberation.syntheses.citing import Written
from deliberation.syntheses.clusters.commands import Hand, place_words
from deliberation.syntheses.easy import record_test, write_easy_read
from deliberation.syntheses.models import Section, Verdict
from deliberation.syntheses.reading_back.asking import asked_of
from deliberation.syntheses.reading_back.commands import begin_reading_back
from deliberation.syntheses.sign_off_rules import HeadCount
from deliberation.syntheses.statements import add_statement
from deliberation.text import typography

READ_BACK = 10  # days


def retain(session: Session, cast: Cast, clock: Clock, told: Told, story: dict[str, Any]) -> None:
    """Write a synthesis, and lead it as far as the story goes."""
    script, actor = story["synthesis"], cast.actor("rapporteur")
    started = clock.at(script["started"])
    id = commands.start_synthesis(session, told.topic_id, script["title"], actor, started)
    _write(session, id, told, script, actor, started)
    _gather(session, cast, told, story, started)
    if "submitted" in script:
        if "rest" in script:
            commands.set_rest_aside(session, id, script["rest"], actor)
        submitted = script["submitted"]
        if asked_of(session, id):
            began, until = clock.at(submitted - READ_BACK), clock.day(submitted - 1)
            begin_reading_back(session, id, until, actor, began)
        commands.submit_synthesis(session, id, actor, clock.at(submitted))
        _judge(session, cast, clock, id, script)
    if "published" in script:
        published = clock.at(script["published"])
        sign_off.publish_synthesis(session, id, cast.actor("secretariat"), published)
    if "easy_read" in script:
        _make_easy(session, cast, clock, id, script["easy_read"])
    if "transmission" in story:
        _transmit(session, cast, clock, id, story["transmission"])


def _make_easy(session: Session, cast: Cast, clock: Clock, id: int, script: dict[str, Any]) -> None:
    """The easy-read twin, and the group that tested it, if one did."""
    actor, written = cast.actor("rapporteur"), clock.at(script["written"])
    write_easy_read(session, id, typography(script["words"].strip()), "", actor, written)
    if "tested_by" in script:
        day, now = clock.day(script["tested"]), clock.at(script["tested"])
        record_test(session, id, script["tested_by"], day, actor, now)


def _write(
    session: Session, id: int, told: Told, script: dict[str, Any], actor: str, now: datetime
) -> None:
    sections = {
        section.position: section.id or 0
        for section in session.exec(select(Section).where(Section.synthesis_id == id))
    }
    for one in script["said"]:
        written = Written(
            one["words"],
            one.get("by_group", False),
            _rows(told.contributions, one.get("contributions", [])),
            _rows(told.proposals, one.get("proposals", [])),
            _rows(told.ballots, one.get("ballots", [])),
            one.get("reference", ""),
        )
        add_statement(session, sections[one["section"]], written, actor, now)
    for one in script.get("aside", []):
        chosen = _rows(told.contributions, one["contributions"])
        commands.set_aside(session, id, chosen, one["reason"], actor)


def _gather(session: Session, cast: Cast, told: Told, story: dict[str, Any], now: datetime) -> None:
    """Put words together under names."""
    hand = Hand(cast.accounts["rapporteur"], now)
    for one in story.get("clusters", []):
        chosen = _rows(told.contributions, one["contributions"])
        place_words(session, told.topic_id, chosen, None, one["name"], hand)


def _rows(ids: list[int], places: list[int]) -> tuple[int, ...]:
    return tuple(ids[place - 1] for place in places)


def _judge(session: Session, cast: Cast, clock: Clock, id: int, script: dict[str, Any]) -> None:
    """The technical committee decides in a sitting, or its members one by one."""
    if "sitting" in script:
        count, now = HeadCount(**script["sitting"]), clock.at(script["signed"])
        sign_off.record_sitting(session, id, count, "", cast.actor("technical_1"), now)
    for member in script.get("signed_by", []):
        account, now = cast.accounts[member], clock.at(script["signed"])
        sign_off.give_verdict(session, id, account, Verdict.VALIDATE, "", now)
    for member, reason in zip(
        script.get("returned_by", []), script.get("reasons", []), strict=True
    ):
        account, now = cast.accounts[member], clock.at(script["returned"])
        sign_off.give_verdict(session, id, account, Verdict.RETURN, reason, now)


def _transmit(
    session: Session, cast: Cast, clock: Clock, synthesis_id: int, script: dict[str, Any]
) -> None:
    """Send it, and say what came back: a receipt, and the answers given so far."""
    id = council.send_transmission(
        session,
        synthesis_id,
        proposed_questions(session, synthesis_id),
        script["note"],
        clock.day(script["due"]),
        cast.actor("secretariat"),
        clock.at(script["sent"]),
    )
    reader = cast.accounts["reader"]
    council.receive_transmission(session, id, reader, clock.at(script["received"]))
    asked = questions_of(session, id)
    for one in script.get("answers", []):
        council.answer_question(
            session,
            asked[one["question"] - 1].question.id or 0,
            Outcome(one["outcome"]),
            one["reason"],
            "",
            None,
            reader,
            clock.at(one["day"]),
        )
