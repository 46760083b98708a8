"""« Imprimer le kit »: the page that gives all the paper of a day as one file."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.config import Settings
from deliberation.documents.kit import kit_pdf
from deliberation.roles import Action
from deliberation.sittings.access import staff_at
from deliberation.sittings.kit_sheets import kit_of
from deliberation.web import database


def kit(request: Request) -> Response:
    """The kit of a day. Its addresses open tables: those who prepare the day alone get it."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    settings: Settings = request.app.state.settings
    with database(request).reading() as session:
        sheets = kit_of(session, view, settings.address, database(request).key)
    name = f"kit-journee-{view.sitting.id}.pdf"
    kept = {"content-disposition": f'inline; filename="{name}"'}
    return Response(kit_pdf(sheets), media_type="application/pdf", headers=kept)


routes: list[BaseRoute] = [Route("/journees/{sitting_id:id}/kit.pdf", kit)]
