"""The easy-read twin of a synthesis: written by people; « FALC » only once people tested it."""

import hashlib
from datetime import date, datetime

from sqlmodel import Session

from deliberation.documents.short import EasySheet
from deliberation.documents.tree import Document
from deliberation.errors import refuse
from deliberation.i18n import N_, day, gettext, local_day
from deliberation.journal import record
from deliberation.syntheses import easy_rules
from deliberation.syntheses.models import EasyRead, Synthesis

TESTED = N_("FALC : facile à lire et à comprendre. Relu par {group}, le {day}.")
NOT_TESTED = N_("Version facile à lire, pas encore relue par des personnes concernées.")
OF_TEXT = N_("Le texte complet : synthèse n° {number}. Écrit le {day}.")
OF_DRAFT = N_("Le texte complet est encore un projet. Écrit le {day}.")


def seen(easy: EasyRead | None) -> str:
    """What a form says of the words that its writer has read."""
    return hashlib.sha256(easy.words.encode()).hexdigest()[:16] if easy else ""


def label_of(easy: EasyRead) -> str:
    """What the sheet may call itself."""
    if easy.tested_by and easy.tested_on:
        return gettext(TESTED).format(group=easy.tested_by, day=day(easy.tested_on))
    return gettext(NOT_TESTED)


def sheet_of(document: Document, easy: EasyRead) -> EasySheet:
    """The sheet to print; its foot says which text it goes with."""
    foot = gettext(OF_TEXT if document.number else OF_DRAFT)
    return EasySheet(
        title=document.title,
        label=label_of(easy),
        date=easy.written_on,
        lines=tuple(line.strip() for line in easy.words.splitlines()),
        foot=foot.format(number=document.number, day=day(easy.written_on)),
        language=document.language,
    )


def write_easy_read(
    session: Session, synthesis_id: int, words: str, read: str, actor: str, now: datetime
) -> None:
    """Write the twin, or write it again: new words were tested by nobody."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    easy = session.get(EasyRead, synthesis_id)
    if easy and easy.words == words:
        return
    refuse(easy_rules.why_not_write(read, seen(easy)))
    session.merge(
        EasyRead(
            synthesis_id=synthesis_id,
            words=words,
            written_on=local_day(now),
            tested_by="",
            tested_on=None,
        )
    )
    record(session, "easy_read.written", synthesis.channel, actor=actor)


def record_test(
    session: Session, synthesis_id: int, group: str, on: date | None, actor: str, now: datetime
) -> None:
    """Say which group of people concerned read these very words, and when."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    easy = session.get(EasyRead, synthesis_id)
    refuse(easy_rules.why_not_test(easy is not None, group, on, local_day(now)))
    assert easy
    easy.tested_by, easy.tested_on = group, on
    record(session, "easy_read.tested", synthesis.channel, actor=actor)
