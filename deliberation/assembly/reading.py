"""Topics as pages tell of them: where each one stands, in which group and which committee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.assembly.rules import Standing, standing
from deliberation.i18n import N_, day, gettext
from deliberation.journal import Event
from deliberation.roles import Place
from deliberation.text import clean

STANDING_WORDS: dict[Standing, str] = {
    Standing.SUGGESTED: N_("Suggéré"),
    Standing.FRAMED: N_("En préparation"),
    Standing.AWAITED: N_("Ouvre le {opens_on}"),
    Standing.OPEN: N_("Ouvert jusqu'au {closes_on} inclus"),
    Standing.OVER: N_("Fermé depuis le {closes_on} au soir"),
    Standing.CLOSED: N_("Fermé : la synthèse vient ensuite"),
    Standing.IN_SYNTHESIS: N_("La synthèse s'écrit"),
    Standing.CONCLUDED: N_("Terminé"),
    Standing.DECLINED: N_("Non retenu"),
}
UNTIL_FURTHER_NOTICE = N_("Ouvert")
# Where a topic is on the timeline that every page draws in the same way.
STAGES: dict[Phase, str] = {
    Phase.SUGGESTED: "launched",
    Phase.FRAMED: "launched",
    Phase.DECLINED: "launched",
    Phase.OPEN: "online",
    Phase.CLOSED: "synthesis",
    Phase.IN_SYNTHESIS: "synthesis",
    Phase.CONCLUDED: "council",
}
UNSEEN = (Phase.SUGGESTED, Phase.FRAMED, Phase.DECLINED)


def is_public(topic: Topic) -> bool:
    """A topic that is still being prepared, or was declined, is its moderators' alone."""
    return topic.phase not in UNSEEN


@dataclass(frozen=True)
class TopicView:
    """A topic on a given day, with the places above it."""

    topic: Topic
    group: WorkingGroup
    committee: Committee
    today: date
    reopened_at: datetime | None = None

    @property
    def standing(self) -> Standing:
        return standing(self.topic, self.today)

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN

    @property
    def is_public(self) -> bool:
        return is_public(self.topic)

    @property
    def place(self) -> Place:
        return Place(self.committee.id, self.group.id)

    @property
    def stage(self) -> str:
        return STAGES[self.topic.phase]

    @property
    def words(self) -> str:
        """How it stands, in words."""
        unbounded = self.is_open and self.topic.closes_on is None
        words = UNTIL_FURTHER_NOTICE if unbounded else STANDING_WORDS[self.standing]
        return gettext(words).format(
            opens_on=day(self.topic.opens_on), closes_on=day(self.topic.closes_on)
        )

    @property
    def notes(self) -> dict[str, str]:
        """What the timeline says beside its steps."""
        return {"launched": day(self.topic.opens_on)} if self.topic.opens_on else {}


def topic_view(session: Session, topic_id: int, today: date) -> TopicView:
    """One topic; `NoResultFound` when there is none."""
    topic = session.get_one(Topic, topic_id)
    group = session.get_one(WorkingGroup, topic.group_id)
    committee = session.get_one(Committee, group.committee_id)
    reopened = select(Event.at).where(
        Event.name == "topic.reopened", Event.channel == topic.channel
    )
    reopened_at = session.exec(reopened.order_by(col(Event.id).desc())).first()
    return TopicView(topic, group, committee, today, reopened_at)


def topics_of(session: Session, committee: Committee, today: date) -> list[TopicView]:
    """The topics of a committee: open ones first, then the newest."""
    rows = session.exec(
        select(Topic, WorkingGroup)
        .join(WorkingGroup)
        .where(WorkingGroup.committee_id == committee.id)
        .order_by(col(Topic.id).desc())
    )
    return opened_first(TopicView(topic, group, committee, today) for topic, group in rows)


def opened_first(views: Iterable[TopicView]) -> list[TopicView]:
    return sorted(views, key=lambda view: not view.is_open)


def committee_called(session: Session, slug: str) -> Committee:
    """The committee of this address; `NoResultFound` when there is none, or a rehearsal's."""
    named = select(Committee).where(Committee.slug == clean(slug), ~col(Committee.rehearsal))
    return session.exec(named).one()
