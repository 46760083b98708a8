"""Who comes in where: each page of the debate asks here before it shows or keeps anything."""

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.debate.commands import versions
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience
from deliberation.i18n import today
from deliberation.roles import Action, Place
from deliberation.security import SeenAccount, SeenParticipant, Viewer
from deliberation.web import database, participant_of, staff_of, viewer_of


def topic_of(request: Request, session: Session, topic_id: int = 0) -> TopicView:
    """The topic of this address, if it is for the eyes of whoever asks."""
    topic_id = topic_id or request.path_params["topic_id"]
    view = topic_view(session, topic_id, today())
    if not is_shown_to(view, viewer_of(request)):
        raise HTTPException(404)
    return view


def is_shown_to(view: TopicView, viewer: Viewer) -> bool:
    """Whether a topic is for these eyes: a rehearsal copies one that may not be open yet, and only
    those who play it see the copy.
    """
    plays = viewer.participant is not None and belongs(viewer.participant, view.place)
    public = view.is_public and (plays or not view.committee.rehearsal)
    return public or viewer.may(Action.READ_CONTRIBUTIONS, view.place)


def staff_at(request: Request, action: Action, topic_id: int = 0) -> tuple[SeenAccount, TopicView]:
    """The member of staff who asks, if her roles allow it on this topic."""
    topic_id = topic_id or request.path_params["topic_id"]
    with database(request).reading() as session:
        view = topic_view(session, topic_id, today())
    return staff_of(request, action, view.place), view


def speaker_at(request: Request, topic_id: int) -> SeenParticipant:
    """The participant who asks, if the topic is one of her committee's."""
    participant = participant_of(request)
    with database(request).reading() as session:
        view = topic_of(request, session, topic_id)
    if not belongs(participant, view.place):
        raise HTTPException(403)
    return participant


def author_at(request: Request) -> tuple[SeenParticipant, list[Contribution]]:
    """The participant who asks, and her words in all their versions. Nobody else's are found."""
    participant = participant_of(request)
    with database(request).reading() as session:
        chain = versions(session, request.path_params["contribution_id"])
    if chain[-1].participant_id != participant.id:
        raise HTTPException(404)
    return participant, chain


def belongs(participant: SeenParticipant | None, place: Place) -> bool:
    """People take part in their own committee."""
    return participant is not None and participant.committee_id == place.committee_id


def audience_of(viewer: Viewer, place: Place) -> Audience:
    """As whom someone reads the words of a place."""
    may_read = viewer.may(Action.READ_CONTRIBUTIONS, place)
    return Audience.DRAFTERS if may_read else Audience.PUBLIC
