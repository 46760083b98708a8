"""A file that comes in with its form; what is too heavy is never kept, in memory or on the disk."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

WORDS_BESIDE = 100_000  # bytes: of the form around the file
READ_AT_MOST = 40_000_000  # of a body too large, to be able to say so


class TooHeavy(Exception):
    """More was sent than a file and its words."""


class Upload(NamedTuple):
    """What was sent, not yet looked at; no data where the file was too heavy to be kept."""

    fields: dict[str, str]
    name: str
    data: bytes | None


async def received(request: Request, field: str, heaviest: int) -> Upload:
    """The file of this field, with the fields around it."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400)
    body = _body(request, heaviest + WORDS_BESIDE)
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=8, max_part_size=10_000)
    try:
        fields = await parser.parse()
    except MultiPartException:
        raise HTTPException(400) from None
    except TooHeavy:
        return Upload(_words(FormData(parser.items)), "", None)
    try:
        file = fields.get(field)
        if not isinstance(file, UploadFile):
            return Upload(_words(fields), "", b"")
        return Upload(_words(fields), file.filename or "", await file.read())
    finally:
        await fields.close()


def _words(fields: FormData) -> dict[str, str]:
    """What was typed. Browsers send a line's end as two characters."""
    return {k: v.replace("\r\n", "\n") for k, v in fields.items() if isinstance(v, str)}


async def _body(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """What is sent, up to the limit. The rest is read and forgotten: only then is a no heard."""
    size = 0
    async for chunk in request.stream():
        room, size = max(most - size, 0), size + len(chunk)
        if size > READ_AT_MOST:
            raise HTTPException(413, headers={"connection": "close"})
        if room:
            yield chunk[:room]
    if size > most:
        raise TooHeavy
