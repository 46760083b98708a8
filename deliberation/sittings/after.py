"""What a day leaves: its page « à chaud », its minutes, what people thought of it."""

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate.access import audience_of, belongs
from deliberation.debate.rules import Audience
from deliberation.documents.docx import docx
from deliberation.documents.pdf import pdf
from deliberation.forms import Form, read
from deliberation.i18n import gettext
from deliberation.roles import Action
from deliberation.sittings.access import day_of, person_at, staff_at
from deliberation.sittings.evaluating import count_paper_faces, judge_day
from deliberation.sittings.face_rules import FACE_WORDS, why_not_count_paper, why_not_judge
from deliberation.sittings.hot import hot, may_read, was_there
from deliberation.sittings.minutes import minutes_of
from deliberation.sittings.minutes_document import document_of
from deliberation.sittings.opinions import answered, answers_of, face_of, paper_of
from deliberation.sittings.registers import Face
from deliberation.web import database, page, see_other, viewer_of, write

MOST_PAPERS = 9999
FILES = {
    "pdf": ("application/pdf", pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
}


class FaceForm(Form):
    face: Face


class PaperForm(Form):
    happy: int = Field(ge=0, le=MOST_PAPERS, title=FACE_WORDS[Face.HAPPY])
    so_so: int = Field(ge=0, le=MOST_PAPERS, title=FACE_WORDS[Face.SO_SO])
    unhappy: int = Field(ge=0, le=MOST_PAPERS, title=FACE_WORDS[Face.UNHAPPY])


def hot_page(request: Request) -> Response:
    """« À chaud »: priorities, results, divergences, one minute after the last vote."""
    viewer = viewer_of(request)
    with database(request).reading() as session:
        view = day_of(request, session)
        open_now, room = may_read(viewer, view), was_there(viewer, view)
        return page(
            request,
            "sittings/hot_page.html",
            view=view,
            hot=hot(session, view, room) if open_now else None,
            in_the_room=room,
            faces=[(face.value, gettext(words)) for face, words in FACE_WORDS.items()],
        )


def day_minutes(request: Request) -> Response:
    """The minutes: how the day was lived, what each table said, what was voted."""
    viewer = viewer_of(request)
    reader = viewer.participant.id if viewer.participant else 0
    with database(request).reading() as session:
        view = day_of(request, session)
        audience = audience_of(viewer, view.place)
        return page(
            request,
            "sittings/day_minutes.html",
            view=view,
            minutes=minutes_of(session, view, audience, reader) if may_read(viewer, view) else None,
            drafters=audience is Audience.DRAFTERS,
            kinds=tuple(FILES),
        )


def minutes_file(request: Request) -> Response:
    """The same minutes as a file, for the same eyes."""
    kind: str = request.path_params["kind"]
    if kind not in FILES:
        raise HTTPException(404)
    viewer = viewer_of(request)
    with database(request).reading() as session:
        view = day_of(request, session)
        if not may_read(viewer, view):
            raise HTTPException(404)
        audience = audience_of(viewer, view.place)
        minutes = minutes_of(session, view, audience)
    media_type, made = FILES[kind]
    document = document_of(view, minutes, audience is not Audience.DRAFTERS)
    name = f"compte-rendu-{view.sitting.id}.{kind}"
    kept = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made(document), media_type=media_type, headers=kept)


def evaluation(request: Request) -> Response:
    """Three faces: hers for each person; for who runs the day, the numbers counted on paper."""
    viewer = viewer_of(request)
    with database(request).reading() as session:
        view = day_of(request, session)
    runs, inside = (
        viewer.may(Action.RUN_SITTING, view.place),
        belongs(viewer.participant, view.place),
    )
    if not runs:
        person_at(request)
    step, steps = view.step, len(view.segments)
    with database(request).reading() as session:
        paper = paper_of(session, view)
        participant_id = viewer.participant.id if viewer.participant and inside else 0
        mine = face_of(session, view, participant_id) if inside else None
        refusal = why_not_judge(view.sitting, step, steps)
        no_paper = why_not_count_paper(view.sitting, step, steps, bool(paper))
        return page(
            request,
            "sittings/evaluation.html",
            view=view,
            inside=inside,
            faces=[(face.value, gettext(words)) for face, words in FACE_WORDS.items()],
            mine=mine.value if mine else "",
            refusal=gettext(refusal.value) if refusal else "",
            runs=runs,
            paper={face.value: count for face, count in paper.items()},
            no_paper=gettext(no_paper.value) if no_paper else "",
            answered=answered(answers_of(session, view)),
        )


async def judge(request: Request) -> Response:
    """One tap is the opinion; another one changes it."""
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, FaceForm)
    await write(request, judge_day, view.sitting.id, participant.id, form.face, form=form)
    return see_other(f"/journees/{view.sitting.id}/avis")


async def count_paper(request: Request) -> Response:
    """How many of each face were drawn on paper."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, PaperForm)
    counts = {face: getattr(form, face.value) for face in Face}
    details = view.sitting.id, counts, account.actor
    await write(request, count_paper_faces, *details, form=form)
    return see_other(f"/journees/{view.sitting.id}/avis#papier")


routes: list[BaseRoute] = [
    Route("/journees/{sitting_id:id}/a-chaud", hot_page),
    Route("/journees/{sitting_id:id}/compte-rendu", day_minutes),
    Route("/journees/{sitting_id:id}/compte-rendu/{kind}", minutes_file),
    Route("/journees/{sitting_id:id}/avis", evaluation),
    Route("/journees/{sitting_id:id}/avis", judge, methods=["POST"]),
    Route("/journees/{sitting_id:id}/avis/papier", count_paper, methods=["POST"]),
]
