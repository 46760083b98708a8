"""What people fill in: the forms of the debate."""

from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from deliberation.debate.models import Act, Nature, Scope, Voice
from deliberation.debate.rules import LONGEST_CARD, LONGEST_TITLE, LONGEST_WORDS
from deliberation.forms import SENTENCES, Form, Line, RowNumber, Words, long_field
from deliberation.i18n import N_

unsaid = BeforeValidator(lambda value: value or None)
type_of_nature = Annotated[Nature | None, unsaid]
type_of_voice = Annotated[Voice | None, unsaid]

YOUR_WORDS = N_("Vos mots")


class ContributionForm(Form):
    card: bool = False
    words: Words = long_field(title=YOUR_WORDS, min_length=1, max_length=LONGEST_WORDS)
    nature: type_of_nature = None
    voice: type_of_voice = None
    scope: Scope = Scope.DRAFTERS

    @field_validator("words")
    @classmethod
    def fits_the_card(cls, words: str, others: ValidationInfo) -> str:
        if others.data.get("card") and len(words) > LONGEST_CARD:
            sentence, limit = SENTENCES["string_too_long"], {"max_length": LONGEST_CARD}
            raise PydanticCustomError("string_too_long", sentence, limit)
        return words


class CorrectionForm(Form):
    words: Words = long_field(title=YOUR_WORDS, min_length=1, max_length=LONGEST_WORDS)


class ScopeForm(Form):
    scope: Scope


class NoteForm(Form):
    table_name: Line = Field(title=N_("La table"), min_length=1, max_length=60)
    words: Words = long_field(title=N_("Ce qui est dit"), min_length=1, max_length=LONGEST_WORDS)
    nature: type_of_nature = None
    said_by: int = Field(default=1, title=N_("Dites par combien de personnes"), ge=1, le=500)
    scope: Scope = Scope.DRAFTERS
    paper: bool = False


class ClaimForm(Form):
    note: Line = Field(title=N_("Le numéro de la note, avec ses trois lettres"), max_length=40)
    topic: RowNumber


class ModerationForm(Form):
    act: Act
    reason: Words = long_field(default="", title=N_("La raison"), max_length=500)
    passage: Words = Field(default="", title=N_("Le passage à masquer"), max_length=LONGEST_WORDS)


class ProposalForm(Form):
    """A proposal is written out of the rows that are ticked: words, or other proposals."""

    sources: list[RowNumber] = Field(default=[], max_length=500)
    title: Line = Field(default="", title=N_("Un titre court"), max_length=LONGEST_TITLE)
    words: Words = long_field(title=N_("La proposition"), min_length=1, max_length=LONGEST_WORDS)
