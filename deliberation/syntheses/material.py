"""All that was said on a topic, whatever the channel: looked for, sorted, a page at a time."""

from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.debate import reading as words
from deliberation.debate.commands import listed
from deliberation.debate.models import Contribution, ContributionState, Nature, Voice
from deliberation.debate.rules import Audience
from deliberation.debate.searching import holding
from deliberation.forms import Option, number_of
from deliberation.i18n import N_, gettext
from deliberation.people.models import Channel, Participant
from deliberation.roles import Action
from deliberation.sittings import wall_rules
from deliberation.sittings.models import Saying, Segment, Sitting
from deliberation.sittings.wall_cards import people_at, people_of_day
from deliberation.syntheses.clusters.models import ClusterKind
from deliberation.syntheses.clusters.reading import (
    clusters_of,
    folds_of,
    members_of,
    names_by_words,
    words_of,
)
from deliberation.syntheses.colleges import nameable_colleges
from deliberation.syntheses.material_rules import why_not_sort
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading import coverage_of
from deliberation.web import database, page, staff_of

SEARCH, COLLEGE, TABLE, STEP, LEFT, THEME = "q", "groupe", "table", "etape", "reste", "theme"
FILTERS = (COLLEGE, TABLE, STEP, LEFT, THEME)
PLAIN: dict[str, Any] = {"nature": Nature, "channel": Channel, "voice": Voice}
EVERYONE = N_("Tous les groupes")


def material(request: Request) -> Response:
    """One list of everything, for those who write the synthesis."""
    topic_id: int = request.path_params["topic_id"]
    asked = request.query_params
    chosen = {name: asked.get(name, "") for name in (SEARCH, *FILTERS, *PLAIN)}
    with database(request).reading() as session:
        topic = session.get_one(Topic, topic_id)
        place = place_of(session, topic_id)
        staff_of(request, Action.READ_CONTRIBUTIONS, place)
        shown = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
        colleges = nameable_colleges(session, topic_id)
        college = number_of(chosen[COLLEGE], 0) or None
        by_place = bool(chosen[TABLE] or chosen[STEP])
        refusal = why_not_sort(college, frozenset(colleges), by_place)
        if refusal is None:
            shown = _sorted(session, shown, topic_id, chosen, college)
        # What answers to a search or a choice is never under something that does not.
        folds = {} if any(chosen.values()) else folds_of(session, topic_id)
        folded = [number for others in folds.values() for number in others]
        shown = shown.where(col(Contribution.id).not_in(folded))
        leaf = words.leaf(session, shown, asked.get("page", "1"))
        under = {row.id: folds[row.id] for row in leaf.rows if row.id in folds}
        others = words_of(session, {number for numbers in under.values() for number in numbers})
        return page(
            request,
            "syntheses/material.html",
            topic=topic,
            place=place,
            leaf=leaf,
            cards=words.cards(session, leaf.rows),
            chosen=chosen,
            refusal=gettext(refusal.value) if refusal else "",
            filters=_filters(session, topic_id, colleges),
            asked=f"{request.url.path}?{urlencode(chosen)}",
            folds={first: [others[one] for one in numbers] for first, numbers in under.items()},
            folded=len(folded),
            themes=names_by_words(session, topic_id),
            drafts=session.exec(select(Synthesis).where(Synthesis.topic_id == topic_id)).all(),
        )


def _sorted(
    session: Session,
    shown: SelectOfScalar[Contribution],
    topic_id: int,
    chosen: dict[str, str],
    college: int | None,
) -> SelectOfScalar[Contribution]:
    shown = shown.where(*holding(chosen[SEARCH]))
    for name, kind in PLAIN.items():
        if chosen[name] in set(kind):
            shown = shown.where(col(getattr(Contribution, name)) == kind(chosen[name]))
    if chosen[TABLE]:
        shown = shown.where(Contribution.table_name == chosen[TABLE])
    if step := number_of(chosen[STEP], 0):
        here = select(Saying.contribution_id).where(Saying.segment_id == step)
        shown = shown.where(col(Contribution.id).in_(here))
    if chosen[LEFT]:
        shown = shown.where(col(Contribution.id).not_in(placed(session, topic_id)))
    if theme := number_of(chosen[THEME], 0):
        shown = shown.where(col(Contribution.id).in_(members_of(session, theme)))
    if college:
        hers = select(Participant.id).where(Participant.college_id == college)
        mine = or_(
            col(Contribution.college_id) == college, col(Contribution.participant_id).in_(hers)
        )
        shown = shown.where(mine, *_places_of(session, topic_id, college))
        # In the order of the alphabet: numbers would tell when, and so at which table.
        shown = shown.order_by(col(Contribution.words))
    return shown


def _places_of(session: Session, topic_id: int, college: int) -> list[ColumnElement[bool]]:
    """That words were said where five people of a college could have said them, whatever is known
    of their table or their step: the law of the wall's cards.
    """
    sayings = session.exec(
        select(Saying.segment_id, Saying.table_id)
        .join(Contribution, col(Contribution.id) == Saying.contribution_id)
        .where(Contribution.topic_id == topic_id)
        .distinct()
    ).all()
    tables: dict[int, set[int]] = {segment_id: set() for segment_id, _ in sayings}
    for segment_id, table_id in sayings:
        tables[segment_id] |= {table_id} - {None}  # type: ignore[arg-type]
    told = [id for id, at in tables.items() if _is_told(session, id, at, college)]
    said = select(Saying.contribution_id)
    return [
        or_(
            col(Contribution.id).in_(said.where(col(Saying.segment_id).in_(told))),
            and_(col(Contribution.id).not_in(said), col(Contribution.table_name) == ""),
        )
    ]


def _is_told(session: Session, segment_id: int, tables: set[int], college: int) -> bool:
    segment = session.get_one(Segment, segment_id)
    if not tables:
        return college in wall_rules.nameable(people_of_day(session, segment))
    each = [people_at(session, segment, {table}) for table in tables]
    return college in wall_rules.tellable(people_at(session, segment, tables), each)


def placed(session: Session, topic_id: int) -> frozenset[int]:
    """What a synthesis of this topic takes up or sets aside."""
    drafts = session.exec(select(Synthesis).where(Synthesis.topic_id == topic_id)).all()
    covered = [coverage_of(session, one) for one in drafts]
    return frozenset(id for one in covered for id in one.used | one.set_aside)


def _filters(session: Session, topic_id: int, colleges: dict[int, str]) -> dict[str, list[Option]]:
    mine = Contribution.topic_id == topic_id
    tables = session.exec(
        select(Contribution.table_name).where(mine, Contribution.table_name != "").distinct()
    )
    steps = session.exec(
        select(Segment.id, Sitting.title, Segment.title)
        .join(Sitting, col(Sitting.id) == Segment.sitting_id)
        .where(
            col(Segment.id).in_(
                select(Saying.segment_id)
                .join(Contribution, col(Contribution.id) == Saying.contribution_id)
                .where(mine)
            )
        )
        .order_by(col(Sitting.starts_at), col(Segment.position))
    )
    everything = Option("", gettext(words.ALL))
    return {
        COLLEGE: [
            Option("", gettext(EVERYONE)),
            *(Option(str(id), name) for id, name in colleges.items()),
        ],
        TABLE: [everything, *(Option(name, name) for name in sorted(tables))],
        STEP: [everything, *(Option(str(id), f"{day}, {step}") for id, day, step in steps)],
        THEME: [
            everything,
            *(
                Option(str(one.cluster.id), one.cluster.name)
                for one in clusters_of(session, topic_id, ClusterKind.THEME)
            ),
        ],
        "nature": words.options(words.NATURE_NAMES, words.ALL),
        "channel": words.options(words.CHANNEL_NAMES, words.ALL),
        "voice": words.options(words.VOICE_NAMES, words.ALL),
    }


routes: list[BaseRoute] = [Route("/gestion/sujets/{topic_id:id}/matiere", material)]
