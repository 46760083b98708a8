"""The law of what a table writes: who writes for it, what may be kept, when others see it. Pure."""

from collections.abc import Collection

from deliberation.debate.models import Scope
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings.models import ReadBack, Sitting, SittingState, TableNote
from deliberation.sittings.rules import DayRefusal

MOST_LINES = 60  # pasted at once
MOST_NOTES = 200  # of one table in one step, before they are read back
MOST_PHOTOGRAPHS = 6  # of one table in one step
PRIORITIES = 3


class TableRefusal(Refusal):
    """What a table's device is answered when something cannot be done."""

    DAY_NOT_OVER = N_(
        "La journée n'est pas fermée : une table relit ses notes elle-même, sur son appareil."
    )
    HELD_ELSEWHERE = N_(
        "Cette table est maintenant ouverte sur un autre appareil : rien n'a été enregistré d'ici. "
        "Vos mots restent sur cet écran. "
        "Pour reprendre, lisez à nouveau le QR code posé sur la table."
    )
    ALREADY_OPEN = N_("Cette table est déjà ouverte sur un autre appareil.")
    NO_SUCH_STEP = N_("Cette étape n'est pas une étape de cette journée.")
    NO_TOPIC = N_("Cette étape n'a pas de sujet : il n'y a rien à y noter.")
    NO_SUCH_COLLEGE = N_("Choisissez une des couleurs proposées.")
    TOO_MANY_NOTES = N_(
        "Cette table a déjà beaucoup de notes à relire. Relisez-les d'abord : "
        "vos mots n'ont pas été enregistrés, ils restent ici."
    )
    NO_SUCH_NOTE = N_("Cette note n'est plus un brouillon de cette table : rien n'a changé.")
    STAYS_AT_TABLE = N_(
        "Cette note reste à la table : une priorité est montrée à toute la salle. "
        "Choisissez-en une autre, ou décidez d'abord ensemble qui peut la lire."
    )
    NOTHING_TO_HEAR = N_("Il n'y a rien à relire : aucune note n'attend.")
    NOT_HEARD = N_("Relisez d'abord toutes vos notes ensemble, jusqu'à « La table est d'accord ».")
    NOT_SEALED = N_("Les notes de cette étape ne sont pas gardées fermées.")
    NO_VOTE_HERE = N_("Aucun vote n'est ouvert à cette étape.")
    NO_HAND = N_(
        "Écrivez au moins une main levée. Si la table vote par téléphone, dites-le avec le bouton."
    )
    MORE_HANDS = N_(
        "Mains levées : {hands}. Personnes à cette table : {seated}. Ont déjà voté autrement : "
        "{voted}. Cela fait {left} au plus : recomptez ensemble."
    )
    HANDS_COUNTED = N_(
        "Les mains de cette table sont comptées, et la vôtre en est peut-être. Pour voter sur "
        "l'appareil, touchez d'abord « Nos téléphones votent après tout »."
    )
    TOO_MANY_PHOTOGRAPHS = N_(
        "Cette table a déjà toutes ses photos de cette étape. Retirez-en une d'abord."
    )


def lines_of(words: str) -> list[str]:
    """What was typed or pasted, as notes: one for each line that says something."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def why_not_open(
    sitting: Sitting, held: str | None, device: str, takes_over: bool
) -> Refusal | None:
    """A table has one device: another one opens it only by saying that it takes over. After the
    day is closed, nobody does.
    """
    if sitting.state is SittingState.OVER:
        return DayRefusal.OVER
    free = held in (None, device) or takes_over
    return None if free else TableRefusal.ALREADY_OPEN


def why_not_write_for(held: str | None, device: str) -> TableRefusal | None:
    """Only the device that holds a table writes for it."""
    return None if held == device else TableRefusal.HELD_ELSEWHERE


def why_not_add(waiting: int, more: int) -> TableRefusal | None:
    """Notes wait to be read aloud: more of them than a table can hear is too many."""
    return None if waiting + more <= MOST_NOTES else TableRefusal.TOO_MANY_NOTES


def why_not_touch(note: TableNote | None, table_id: int) -> TableRefusal | None:
    """A table changes its own drafts, and nothing once it was read back."""
    mine = note is not None and note.table_id == table_id
    return None if mine else TableRefusal.NO_SUCH_NOTE


def why_not_choose(note: TableNote) -> TableRefusal | None:
    """A priority is shown to the whole room: what stays at the table, or was removed, cannot be."""
    if note.removed:
        return TableRefusal.NO_SUCH_NOTE
    return TableRefusal.STAYS_AT_TABLE if note.scope is Scope.TABLE else None


def is_heard(note: TableNote, read_back: ReadBack | None) -> bool:
    """Whether the table heard this note as it now is."""
    return read_back is not None and not note.removed and note.at <= read_back.at


def why_not_hear_late(sitting: Sitting) -> Refusal | None:
    """After its day a table has no device any more: the staff reads its notes with its people."""
    if sitting.away:
        return DayRefusal.AWAY
    return None if sitting.state is SittingState.OVER else TableRefusal.DAY_NOT_OVER


def why_not_agree(waiting: int, sealed: bool) -> TableRefusal | None:
    """A table agrees on something; among peers, having written nothing is an answer too."""
    return None if waiting or sealed else TableRefusal.NOTHING_TO_HEAR


def why_not_release(
    sealed: bool, read_back: ReadBack | None, drafts: Collection[TableNote]
) -> TableRefusal | None:
    """A table lets the others see what it has heard, all of it."""
    if not sealed:
        return TableRefusal.NOT_SEALED
    kept = [note for note in drafts if not note.removed]
    heard = read_back is not None and all(is_heard(note, read_back) for note in kept)
    return None if heard else TableRefusal.NOT_HEARD


def unsealed(tables: Collection[int], read_backs: Collection[ReadBack]) -> bool:
    """Whether peers may see each other's notes: each table of each college has released its own."""
    released = {one.table_id for one in read_backs if one.released}
    return bool(tables) and released.issuperset(tables)


def why_not_lend(hands: int, known: bool) -> Refusal | None:
    """The phone of someone who is known to sit there is spent with the hands; of the others, nobody
    knows who raised one.
    """
    return TableRefusal.HANDS_COUNTED if hands and not known else None


def why_not_raise_hands(seated: int, voted: int, hands: int) -> Refusal | None:
    """Hands are those of the table, less whoever has voted already; where nobody knows who sits
    there (`seated` is 0), the table is believed.
    """
    if hands < 1:
        return TableRefusal.NO_HAND
    return TableRefusal.MORE_HANDS if seated and hands > seated - voted else None
