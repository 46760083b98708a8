"""What a scribe sees at a table, and what a speaker sees to make a note hers."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate import notes as keeping
from deliberation.debate import reading, rules
from deliberation.debate.access import speaker_at, staff_at
from deliberation.debate.commands import Said
from deliberation.debate.models import Scope
from deliberation.debate.sheets import ClaimForm, NoteForm
from deliberation.forms import read
from deliberation.people.models import Channel
from deliberation.people.tries import take_try, was_right
from deliberation.roles import Action
from deliberation.security import WRONG_NOTES, WRONG_PASSWORDS
from deliberation.text import clean
from deliberation.web import database, page, participant_of, see_other, write


def notes(request: Request) -> Response:
    """The scribe's page: one note after the other, and the number to give to who spoke."""
    account, view = staff_at(request, Action.ENTER_NOTES)
    asked = request.query_params
    topic_id = request.path_params["topic_id"]
    with database(request).reading() as session:
        named = clean(asked.get("table", ""))
        table_name = named or keeping.last_table(session, topic_id, account.id)
        rows = keeping.last_notes(session, topic_id, account.id, table_name)
        council = reading.council_of(session, view.committee)
    letters = {
        row.note_number: rules.note_letters(database(request).key, topic_id, row.note_number)
        for row in rows
        if row.note_number
    }
    return page(
        request,
        "debate/notes.html",
        view=view,
        table_name=table_name,
        paper="papier" in asked,
        rows=rows,
        letters=letters,
        new=next((row for row in rows if str(row.note_number) == asked.get("note")), None),
        natures=reading.options(reading.NATURE_NAMES),
        nature_names=reading.NATURE_NAMES,
        scopes=reading.scope_options(council),
        scope=Scope.DRAFTERS,
        limit=rules.LONGEST_WORDS,
    )


async def enter_note(request: Request) -> Response:
    account, _ = await run_in_threadpool(staff_at, request, Action.ENTER_NOTES)
    form = await read(request, NoteForm)
    said = Said(
        form.words,
        form.nature,
        scope=form.scope,
        channel=Channel.PAPER if form.paper else Channel.TABLE,
        said_by=form.said_by,
        table_name=form.table_name,
    )
    topic_id = request.path_params["topic_id"]
    number = await write(
        request, keeping.enter_note, topic_id, account.id, said, datetime.now(UTC), form=form
    )
    kept = {"note": number, "table": form.table_name} | ({"papier": 1} if form.paper else {})
    return see_other(f"/sujets/{topic_id}/notes?{urlencode(kept)}")


def note(request: Request) -> Response:
    """« Cette parole est la mienne »: for who spoke at a table and was given a number."""
    participant = participant_of(request)
    with database(request).reading() as session:
        topics = keeping.noted_topics(session, participant.committee_id)
    topic = request.query_params.get("sujet", "")
    return page(request, "debate/note.html", topics=topics, topic=topic)


async def claim_note(request: Request) -> Response:
    form = await read(request, ClaimForm)
    participant = await run_in_threadpool(speaker_at, request, form.topic)
    number, letters = rules.note_of(form.note)
    # Anyone may enter again to have new tries: they are counted for the note and the place too.
    tries = (
        (WRONG_PASSWORDS, "note", participant.actor),
        (WRONG_PASSWORDS, "note", f"{form.topic}/{number}"),
        (WRONG_NOTES, "note"),
    )
    for limit, *what in tries:
        await take_try(request, limit, *what)
    id = await write(
        request, keeping.claim_note, form.topic, number, letters, participant.id, form=form
    )
    for limit, *what in tries:
        await was_right(request, limit, *what)
    return see_other(f"/contributions/{id}")


routes: list[BaseRoute] = [
    Route("/sujets/{topic_id:id}/notes", notes),
    Route("/sujets/{topic_id:id}/notes", enter_note, methods=["POST"]),
    Route("/note", note),
    Route("/note", claim_note, methods=["POST"]),
]
