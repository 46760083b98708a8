"""Everything that a recount can find: votes, counters, closings, journal, published syntheses."""

import hashlib

from sqlmodel import Session, col, select

from deliberation import journal
from deliberation.ballots import verify as ballots
from deliberation.syntheses.models import Former, Snapshot


def altered(session: Session, key: bytes) -> list[str]:
    """Each row that is not what was written: "table:row: what is wrong". Empty when all is well."""
    return [
        *ballots.findings(session, key),
        *journal.broken(session, key),
        *_snapshots(session),
    ]


def _snapshots(session: Session) -> list[str]:
    """Published syntheses whose content is not that of their hash, or of the journal."""
    told = {
        event.details["number"]: event.details["digest"]
        for event in session.exec(
            select(journal.Event).where(
                col(journal.Event.name).in_(("synthesis.published", "synthesis.corrected"))
            )
        )
    }
    found = []
    for snapshot in session.exec(select(Snapshot)):
        digest = hashlib.sha256(snapshot.content.encode()).hexdigest()
        if not (digest == snapshot.digest == told.pop(snapshot.number, None)):
            found.append(f"snapshot:{snapshot.id}: altered")
    found += [
        f"former:{former.number}: altered"
        for former in session.exec(select(Former))
        if former.digest != told.pop(former.number, None)
    ]
    return found + [f"snapshot: number {number} is missing" for number in told]
