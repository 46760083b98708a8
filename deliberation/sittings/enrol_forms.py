"""The forms of the register of a day and of its workshops."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from deliberation.forms import Form, Line, RowNumber, Words, long_field
from deliberation.i18n import N_
from deliberation.sittings.day_forms import Chosen
from deliberation.sittings.enrol_rules import (
    LONGEST_ANSWER,
    LONGEST_CONTACT,
    LONGEST_NAME,
    MOST_EACH,
    MOST_PLACES,
    MOST_WORKSHOPS,
)
from deliberation.sittings.plan_rules import LONGEST_TITLE

NO_NAME = N_("Écrivez un nom : celui que vous voulez, avec au moins une lettre.")
ANSWERS = ("name", "contact", "needs", "wishes", "refunded")


def _readable(name: str) -> str:
    if not any(sign.isalnum() for sign in name):
        raise ValueError(NO_NAME)
    return name


class RegistrationForm(Form):
    name: Annotated[Line, AfterValidator(_readable)] = Field(
        max_length=LONGEST_NAME, title=N_("Le nom que vous voulez sur la liste")
    )
    contact: Line = Field(
        default="", max_length=LONGEST_CONTACT, title=N_("Comment vous joindre, si besoin")
    )
    needs: Words = long_field(
        default="", max_length=LONGEST_ANSWER, title=N_("Ce dont vous avez besoin pour venir")
    )
    wishes: Words = long_field(default="", max_length=LONGEST_ANSWER, title=N_("Vos souhaits"))
    refunded: bool = Field(default=False, title=N_("Je demande le remboursement de mon trajet"))
    workshop: list[RowNumber] = Field(default_factory=list, max_length=MOST_WORKSHOPS)

    def words(self) -> dict[str, Any]:
        return self.model_dump(include=set(ANSWERS))


class PersonForm(RegistrationForm):
    present: bool = Field(default=False, title=N_("Cette personne est là"))

    def words(self) -> dict[str, Any]:
        return self.model_dump(include={*ANSWERS, "present"})


class PresenceForm(Form):
    present: bool = False


class WorkshopForm(Form):
    title: Line = Field(min_length=1, max_length=LONGEST_TITLE, title=N_("Le nom de l'atelier"))
    about: Words = long_field(
        default="", max_length=LONGEST_ANSWER, title=N_("Ce qu'on y fait, en une ou deux phrases")
    )
    capacity: int = Field(ge=1, le=MOST_PLACES, title=N_("Combien de places"))
    step: Chosen = 0
    room: Chosen = 0

    def words(self) -> dict[str, Any]:
        places = {"segment_id": self.step or None, "room_id": self.room or None}
        return self.model_dump(include={"title", "about", "capacity"}) | places


class EachForm(Form):
    each: int = Field(ge=0, le=MOST_EACH, title=N_("Combien d'ateliers par personne"))


class SeenForm(Form):
    seen: int = Field(default=0, ge=0, le=999_999)
