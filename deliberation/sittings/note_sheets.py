"""What a table's device sends: the forms of its notes and of their reading back."""

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from deliberation.debate.models import Scope
from deliberation.debate.rules import LONGEST_WORDS
from deliberation.debate.sheets import type_of_nature
from deliberation.forms import SENTENCES, Form, Line, RowNumber, Words, long_field
from deliberation.i18n import N_
from deliberation.sittings.note_rules import MOST_LINES, PRIORITIES, lines_of

WHAT_IS_SAID = N_("Ce qui est dit")
TOO_MANY_LINES = N_("Collez 60 lignes au plus à la fois : gardez les autres pour l'envoi suivant.")


class OpenForm(Form):
    takes_over: bool = False


class NotesForm(Form):
    """One note, or one for each line that is pasted."""

    segment: RowNumber
    words: Words = long_field(title=WHAT_IS_SAID, min_length=1)
    nature: type_of_nature = None
    college: int = Field(default=0, ge=0, le=999_999_999)  # 0: not said
    said_by: int = Field(default=1, title=N_("Dites par combien de personnes"), ge=1, le=500)

    @field_validator("words")
    @classmethod
    def each_line_is_a_note(cls, words: str) -> str:
        lines = lines_of(words)
        if len(lines) > MOST_LINES:
            raise ValueError(TOO_MANY_LINES)
        if any(len(line) > LONGEST_WORDS for line in lines):
            limit = {"max_length": LONGEST_WORDS}
            raise PydanticCustomError("string_too_long", SENTENCES["string_too_long"], limit)
        return words


class CorrectedForm(Form):
    words: Line = long_field(title=WHAT_IS_SAID, min_length=1, max_length=LONGEST_WORDS)
    back: bool = False  # to the reading, where it was corrected


class RemovedForm(Form):
    removed: bool = False
    back: bool = False


class PriorityForm(Form):
    rank: int = Field(ge=0, le=PRIORITIES)  # 0: not a priority any more
    back: bool = False


class NoteScopeForm(Form):
    scope: Scope


class AgreedForm(Form):
    segment: RowNumber
    disagreement: Line = long_field(
        default="", title=N_("Un désaccord à garder"), max_length=LONGEST_WORDS
    )


class StepForm(Form):
    segment: RowNumber


class HelpForm(Form):
    asked: bool = False
