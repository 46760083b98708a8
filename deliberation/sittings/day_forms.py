"""The forms with which a day is prepared: what may be typed, and the sentence when it cannot be."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from deliberation.forms import Form, Line, Moment, OptionalMoment, Words, long_field
from deliberation.i18n import N_
from deliberation.sittings.furnishing import Naming
from deliberation.sittings.models import Opens, SeatingRule, SegmentKind
from deliberation.sittings.plan_rules import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_CHAIRS,
    MOST_MINUTES,
    MOST_TABLES,
)

MOST_BADGES_AT_ONCE = 500


Chosen = Annotated[int, Field(ge=0, le=999_999_999)]  # 0: none


class SittingForm(Form):
    title: Line = Field(min_length=1, max_length=LONGEST_TITLE, title=N_("Le nom de la journée"))
    starts_at: Moment = Field(title=N_("Elle commence le, à (heure de Paris)"))
    venue: Line = Field(default="", max_length=200, title=N_("Où"))
    topic: Chosen = 0
    about: Words = long_field(default="", max_length=LONGEST_WORDS, title=N_("De quoi on parle"))
    easy_read: Words = long_field(
        default="", max_length=LONGEST_WORDS, title=N_("La même chose, facile à lire")
    )
    practical: Words = long_field(
        default="", max_length=LONGEST_WORDS, title=N_("Informations pratiques")
    )
    registers_until: OptionalMoment = Field(default=None, title=N_("On s'inscrit jusqu'au"))

    def words(self) -> dict[str, Any]:
        told = self.model_dump(include=set(SittingForm.model_fields) - {"once", "topic"})
        return told | {"topic_id": self.topic or None}


class NewDayForm(SittingForm):
    pattern: str = Field(default="", max_length=40)


class SeenSittingForm(SittingForm):
    seen: str = Field(default="", max_length=64)


class CloseForm(Form):
    without_reading: bool = Field(
        default=False, title=N_("Fermer sans relire ces notes à la table")
    )


class DuplicateForm(Form):
    starts_at: Moment = Field(title=N_("La nouvelle journée commence le, à (heure de Paris)"))


class NewStepForm(Form):
    title: Line = Field(min_length=1, max_length=LONGEST_TITLE, title=N_("Le nom de l'étape"))
    kind: SegmentKind = Field(title=N_("Comment on est ensemble"))
    minutes: int = Field(ge=1, le=MOST_MINUTES, title=N_("Combien de minutes"))

    def words(self) -> dict[str, Any]:
        return self.model_dump(include={"title", "kind", "minutes"})


class StepForm(NewStepForm):
    opens: Opens = Field(default=Opens.LISTENING, title=N_("Ce que l'étape demande"))
    instruction: Words = long_field(default="", max_length=LONGEST_WORDS, title=N_("La consigne"))
    easy_read: Words = long_field(
        default="", max_length=LONGEST_WORDS, title=N_("La même consigne, facile à lire")
    )
    seating_rule: Annotated[SeatingRule | None, BeforeValidator(lambda typed: typed or None)] = (
        Field(default=None, title=N_("Qui s'assoit avec qui"))
    )
    ballot: Chosen = 0
    topic: Chosen = 0
    seen: str = Field(default="", max_length=64)

    def words(self) -> dict[str, Any]:
        told = self.model_dump(exclude={"once", "ballot", "topic", "seen"})
        return told | {"ballot_id": self.ballot or None, "topic_id": self.topic or None}


class PlaceForm(Form):
    place: int = Field(ge=-1, le=999)


class RoomForm(Form):
    name: Line = Field(min_length=1, max_length=80, title=N_("Le nom de la salle"))
    access: Line = Field(default="", max_length=200, title=N_("Comment y aller"))


class TablesForm(Form):
    number: int = Field(ge=1, le=MOST_TABLES, title=N_("Combien de tables"))
    capacity: int = Field(ge=1, le=MOST_CHAIRS, title=N_("Combien de places à chaque table"))
    naming: Naming = Naming.NUMBERS
    room: Chosen = 0


class TableForm(Form):
    name: Line = Field(default="", max_length=60, title=N_("Le nom de la table"))
    capacity: int = Field(ge=1, le=MOST_CHAIRS, title=N_("Combien de places"))
    room: Chosen = 0
    college: Chosen = 0

    def words(self) -> dict[str, Any]:
        places = {"room_id": self.room or None, "college_id": self.college or None}
        return {"name": self.name, "capacity": self.capacity} | places


class KeptTablesForm(Form):
    first: int = Field(ge=1, le=9999, title=N_("De la table"))
    last: int = Field(ge=1, le=9999, title=N_("à la table"))
    college: Chosen = 0


class BadgesForm(Form):
    number: int = Field(ge=1, le=MOST_BADGES_AT_ONCE, title=N_("Combien de badges"))
    college: Chosen = 0
