"""What anyone sees of a working group."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly import desk, doors, papers, seats_desk
from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.assembly.reading import topics_of
from deliberation.i18n import today
from deliberation.web import database, page


def group(request: Request) -> Response:
    with database(request).reading() as session:
        group = session.get_one(WorkingGroup, request.path_params["group_id"])
        committee = session.get_one(Committee, group.committee_id)
        topics = topics_of(session, committee, today())
    mine = [view for view in topics if view.is_public and view.group.id == group.id]
    return page(request, "assembly/group.html", group=group, committee=committee, topics=mine)


routes: list[BaseRoute] = [
    Route("/groupes/{group_id:id}", group),
    *doors.routes,
    *papers.routes,
    *seats_desk.routes,
    *desk.routes,
]
