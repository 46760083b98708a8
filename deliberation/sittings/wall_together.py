"""How several groups of cards are put to one vote: each is an option, in its proposal's words or
under its name."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.ballots import lifecycle
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.preparing import GRADES, lines
from deliberation.ballots.sheets import Sheet, read_sheet
from deliberation.debate.proposals import current_version
from deliberation.errors import refuse
from deliberation.i18n import N_, gettext
from deliberation.sittings import wall_rules
from deliberation.sittings.groupings import WallGroup, WallOption
from deliberation.sittings.models import ReportBack
from deliberation.sittings.wall_ballots import give_to_next_vote, topic_of_group
from deliberation.sittings.wall_cards import groups_of, readable_words
from deliberation.sittings.wall_commands import day_to_run, tell_wall

DOTS, EACH = 3, 2
QUESTIONS = {
    Method.DOTS: N_("Où mettez-vous vos gommettes ?"),
    Method.APPROVAL: N_("Qu'est-ce qui vous convient ?"),
    Method.JUDGMENT: N_("Que pensez-vous de chacune de ces idées ?"),
    Method.RANKING: N_("Dans quel ordre mettez-vous ces idées ?"),
}


class Asked(NamedTuple):
    """What is asked of several groups, and how people answer."""

    method: Method
    question: str = ""
    elsewhere: bool = False  # dots go to the cards of the other tables


def put_groups_to_vote(
    session: Session, sitting_id: int, group_ids: Collection[int], asked: Asked, actor: str
) -> int:
    """Prepare one ballot whose options are these groups, in the order of the wall; the next vote of
    the day that has no ballot yet gets it. It opens once it was read aloud.
    """
    sitting = day_to_run(session, sitting_id)
    groups = [group for group in groups_of(session, sitting_id) if group.id in set(group_ids)]
    topics = {group.id: _topic(session, group) for group in groups}
    chosen = [group for group in groups if topics[group.id] is not None]
    refuse(wall_rules.why_not_put_together(len(chosen)))
    question = asked.question or gettext(QUESTIONS[asked.method])
    ballot = Ballot(topic_id=topics[chosen[0].id] or 0, question=question)
    texts = [_text(session, group) for group in chosen]
    id = lifecycle.prepare_ballot(session, ballot, actor, sheet_of(asked.method), texts)
    for option_id, group in zip(read_sheet(ballot.sheet).options, chosen, strict=True):
        elsewhere = asked.elsewhere and asked.method is Method.DOTS
        session.add(WallOption(option_id=option_id, group_id=group.id or 0, elsewhere=elsewhere))
    session.flush()
    give_to_next_vote(session, sitting, id)
    tell_wall(session, "wall_groups.put_to_vote", sitting, actor, ballot=id)
    return id


def sheet_of(method: Method) -> Sheet:
    """How people answer, as far as nobody said otherwise."""
    match method:
        case Method.DOTS:
            return Sheet(method, dots=DOTS, each=EACH)
        case Method.JUDGMENT:
            return Sheet(method, grades=tuple(lines(gettext(GRADES))))
        case _:
            return Sheet(method)


def _text(session: Session, group: WallGroup) -> OptionText:
    if group.proposal_id is None:
        return OptionText(group.name)
    return OptionText("", current_version(session, group.proposal_id).id)


def _topic(session: Session, group: WallGroup) -> int | None:
    """The topic of a group: that of its proposal, or of its cards; none where nothing is read."""
    if group.proposal_id is not None:
        return topic_of_group(session, group)
    mine = select(ReportBack).where(ReportBack.wall_group_id == group.id)
    words = readable_words(session, session.exec(mine.order_by(col(ReportBack.id))).all())
    return next((row.topic_id for row in words.values()), None)
