"""Who works on a synthesis: its pages ask here before they keep anything."""

from starlette.requests import Request

from deliberation.assembly.commands import place_of
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.syntheses.models import Synthesis
from deliberation.web import database, staff_of


def staff_at_synthesis(request: Request, action: Action) -> SeenAccount:
    """The member of staff who asks, if her roles allow it on the synthesis of this address."""
    with database(request).reading() as session:
        synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = place_of(session, synthesis.topic_id)
    return staff_of(request, action, place)
