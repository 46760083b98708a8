"""What changes a published synthesis: a numbered correction, which says what changed and why.

Nothing else of the frozen text moves. The former number, date and hash stay; its words are gone,
since they may be those that someone took back.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count

from sqlmodel import Session, col, select

from deliberation.debate.commands import lineage_of, visible_ids
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience
from deliberation.documents import tree
from deliberation.documents.stored import restored, stored
from deliberation.errors import refuse
from deliberation.i18n import N_, day, gettext, local_day
from deliberation.journal import Happened, record
from deliberation.syntheses import sign_off_rules
from deliberation.syntheses.citing import written_of
from deliberation.syntheses.models import (
    Former,
    Section,
    Snapshot,
    Statement,
    Synthesis,
    SynthesisState,
)
from deliberation.syntheses.reading import parts_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.short import NOTICE
from deliberation.syntheses.statements import rewrite

TITLE = N_("Avis de correction")
LINE = N_("Le {day}, remplace le n° {number} : {notice}")
TAKEN_BACK = N_("Une citation a été retirée : ses mots ne sont plus ouverts à tous.")
IN_ITS_PLACE = N_("Ici, une citation a été retirée.")
# What may close words that were open to everyone.
CLOSED = (
    "contribution.withdrawn",
    "contribution.scope_changed",
    "contribution.hidden",
    "contribution.masked",
)


def correct_statement(
    session: Session,
    synthesis_id: int,
    statement_id: int,
    words: str,
    notice: str,
    actor: str,
    now: datetime,
) -> int:
    """Correct one sentence of a published text, for everyone to see. Returns its synthesis."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    statement = session.get_one(Statement, statement_id)
    section = session.get_one(Section, statement.section_id)
    refuse(None if section.synthesis_id == synthesis_id else SynthesisRefusal.NOT_PRINTED)
    refuse(sign_off_rules.why_not_correct(synthesis.state, words, statement.words, notice))
    document = _frozen(session, synthesis_id)
    rank = _rank_of(session, synthesis_id, statement)
    corrected = _reworded(document, statement.words, rank, words)
    refuse(SynthesisRefusal.NOT_PRINTED if corrected == document else None)
    written = replace(written_of(session, statement), words=words)
    rewrite(session, statement, written, synthesis.round, actor, now)
    reissue(session, synthesis, corrected, notice, actor, now)
    return synthesis_id


def drop_closed_quotations(session: Session, happened: Happened) -> None:
    """Words that their author closed or took back leave every published text that quotes them. A
    listener, in the transaction of the change.
    """
    number = happened.details.get("contribution")
    if not isinstance(number, int):
        return
    topic_id = session.get_one(Contribution, number).topic_id
    # One that is being published at this moment is waited for, and then is published.
    leaving = select(Synthesis).where(
        Synthesis.topic_id == topic_id,
        col(Synthesis.state).in_((SynthesisState.VALIDATED, SynthesisState.PUBLISHED)),
    )
    waited = leaving.order_by(col(Synthesis.id)).with_for_update()
    for synthesis in session.exec(waited.execution_options(populate_existing=True)).all():
        if synthesis.state is not SynthesisState.PUBLISHED:
            continue
        document = _frozen(session, synthesis.id or 0)
        left = _each_block(document, partial(_unquoted, said=_open_words(session, topic_id)))
        if left != document:
            reissue(session, synthesis, left, gettext(TAKEN_BACK), None, datetime.now(UTC))


def _open_words(session: Session, topic_id: int) -> list[str]:
    """All that everyone may still read on a topic, in all the versions of what was said."""
    session.flush()
    versions = lineage_of(session, visible_ids(session, topic_id, Audience.PUBLIC))
    rows = session.exec(select(Contribution.words).where(col(Contribution.id).in_(versions)))
    return [_one_line(words) for words in rows]


def reissue(
    session: Session,
    synthesis: Synthesis,
    document: tree.Document,
    notice: str,
    actor: str | None,
    now: datetime,
) -> None:
    """Freeze the text anew under the next number, with the notice of what changed."""
    synthesis_id = synthesis.id or 0
    snapshot = session.exec(
        select(Snapshot).where(Snapshot.synthesis_id == synthesis_id).with_for_update()
    ).one()
    session.add(
        Former(
            number=snapshot.number,
            synthesis_id=synthesis_id,
            digest=snapshot.digest,
            published_at=snapshot.published_at,
            notice=notice,
            corrected_at=now,
        )
    )
    session.flush()
    past = formers_of(session, synthesis_id)
    number = f"{past[0].number}-v{len(past) + 1}"
    content = stored(
        replace(
            document, number=number, digest="", date=local_day(now), sections=_noted(document, past)
        )
    )
    snapshot.number, snapshot.content, snapshot.published_at = number, content, now
    snapshot.digest = hashlib.sha256(content.encode()).hexdigest()
    details = {"number": number, "digest": snapshot.digest}
    record(session, "synthesis.corrected", synthesis.channel, actor=actor, **details)


def formers_of(session: Session, synthesis_id: int) -> list[Former]:
    """What was published before, oldest first."""
    wanted = select(Former).where(Former.synthesis_id == synthesis_id)
    return list(session.exec(wanted.order_by(col(Former.corrected_at), col(Former.number))))


def _frozen(session: Session, synthesis_id: int) -> tree.Document:
    """The text as it is published now; whoever else would change it waits."""
    wanted = select(Snapshot).where(Snapshot.synthesis_id == synthesis_id).with_for_update()
    snapshot = session.exec(wanted.execution_options(populate_existing=True)).one()
    return restored(snapshot.content)


def _each_block(
    document: tree.Document, change: Callable[[tree.Block], tree.Block]
) -> tree.Document:
    sections = [
        replace(one, blocks=tuple(change(block) for block in one.blocks))
        for one in document.sections
    ]
    return replace(document, sections=tuple(sections))


def _rank_of(session: Session, synthesis_id: int, statement: Statement) -> int:
    """How many sentences of the text say the very same before this one."""
    said = [one.statement for part in parts_of(session, synthesis_id) for one in part.said]
    same = [one.id for one in said if one.words == statement.words]
    return same.index(statement.id)


def _reworded(document: tree.Document, former: str, rank: int, words: str) -> tree.Document:
    """The same document, with other words for one of the sentences that say `former`."""
    ranks = count()

    def change(block: tree.Block) -> tree.Block:
        if isinstance(block, tree.Paragraph) and block.text == former and next(ranks) == rank:
            return replace(block, text=words)
        return block

    return _each_block(document, change)


def _unquoted(block: tree.Block, said: Collection[str]) -> tree.Block:
    """Somebody's words stay as long as she lets everyone read them, whatever brought them here."""
    if isinstance(block, tree.Quote) and not any(_one_line(block.text) in one for one in said):
        return tree.Note(gettext(IN_ITS_PLACE))
    return block


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _noted(document: tree.Document, past: list[Former]) -> tuple[tree.Section, ...]:
    """The sections of a corrected text: first, what was corrected and when."""
    lines = [
        gettext(LINE).format(day=day(one.corrected_at), number=one.number, notice=one.notice)
        for one in past
    ]
    notice = tree.Section(gettext(TITLE), 1, (tree.Bullets(tuple(lines)),), NOTICE)
    kept = document.sections[1:] if len(past) > 1 else document.sections
    return (notice, *kept)
