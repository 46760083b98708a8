"""Forms: what a person typed, understood or given back with a sentence beside each field."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, NamedTuple, TypeVar, get_origin
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from deliberation.errors import BadForm
from deliberation.i18n import N_, PARIS, gettext
from deliberation.text import clean, unwanted

LARGEST_BODY = 1_000_000
MOST_FIELDS = 2_000

SENTENCES = {
    "missing": N_("Il manque une réponse ici."),
    "string_too_short": N_("Il manque une réponse ici."),
    "string_too_long": N_("Ce texte est trop long : {max_length} signes au plus."),
    "enum": N_("Choisissez une des réponses proposées."),
    "literal_error": N_("Choisissez une des réponses proposées."),
    "too_long": N_("Il y a trop de réponses ici."),
    "too_short": N_("Choisissez au moins une réponse."),
    "date_from_datetime_parsing": N_("Écrivez une date comme 2026-03-29."),
    "date_parsing": N_("Écrivez une date comme 2026-03-29."),
    "int_parsing": N_("Écrivez un nombre entier."),
    "greater_than_equal": N_("Ce nombre est trop petit."),
    "less_than_equal": N_("Ce nombre est trop grand."),
}
NOT_UNDERSTOOD = N_("Cette réponse n'est pas comprise.")
NOT_A_MOMENT = N_("Écrivez une date et une heure comme 2026-03-29 14:30.")
NO_SUCH_HOUR = N_(
    "Cette heure n'existe pas : cette nuit-là, on passe à l'heure d'été. Choisissez-en une autre."
)
INVISIBLE = N_(
    "Votre texte contenait des signes invisibles. Nous les avons enlevés : relisez et renvoyez."
)


class Form(BaseModel):
    """A form. `title` is the label of a field; a field without one is carried along unseen."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    once: str = Field(default="", max_length=64)


class TypedField(NamedTuple):
    """One field given back to the person who filled it."""

    name: str
    label: str
    value: str
    long: bool
    hidden: bool
    error: str
    tick: bool = False


class Option(NamedTuple):
    """One answer that a form offers."""

    value: str
    label: str
    hint: str = ""


F = TypeVar("F", bound=Form)


def _visible(value: str) -> str:
    if unwanted(value):
        raise PydanticCustomError("invisible", INVISIBLE)
    return clean(value)


def _moment(typed: object) -> object:
    """A moment as it is typed on a clock of the committees; nothing typed, no moment. Of the hour
    that comes twice, when winter time begins, the first one.
    """
    if not isinstance(typed, str) or not typed.strip():
        return None
    try:
        moment = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise ValueError(NOT_A_MOMENT) from None
    if not 2000 <= moment.year < 2100:
        raise ValueError(NOT_A_MOMENT)
    if moment.tzinfo:
        return moment
    here = moment.replace(tzinfo=PARIS)
    if here.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) != moment:
        raise ValueError(NO_SUCH_HOUR)
    return here


def _needed(typed: object) -> object:
    moment = _moment(typed)
    if moment is None:
        raise ValueError(NOT_A_MOMENT)
    return moment


def _single_line(value: str) -> str:
    return " ".join(value.split())


Words = Annotated[str, AfterValidator(_visible)]
Line = Annotated[Words, AfterValidator(_single_line)]
RowNumber = Annotated[int, Field(ge=1, le=999_999_999)]
# A browser sends the date, or the row, that nobody chose as an empty text.
OptionalDay = Annotated[date | None, BeforeValidator(lambda typed: typed or None)]
OptionalNumber = Annotated[RowNumber | None, BeforeValidator(lambda typed: typed or None)]
Moment = Annotated[datetime, BeforeValidator(_needed)]
OptionalMoment = Annotated[datetime | None, BeforeValidator(_moment)]
long_field = partial(Field, json_schema_extra={"long": True})
# Fields « mark-17 », « mark-19 »… that come together, as « 17:… », « 19:… ».
numbered_field = partial(Field, json_schema_extra={"numbered": True})
secret_field = partial(Field, json_schema_extra={"secret": True})  # never given back


def typed_moment(moment: datetime | None) -> str:
    """A moment as a form's field takes it, by the clock of the committees."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M") if moment else ""


async def read(request: Request, form: type[F]) -> F:
    """Understand the form, or raise `BadForm`; what was typed is kept beside the request."""
    return understood(request, form, await _fields(request))


def understood(request: Request, form: type[F], fields: list[tuple[str, str]]) -> F:
    """The same, of fields that came in another way."""
    typed: dict[str, Any] = {}
    for name, field in form.model_fields.items():
        values = [value for key, value in fields if key == name]
        if _extra(field).get("numbered"):
            start = f"{name}-"
            values += [f"{k.removeprefix(start)}:{v}" for k, v in fields if k.startswith(start)]
        if values:
            typed[name] = values if get_origin(field.annotation) is list else values[-1]
    request.state.form, request.state.typed = form, typed
    try:
        return form.model_validate(typed)
    except ValidationError as invalid:
        raise BadForm({str(e["loc"][0]): _sentence(dict(e)) for e in invalid.errors()}) from None


async def _fields(request: Request) -> list[tuple[str, str]]:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise HTTPException(413, headers={"connection": "close"})
    except ClientDisconnect:  # a phone that lost the network is no failure of ours
        raise HTTPException(400) from None
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise HTTPException(400) from None
    # Browsers send a line's end as two characters: a limit must count it as the person does.
    return [(name, value.replace("\r\n", "\n")) for name, value in fields]


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def number_of(typed: str, otherwise: int) -> int:
    """The number that an address asks for, or another where it asks for none that can be."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else otherwise


def _sentence(error: dict[str, Any]) -> str:
    if error["type"] in ("value_error", "invisible"):
        return gettext(error["msg"].removeprefix("Value error, "))
    return gettext(SENTENCES.get(error["type"], NOT_UNDERSTOOD)).format(**error.get("ctx", {}))


def given_back(request: Request, errors: dict[str, str]) -> list[TypedField]:
    """All that the person typed, cleaned of what could not be kept, ready to be sent again."""
    form: type[Form] | None = getattr(request.state, "form", None)
    if form is None:
        return []
    fields = []
    for name, field in form.model_fields.items():
        extra = _extra(field)
        # A box that was not ticked is not sent, and may be what is missing.
        tick = field.annotation is bool and field.title is not None
        typed = request.state.typed.get(name, [] if name in errors or tick else None)
        if typed is None or extra.get("secret"):
            continue
        values = typed if isinstance(typed, list) else [typed]
        fields += [
            TypedField(
                name=name,
                label=gettext(field.title) if field.title else name,
                value=clean(value),
                long=bool(extra.get("long")),
                hidden=field.title is None,
                error=errors.get(name, ""),
                tick=tick,
            )
            for value in values or [""]
        ]
    return fields
