"""The voter's own form: what each method lets her tap, tick or fill, and what she answered."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, BallotState, Choice, Consent, Method
from deliberation.ballots.questions import (
    CONSENTS,
    NOBODY_CHOSEN,
    POSITION_WORDS,
    dots,
    look_of,
)
from deliberation.ballots.reading import (
    choice_of,
    has_own,
    is_counted,
    options_of,
    own_options_of,
)
from deliberation.ballots.rules import LABELS, REASONS, why_not_vote
from deliberation.ballots.secrecy import COUNTED, key_of
from deliberation.ballots.sheets import MOVED, NONE, Sheet, marks_of, picks_of, read_sheet
from deliberation.errors import Refusal
from deliberation.i18n import N_, gettext

LONGEST_CONDITION = 280
HINTS: dict[str, str] = {
    Choice.AGREE_IF: N_("Vous pourrez écrire votre condition juste après."),
    Consent.RESERVE: N_("Vous pourrez dire laquelle juste après. La proposition passe."),
    Consent.OBJECTION: N_("Vous direz pourquoi juste après. La proposition est revue."),
}
ASKED: dict[str, str] = {
    Choice.AGREE_IF: N_("D'accord, à quelle condition ?"),
    Consent.RESERVE: N_("Quelle est votre réserve ?"),
    Consent.OBJECTION: N_("Pourquoi cette objection ? Que faudrait-il changer ?"),
}
ASKED_IN_SECRET: dict[Method, str] = {  # nobody knows what she answered
    Method.AGREEMENT: N_("Si vous êtes d'accord à une condition : laquelle ?"),
    Method.CONSENT: N_("Si vous avez une réserve ou une objection : pourquoi ?"),
}
SENT_AS: dict[str, str] = {
    Choice.AGREE_IF: N_("J'envoie ma condition"),
    Consent.RESERVE: N_("J'envoie ma réserve"),
    Consent.OBJECTION: N_("J'envoie mon objection"),
}
CONSENT_SHAPES = ("agree", "agree_if", "disagree")
POSITION_SHAPES = ("agree", "agree_if", "unsure", "no_answer", "disagree")
TAPS = (Method.AGREEMENT, Method.CONSENT, Method.CHOICE, Method.MOVING)  # one tap is the vote


class Tap(NamedTuple):
    """One button that answers."""

    value: str
    label: str
    shape: str
    hint: str
    pressed: bool


class Field(NamedTuple):
    """One option, and what she said of it; `marks` are what she may say."""

    option: int
    label: str
    said: str
    marks: tuple[tuple[str, str], ...] = ()
    own: bool = False


class Face(NamedTuple):
    """What a ballot shows to whoever answers it: it never changes once it was opened.

    `own` are the options that are not for her, in a ballot where there are `some_own`.
    """

    ballot_id: int
    sheet: Sheet
    named: tuple[str, ...]  # the words of each option of the sheet
    secret: bool
    some_own: bool = False
    own: frozenset[int] = frozenset()

    @property
    def words(self) -> dict[int, str]:
        return dict(zip(self.sheet.options, self.named, strict=True))


def face_of(session: Session, ballot: Ballot) -> Face:
    """The face of a ballot for nobody yet."""
    assert ballot.id is not None
    sheet = read_sheet(ballot.sheet)
    words = options_of(session, ballot.id) if sheet.options else {}
    named = tuple(words[one] for one in sheet.options)
    some_own = sheet.method is Method.DOTS and has_own(session, ballot.id)
    return Face(ballot.id, sheet, named, ballot.secret, some_own)


def her_face(session: Session, face: Face, participant_id: int) -> Face:
    """The same, for her."""
    if not face.some_own:
        return face
    return face._replace(own=own_options_of(session, face.ballot_id, participant_id))


def booth(
    face: Face,
    mine: str | None,
    belongs: bool = True,
    refusal: Refusal | None = None,
    sitting: int | None = None,
    alert: Refusal | None = None,
    typed: str | None = None,
    checking: str = "",
) -> dict[str, Any]:
    """What `_choices.html` shows: her own answer (of a secret ballot, only that it is counted),
    and whether she may still change it. During a day (`sitting`) it stands on its page, and leads
    back there. `alert` says why what she `typed` was not taken; `checking` is a key shown once.
    """
    sheet = face.sheet
    paper = typed if typed is not None else None if face.secret else mine
    asks, kinds = asked(face, mine)
    return {
        "face": face,
        "kind": "taps" if sheet.method in TAPS else sheet.method.value,
        "taps": taps(face, paper),
        "fields": fields(face, paper),
        "mine": mine,
        "summary": "" if face.secret or mine is None else summary(face, mine),
        "asks": asks,
        "kinds": [(kind, gettext(SENT_AS[kind])) for kind in kinds],
        "told": sheet.method is Method.CONSENT,
        "belongs": belongs,
        "refusal": gettext(refusal.value) if refusal else "",
        "alert": gettext(alert.value) if alert else "",
        "limit": LONGEST_CONDITION,
        "sitting": sitting,
        "checking": checking,
    }


def asked(face: Face, mine: str | None) -> tuple[str, tuple[str, ...]]:
    """In which words she is asked why, if she is, and as what she may send it. In a secret ballot
    everyone is asked the same, whatever her paper says, and says herself what her reason is.
    """
    kinds = REASONS.get(face.sheet.method, ())
    if face.secret and kinds and mine is not None:
        return gettext(ASKED_IN_SECRET[face.sheet.method]), kinds
    if mine in kinds:
        return gettext(ASKED[mine]), (mine,)
    return "", ()


def her_booth(
    session: Session, ballot: Ballot, participant_id: int | None, card: str, **more: Any
) -> dict[str, Any]:
    """Her own form: what she answered or, of a secret ballot, that the paper of her card is
    counted. Nobody's (`None`): only whether the ballot may be answered.
    """
    assert ballot.id is not None
    face = face_of(session, ballot)
    refusal = why_not_vote(ballot.state, ballot.closes_at, datetime.now(UTC))
    if participant_id is None:
        return booth(face, None, False, refusal, **more)
    face = her_face(session, face, participant_id)
    if ballot.secret:
        counted = is_counted(session, ballot.id, key_of(card, ballot.id))
        return booth(face, COUNTED if counted else None, True, refusal, **more)
    return booth(face, choice_of(session, ballot.id, participant_id), True, refusal, **more)


def unanswered(
    session: Session, topic_id: int, participant_id: int | None, card: str
) -> list[Ballot]:
    """The open ballots of a topic to which she has not answered, the first one opened first; of a
    secret one, her `card` alone can tell. For nobody, all of them.
    """
    mine = select(Ballot).where(Ballot.topic_id == topic_id, Ballot.state == BallotState.OPEN)
    found = session.exec(mine.order_by(col(Ballot.opened_at), col(Ballot.id))).all()
    return [one for one in found if not _has_answered(session, one, participant_id, card)]


def _has_answered(session: Session, ballot: Ballot, participant_id: int | None, card: str) -> bool:
    assert ballot.id is not None
    if participant_id is None:
        return False
    if ballot.secret:
        return is_counted(session, ballot.id, key_of(card, ballot.id))
    return choice_of(session, ballot.id, participant_id) is not None


def taps(face: Face, paper: str | None) -> list[Tap]:
    """The buttons of a method in which one tap is the vote."""
    answer = paper.rpartition(MOVED)[2] if paper else None
    return [
        Tap(value, label, shape, gettext(HINTS[value]) if value in HINTS else "", value == answer)
        for value, label, shape in _answers(face)
    ]


def _answers(face: Face) -> list[tuple[str, str, str]]:
    match face.sheet.method:
        case Method.AGREEMENT:
            return [(one, gettext(label), one) for one, label in LABELS.items()]
        case Method.CONSENT:
            return [
                (one, gettext(label), shape)
                for (one, label), shape in zip(CONSENTS.items(), CONSENT_SHAPES, strict=True)
            ]
        case Method.MOVING:
            places = zip(POSITION_WORDS, POSITION_SHAPES, strict=True)
            return [
                (str(place), gettext(label), shape)
                for place, (label, shape) in enumerate(places, 1)
            ]
        case Method.CHOICE:
            options = [
                (str(one), face.words[one], look_of(place))
                for place, one in enumerate(face.sheet.options)
            ]
            return [*options, (NONE, gettext(NOBODY_CHOSEN), "no_answer")]
        case _:
            return []


def fields(face: Face, paper: str | None) -> list[Field]:
    """The options of a method in which several are ticked or marked."""
    sheet = face.sheet
    if sheet.method is Method.APPROVAL:
        picked = picks_of(paper or NONE)
        return [
            Field(one, face.words[one], "yes" if one in picked else "") for one in sheet.options
        ]
    if sheet.method in TAPS:
        return []
    said, marks = marks_of(paper or NONE), _marks(sheet)
    return [
        Field(one, face.words[one], str(said[one]) if one in said else "", marks, one in face.own)
        for one in sheet.options
    ]


def _marks(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    match sheet.method:
        case Method.DOTS:
            return tuple((str(n), dots(n)) for n in range(sheet.each + 1))
        case Method.JUDGMENT:
            return tuple((str(place), grade) for place, grade in enumerate(sheet.grades))
        case _:
            places = range(1, len(sheet.options) + 1)
            first, other = gettext(N_("1er")), gettext(N_("{n}e"))
            return tuple((str(n), first if n == 1 else other.format(n=n)) for n in places)


def summary(face: Face, paper: str) -> str:
    """What she answered, in words."""
    sheet = face.sheet
    if sheet.method in TAPS:
        return next(tap.label for tap in taps(face, paper) if tap.pressed)
    if paper == NONE:
        return gettext(NOBODY_CHOSEN)
    if sheet.method is Method.APPROVAL:
        return " · ".join(face.words[option] for option in picks_of(paper))
    marks = dict(_marks(sheet))
    said = list(marks_of(paper).items())
    if sheet.method is Method.RANKING:
        said.sort(key=lambda one: one[1])
    return " · ".join(f"{face.words[option]} : {marks[str(mark)]}" for option, mark in said)
