"""What anyone sees of a committee and of its working groups."""

from sqlmodel import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly import desk, doors, papers
from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.assembly.reading import committee_called, topics_of
from deliberation.i18n import today
from deliberation.web import database, page


def committee(request: Request) -> Response:
    """Where the committee is, and the next thing to do in it."""
    with database(request).reading() as session:
        committee = committee_called(session, request.path_params["slug"])
        topics = topics_of(session, committee, today())
        groups = session.exec(
            select(WorkingGroup).where(WorkingGroup.committee_id == committee.id)
        ).all()
    return page(
        request,
        "assembly/committee.html",
        committee=committee,
        groups=groups,
        topics=[view for view in topics if view.is_public],
    )


def group(request: Request) -> Response:
    with database(request).reading() as session:
        group = session.get_one(WorkingGroup, request.path_params["group_id"])
        committee = session.get_one(Committee, group.committee_id)
        topics = topics_of(session, committee, today())
    mine = [view for view in topics if view.is_public and view.group.id == group.id]
    return page(request, "assembly/group.html", group=group, committee=committee, topics=mine)


routes: list[BaseRoute] = [
    Route("/comites/{slug}", committee),
    Route("/groupes/{group_id:id}", group),
    *doors.routes,
    *papers.routes,
    *desk.routes,
]
