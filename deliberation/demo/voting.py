"""The votes of the demonstration: each as far as its story leads it, by phones, hands and slips."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlmodel import Session

from deliberation.ballots import channels, lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes, say_condition
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, Choice, Method
from deliberation.ballots.secrecy import PaperCall, cast_papers
from deliberation.ballots.sheets import NONE, Sheet, read_sheet
from deliberation.debate.proposals import current_version
from deliberation.demo.cast import Cast
from deliberation.demo.story import Clock
from deliberation.errors import Refused
from deliberation.people.models import Channel

Said = tuple[int, list[str]]  # someone, and the papers that she gives one after the other


def tell_ballot(
    session: Session,
    cast: Cast,
    clock: Clock,
    topic_id: int,
    proposals: Sequence[int],
    one: dict[str, Any],
    before: int | None = None,
) -> int:
    """A ballot, as far as the story leads it: a draft, still open, closed or published; `before` is
    the one whose objections it answers.
    """
    actor = cast.actor("moderator")
    id = _prepare(session, topic_id, proposals, one, actor, before)
    if together := one.get("together"):
        colleges = [cast.colleges[code] for code in together["colleges"]]
        lifecycle.group_colleges(session, id, together["name"], colleges, actor)
    if one.get("draft"):
        return id
    opening, closing = map(clock.at, one["days"])
    lifecycle.open_ballot(session, id, actor, opening)
    session.flush()  # votes are kept without the ORM, which would not tell them of the opening
    sheet = read_sheet(session.get_one(Ballot, id).sheet)
    said = list(_answers(cast, sheet, one))
    _answer(session, id, said, one, opening)
    _count_room(session, id, sheet, one, actor)
    if not one.get("open"):
        lifecycle.close_ballot(session, id, actor, closing)
    if one.get("published"):
        lifecycle.publish_ballot(session, id, actor)
    return id


def _prepare(
    session: Session,
    topic_id: int,
    proposals: Sequence[int],
    one: dict[str, Any],
    actor: str,
    before: int | None,
) -> int:
    version = None
    if "proposal" in one:
        version = current_version(session, proposals[one["proposal"] - 1]).id
    ballot = Ballot(
        topic_id=topic_id,
        proposal_version_id=version,
        question=one.get("question", ""),
        easy_read=one["easy_read"],
        secret=one.get("secret", False),
        quorum=one.get("quorum", 0),
        round_of_id=before,
    )
    sheet = Sheet(
        method=Method(one.get("method", Method.AGREEMENT)),
        grades=tuple(one.get("grades", ())),
        dots=one.get("dots", 0),
        each=one.get("each", 0),
    )
    options = [OptionText(words) for words in one.get("options", ())]
    return lifecycle.prepare_ballot(session, ballot, actor, sheet, options)


def _answers(cast: Cast, sheet: Sheet, one: dict[str, Any]) -> Iterable[Said]:
    """Who says what: as many of each college as the story says, but always in the same disorder;
    or `in_order`, so that the same people answer alike from one ballot to the next.
    """
    papers = [_papers(sheet, said) for said in one.get("papers", Choice)]
    for college, counts in one["votes"].items():
        choices = [paper for paper, n in zip(papers, counts, strict=True) for _ in range(n)]
        if not one.get("in_order"):
            Random(one["easy_read"] + college).shuffle(choices)
        # From the last to the first: where not all have answered, the first has still to do so.
        yield from zip(reversed(cast.people[college]), choices, strict=False)


def _papers(sheet: Sheet, said: str) -> list[str]:
    """What the story writes by places, as papers: « 2 0 1 » is a mark for each option."""
    match sheet.method:
        case Method.CHOICE | Method.APPROVAL:
            picked = [str(sheet.options[int(place) - 1]) for place in said.split()]
            return [" ".join(picked) or NONE]
        case Method.DOTS | Method.JUDGMENT | Method.RANKING:
            unranked = "0" if sheet.method is Method.RANKING else None
            marks = zip(sheet.options, said.split(), strict=True)
            return [" ".join(f"{id}:{mark}" for id, mark in marks if mark != unranked)]
        case Method.MOVING:
            return said.split()
        case _:
            return [said]


def _answer(
    session: Session, ballot_id: int, said: Sequence[Said], one: dict[str, Any], now: datetime
) -> None:
    secret = one.get("secret", False)
    for turn in range(max(len(papers) for _, papers in said)):
        given = [(who, papers[turn]) for who, papers in said if turn < len(papers)]
        calls = [VoteCall(ballot_id, who, paper, now) for who, paper in given]
        papers_cast = [PaperCall(*call, f"démonstration {call.participant_id}") for call in calls]
        outcomes = cast_papers(session, papers_cast) if secret else cast_votes(session, calls)
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                raise outcome
    reasons = one.get("reasons", {}) | {Choice.AGREE_IF.value: one.get("conditions", [])}
    for choice, words in reasons.items():
        asking = [who for who, papers in said if papers[-1] == choice]
        for who, reason in zip(asking, words, strict=False):
            say_condition(session, ballot_id, who, reason, now)


def _count_room(
    session: Session, ballot_id: int, sheet: Sheet, one: dict[str, Any], actor: str
) -> None:
    """The hands and slips of the story, and how many people were there."""
    papers = [_papers(sheet, said)[0] for said in one.get("papers", ())]
    for kind, channel in (("hands", Channel.TABLE), ("slips", Channel.PAPER)):
        for source, numbers in one.get(kind, {}).items():
            counts = dict(zip(papers, numbers, strict=False))
            channels.count_by_hand(session, ballot_id, source, channel, counts, actor)
    if "present" in one:
        channels.declare_present(session, ballot_id, one["present"], actor)
