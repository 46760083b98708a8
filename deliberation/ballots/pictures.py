"""What a result shows, already protected: cells in lines, lines in a picture."""

from dataclasses import dataclass, replace

from deliberation.ballots.details import Detail
from deliberation.ballots.drawings import Drawing
from deliberation.i18n import N_, gettext
from deliberation.text import sequence

MOST_ON_SCREEN = 7
NOT_SHOWN = "—"
GRADED = N_("{label} : {grade}")
NOT_SHOWN_GROUPS = N_("Non montrés : {names}.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice in one group. Without a count or a share, neither may be printed."""

    label: str
    shape: str
    count: int | None
    share: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One group, or the whole; `words` say what most of a group answered, where it prints so."""

    label: str
    shape: str
    total: bool
    cells: tuple[Cell, ...]
    words: str = ""
    grade: str = ""  # that of the majority, where each option is given one

    @property
    def named(self) -> str:
        """Its label, and the grade of the majority where there is one."""
        return (
            gettext(GRADED).format(label=self.label, grade=self.grade) if self.grade else self.label
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """What every screen, document and export shows of a result."""

    title: str
    sentence: str
    note: str
    lead: str
    rows: tuple[Line, ...]
    exact: bool = False  # whether every number may be printed, and so every paper
    detail: Detail | None = None  # how it was counted
    drawing: Drawing | None = None  # what its method draws
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()  # objections, reserves: titles and words
    questions: int = 1  # where there are several, one line of the whole for each

    def brief(self, note: str) -> "Picture":
        """The same for a projector: only what can be drawn, and few words; what the method draws
        or, of many options, the first ones, without their groups.
        """
        drawn = [row for row in self.rows if row.cells[0].share is not None]
        if self.questions > 1:
            drawn = [row for row in drawn if row.total][:MOST_ON_SCREEN]
        if self.drawing:
            drawn = []
        return replace(self, sentence=self.lead, note=note, rows=tuple(drawn), detail=None)

    @property
    def in_words(self) -> list[Line]:
        """The groups that print in bands."""
        return [row for row in self.rows if row.words]

    @property
    def silence(self) -> str:
        """The groups that are not shown, named in one line."""
        names = [row.label for row in self.rows if row.cells[0].text == NOT_SHOWN]
        return gettext(NOT_SHOWN_GROUPS).format(names=sequence(names)) if names else ""
