"""How a ballot says what people may answer: on the screen of a room, and on a slip of paper."""

from typing import NamedTuple

from deliberation.ballots.booth import Face, taps
from deliberation.ballots.models import Method
from deliberation.ballots.questions import look_of
from deliberation.ballots.sheets import Sheet
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.text import sequence

TICK_ONE = N_("Cochez une seule case.")
TICK_ALL = N_("Cochez tout ce qui vous convient.")
TICK_GRADES = N_("Cochez une mention pour chaque proposition, sans en oublier.")
WRITE_RANKS = N_("Écrivez 1 devant votre préférée, puis 2, puis 3… Sans rang, elle est dernière.")
TIES = N_("Le même rang peut servir deux fois.")
NO_TIES = N_("Chaque rang ne sert qu'une fois.")
ALL_THAT_SUITS = N_("Choisissez tout ce qui vous convient.")
GIVE_GRADES = N_("Donnez une mention à chaque proposition : {grades}.")
GIVE_RANKS = N_("Classez : 1 pour celle que vous préférez.")
MOVE = N_("Prenez position : vous pourrez bouger jusqu'à la fermeture.")


class Line(NamedTuple):
    """One answer, or one option and what is filled beside it."""

    shape: str
    words: str
    dots: int = 0
    grades: tuple[str, ...] = ()
    ranked: bool = False


def lines_of(face: Face) -> list[Line]:
    """What people choose among, in the order of the sheet."""
    sheet = face.sheet
    if answers := taps(face, None):
        return [Line(tap.shape, tap.label) for tap in answers]
    return [
        Line(
            look_of(place),
            words,
            sheet.each if sheet.method is Method.DOTS else 0,
            sheet.grades if sheet.method is Method.JUDGMENT else (),
            sheet.method is Method.RANKING,
        )
        for place, words in enumerate(face.named)
    ]


def how_on_screen(sheet: Sheet) -> str:
    """How to answer, in one sentence; nothing where one tap on one answer is the vote."""
    match sheet.method:
        case Method.APPROVAL:
            return gettext(ALL_THAT_SUITS)
        case Method.DOTS:
            return _dots(
                sheet,
                N_("Une gommette par personne."),
                N_("{n} gommettes par personne, {each} au plus sur une même proposition."),
            )
        case Method.JUDGMENT:
            return gettext(GIVE_GRADES).format(grades=sequence(list(sheet.grades)))
        case Method.RANKING:
            return gettext(GIVE_RANKS)
        case Method.MOVING:
            return gettext(MOVE)
        case _:
            return ""


def how_on_paper(sheet: Sheet) -> str:
    """How to fill a slip."""
    match sheet.method:
        case Method.APPROVAL:
            return gettext(TICK_ALL)
        case Method.DOTS:
            return _dots(
                sheet,
                N_("Noircissez un seul rond."),
                N_("Noircissez {n} ronds au plus, {each} au plus sur une même ligne."),
            )
        case Method.JUDGMENT:
            return gettext(TICK_GRADES)
        case Method.RANKING:
            return f"{gettext(WRITE_RANKS)} {gettext(TIES if sheet.ties else NO_TIES)}"
        case _:
            return gettext(TICK_ONE)


def _dots(sheet: Sheet, one: str, many: str) -> str:
    said = ngettext(one, many, sheet.dots)
    return said.format(n=number(sheet.dots), each=number(sheet.each))
