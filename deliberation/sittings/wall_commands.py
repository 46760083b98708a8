"""What a facilitator lets the room screen show of a day's wall and cloud, and takes off it."""

from collections.abc import Collection

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from deliberation.debate.commands import lineage_of
from deliberation.debate.rules import HAPPENED
from deliberation.errors import refuse
from deliberation.journal import Event, Happened, record, touch
from deliberation.sittings.cloud_words import candidates_in
from deliberation.sittings.groupings import CloudWord
from deliberation.sittings.models import ReportBack, Segment, Sitting
from deliberation.sittings.reading import day_view
from deliberation.sittings.rules import why_not_run
from deliberation.sittings.wall_cards import readable_words, reports_of
from deliberation.sittings.wall_rules import WallRefusal
from deliberation.text import plain

SHOWN, TAKEN, BACK = "cards.shown", "cards.taken_off", "cards.put_back"
# After these, the words on a card are others than those that a human let through.
CHANGED = (
    "contribution.corrected",
    "contribution.withdrawn",
    "contribution.scope_changed",
    *HAPPENED.values(),
)


def show_cards(session: Session, sitting_id: int, handles: Collection[str], actor: str) -> None:
    """Let the room screen show these cards: a human had their words before her eyes."""
    sitting = day_to_run(session, sitting_id)
    reports = chosen_cards(session, sitting_id, handles)
    readable = readable_words(session, reports)
    if len(readable) < len(reports):
        refuse(WallRefusal.GONE)
    new = [report for report in reports if not report.on_screen]
    for report in new:
        report.on_screen = True
    if new:
        tell_wall(session, SHOWN, sitting, actor, cards=_ids(new))


def take_cards_off(session: Session, sitting_id: int, handles: Collection[str], actor: str) -> None:
    """Take these cards off the room screen; without any, those that were shown last."""
    sitting = day_to_run(session, sitting_id)
    if handles:
        on_screen = [one for one in chosen_cards(session, sitting_id, handles) if one.on_screen]
    else:
        on_screen = _shown_last(session, sitting)
        if not on_screen:
            refuse(WallRefusal.NOTHING_SHOWN)
    for report in on_screen:
        report.on_screen = False
    if on_screen:
        tell_wall(session, TAKEN, sitting, actor, cards=_ids(on_screen))


def put_cards_back(session: Session, sitting_id: int, actor: str) -> None:
    """Show again what was just taken off."""
    sitting = day_to_run(session, sitting_id)
    reports = taken_last(session, sitting)
    readable = readable_words(session, reports)
    back = [report for report in reports if report.id in readable]
    if not back:
        refuse(WallRefusal.NOTHING_TO_PUT_BACK)
    for report in back:
        report.on_screen = True
    tell_wall(session, BACK, sitting, actor, cards=_ids(back))


def taken_last(session: Session, sitting: Sitting) -> list[ReportBack]:
    """The cards that the newest act on the screen took off, and that are still off."""
    newest = session.exec(_acts(sitting).limit(1)).first()
    if newest is None or newest.name != TAKEN:
        return []
    return _reports(session, newest, on_screen=False)


def show_words(
    session: Session, sitting_id: int, segment_id: int, words: Collection[str], actor: str
) -> None:
    """Let the cloud show these words of a step, which a human has read one by one."""
    sitting = day_to_run(session, sitting_id)
    candidates = candidates_in(session, day_view(session, sitting_id), segment_id)
    wanted = {plain(word) for word in words}
    if not wanted or not wanted <= {plain(word) for word in candidates}:
        refuse(WallRefusal.NOT_A_CANDIDATE)
    for word in sorted(wanted):
        if session.get(CloudWord, (segment_id, word)) is None:
            session.add(CloudWord(segment_id=segment_id, word=word))
    tell_wall(session, "words.shown", sitting, actor, segment=segment_id, count=len(wanted))


def take_words_off(
    session: Session, sitting_id: int, segment_id: int | None, words: Collection[str], actor: str
) -> None:
    """Take these words out of the cloud; without any, all those of the step."""
    sitting = day_to_run(session, sitting_id)
    gone = delete(CloudWord).where(col(CloudWord.segment_id) == segment_id)
    gone = gone.where(
        col(CloudWord.segment_id).in_(select(Segment.id).where(Segment.sitting_id == sitting_id))
    )
    if words:
        gone = gone.where(col(CloudWord.word).in_({plain(word) for word in words}))
    taken = session.exec(gone).rowcount
    refuse(WallRefusal.NOTHING_SHOWN if not words and not taken else None)
    tell_wall(session, "words.taken_off", sitting, actor, segment=segment_id)


def take_changed_cards_off(session: Session, happened: Happened) -> None:
    """Words that were corrected, masked, hidden, withdrawn or kept back leave the room screen:
    nobody let them through as they are now. A listener, in the transaction of the change.
    """
    id = happened.details.get("contribution")
    if not isinstance(id, int):
        return
    versions = {*lineage_of(session, [id]), *happened.details.get("versions", ())}
    cards = (
        select(ReportBack, Segment)
        .join(Segment)
        .where(col(ReportBack.contribution_id).in_(versions))
    )
    for report, segment in session.exec(cards).all():
        report.on_screen = False
        touch(session, f"wall:{segment.sitting_id}")


def day_to_run(session: Session, sitting_id: int) -> Sitting:
    """The day, locked, if it may be run now."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(why_not_run(sitting))
    return sitting


def chosen_cards(session: Session, sitting_id: int, handles: Collection[str]) -> list[ReportBack]:
    """The cards that a form names: all of them, or a refusal."""
    if not handles:
        refuse(WallRefusal.NO_CARD)
    reports = reports_of(session, sitting_id, handles)
    if len(reports) < len(set(handles)):
        refuse(WallRefusal.ELSEWHERE)
    return reports


def tell_wall(session: Session, name: str, sitting: Sitting, actor: str, **details: object) -> None:
    """Write what happened to the wall."""
    record(session, name, sitting.wall_channel, actor=actor, **details)


def _shown_last(session: Session, sitting: Sitting) -> list[ReportBack]:
    for event in session.exec(_acts(sitting).where(Event.name != TAKEN)):
        if found := _reports(session, event, on_screen=True):
            return found
    return []


def _acts(sitting: Sitting) -> SelectOfScalar[Event]:
    acts = select(Event).where(
        Event.channel == sitting.wall_channel, col(Event.name).in_((SHOWN, TAKEN, BACK))
    )
    return acts.order_by(col(Event.id).desc())


def _reports(session: Session, event: Event, on_screen: bool) -> list[ReportBack]:
    cards = select(ReportBack).where(
        col(ReportBack.id).in_(event.details["cards"]), col(ReportBack.on_screen).is_(on_screen)
    )
    return list(session.exec(cards.order_by(col(ReportBack.id)).with_for_update()))


def _ids(reports: Collection[ReportBack]) -> list[int | None]:
    return [report.id for report in reports]
