"""A document as a PDF that a screen reader can follow (PDF/UA-1), typeset by typst."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from deliberation.documents.tree import (
    Block,
    Bullets,
    Document,
    Note,
    Paragraph,
    Picture,
    Quote,
    Section,
    Table,
    cleaned,
    each_string,
    identity_card,
    numbered,
    paragraphs,
    quoted,
    rectangle,
    running_header,
)
from deliberation.i18n import gettext

HERE = Path(__file__).parent
ABSENT = "□"
INVISIBLE = {"Cf", "Mn", "Me"}
REFUSED = re.compile(r'the (?:text|disallowed codepoint)[^`]* `"((?:[^"\\]|\\.)*)"`')
FAMILY = '<svg font-family="Atkinson Hyperlegible" '


def pdf(document: Document) -> bytes:
    """The document as PDF: the same bytes each time, whatever was written in it."""
    document = cleaned(document)
    shown = document
    while True:
        try:
            return _compiled(shown, complete=shown == document)
        except typst.TypstError as error:
            fewer = _without(shown, _unprintable(error.diagnostic))
            if fewer == shown:
                raise
            shown = fewer
