"""The forms of a page, as a browser reads them: what would be sent, and by which button."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]
TICKED = ("checkbox", "radio")


@dataclass
class Form:
    """A form of a page: what it already holds, its boxes, its lists and its buttons."""

    action: str
    id: str = ""
    fields: Fields = field(default_factory=list)
    boxes: Fields = field(default_factory=list)  # checkboxes and radios, ticked or not
    lists: Fields = field(default_factory=list)  # all that its lists offer
    buttons: Fields = field(default_factory=list)

    def presses(self, name: str, value: str) -> bool:
        """Whether one of its buttons says this."""
        return (name, value) in self.buttons

    def filled(self, *more: tuple[str, str], **typed: str) -> Fields:
        """What is sent once these fields are typed; `more` is added (a button, ticked boxes)."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        return [*kept, *typed.items(), *more]


def forms_in(html: str) -> list[Form]:
    """All the forms of a page or of a fragment, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    by_id = {form.id: form for form in reader.forms if form.id}
    for owner, kind, pair in reader.elsewhere:
        if form := by_id.get(owner):
            getattr(form, kind).append(pair)
    return reader.forms


def form_to(forms: Iterable[Form], ending: str) -> Form | None:
    """The first form whose address ends so."""
    return next((form for form in forms if form.action.endswith(ending)), None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.elsewhere: list[tuple[str, str, tuple[str, str]]] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._options: Fields = []
        self._text: str | None = None
        self._written = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = Form(said.get("action", ""), said.get("id", ""))
                self.forms.append(self._form)
            case "input" | "button" if "disabled" not in said and said.get("name"):
                self._control(tag, said)
            case "select":
                self._select, self._options = said.get("name", ""), []
            case "option" if self._select is not None:
                place = 0 if "selected" in said else len(self._options)
                self._options.insert(place, (self._select, said.get("value", "")))
            case "textarea":
                self._text, self._written = said.get("name", ""), ""

    def _control(self, tag: str, said: dict[str, str]) -> None:
        kind, pair = said.get("type", "text"), (said["name"], said.get("value", ""))
        owner = said.get("form", "")
        if tag == "button":
            self._keep(owner, "buttons", pair)
        elif kind in TICKED:
            self._keep(owner, "boxes", pair)
        if tag == "input" and (kind not in TICKED or "checked" in said):
            self._keep(owner, "fields", pair)

    def _keep(self, owner: str, kind: str, pair: tuple[str, str]) -> None:
        if owner:
            self.elsewhere.append((owner, kind, pair))
        elif self._form:
            getattr(self._form, kind).append(pair)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._written += data

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._form = None
            case "textarea" if self._text:
                self._keep("", "fields", (self._text, self._written.removeprefix("\n")))
                self._text = None
            case "select":
                if self._options:
                    self._keep("", "fields", self._options[0])
                for option in self._options:
                    self._keep("", "lists", option)
                self._select = None
