"""The history of a sentence on its page: what each writing changed, and the way back to it."""

from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.forms import Form, read
from deliberation.roles import Action
from deliberation.syntheses import history, rules, statements, writing_rules
from deliberation.syntheses.history import Piece
from deliberation.syntheses.models import Section, Statement, StatementVersion, Synthesis
from deliberation.syntheses.sources import names_of
from deliberation.syntheses.writing import KNOWN, writer_of
from deliberation.web import database, page, see_other, staff_of, write


class Seen(Form):
    """Which version was the newest for who goes back to an older one."""

    seen: int = Field(default=0, ge=0, le=999_999_999)


class Writing(NamedTuple):
    """One writing of a sentence, and what it changed."""

    version: StatementVersion
    pieces: list[Piece]
    joined: list[str]
    left: list[str]
    mine: bool
    out: bool
    back: bool


def versions(request: Request) -> Response:
    """All that a sentence was, newest first."""
    with database(request).reading() as session:
        statement = session.get_one(Statement, request.path_params["statement_id"])
        section = session.get_one(Section, statement.section_id)
        synthesis = session.get_one(Synthesis, section.synthesis_id)
        place = place_of(session, synthesis.topic_id)
        account = staff_of(request, Action.WRITE_SYNTHESIS, place)
        refusal = rules.why_not_write(synthesis.state) or writing_rules.why_not_remove(
            statement.removed
        )
        return page(
            request,
            "syntheses/versions.html",
            synthesis=synthesis,
            section=section,
            statement=statement,
            writings=told(history.versions_of(session, statement.id or 0), account.actor),
            refusal=refusal,
        )


def told(versions: list[StatementVersion], actor: str) -> list[Writing]:
    """Each version beside the one before it, newest first; whose it is, only for her own."""
    every = []
    for before, one in zip([None, *versions], versions, strict=False):
        old, new = (names_of(before.cited) if before else []), names_of(one.cited)
        every.append(
            Writing(
                one,
                history.compare(before.words if before else "", one.words),
                [name for name in new if name not in old],
                [name for name in old if name not in new],
                one.actor == actor,
                one.removed,
                bool(before and before.removed and not one.removed),
            )
        )
    return every[::-1]


async def revert(request: Request) -> Response:
    form = await read(request, Seen)
    actor, now = await run_in_threadpool(writer_of, request), datetime.now(UTC)
    number, version = request.path_params["statement_id"], request.path_params["version"]
    command = statements.revert_statement
    await write(request, command, number, version, form.seen, actor, now, form=form)
    return see_other(f"/gestion/phrases/{number}/versions")


routes: list[BaseRoute] = [
    Route(KNOWN + "/versions", versions),
    Route(KNOWN + "/versions/{version:id}", revert, methods=["POST"]),
]
