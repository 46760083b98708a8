"""Somebody with a browser that runs no script: she reads pages, and sends the forms they show.

A field, a button or a form that is not on the page cannot be used: the test fails as she would.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx2

VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "wbr"})
UNREAD = frozenset({"script", "style", "head"})


@dataclass
class ShownForm:
    """A form as a page shows it: where it goes, and what it would send if nothing were changed."""

    action: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: set[tuple[str, str]] = field(default_factory=set)  # boxes and buttons, by name
    names: set[str] = field(default_factory=set)
    fixed: dict[str, str] = field(default_factory=dict)  # what nobody types

    def takes(self, answers: dict[str, Any]) -> bool:
        return all(self.fixed.get(name, answer) == answer for name, answer in answers.items())

    def shows(self, answers: dict[str, Any]) -> bool:
        """Whether all these answers can be given here."""
        choices = {name: {value for one, value in self.offered if one == name} for name in answers}
        return self.names.issuperset(answers) and all(
            not choices[name] or str(answer) in choices[name]
            for name, answer in answers.items()
            if not isinstance(answer, list)
        )

    def filled(self, answers: dict[str, Any]) -> list[tuple[str, str]]:
        """What is sent once these answers are given; a list answers fields of the same name."""
        sent = list(self.fields)
        for name, answer in answers.items():
            values = [str(one) for one in (answer if isinstance(answer, list) else [answer])]
            choices = {value for offered, value in self.offered if offered == name}
            assert name in self.names, f"no field « {name} » in the form {self.action}"
            assert not choices or choices.issuperset(values), f"{name}: {values} not in {choices}"
            kept = [pair for pair in sent if pair[0] == name][len(values) :] if not choices else []
            sent = [pair for pair in sent if pair[0] != name]
            sent += [(name, value) for value in values] + kept
        return sent


class Page(HTMLParser):
    """What a page says, and the forms that it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[ShownForm] = []
        self._words: list[str] = []
        self._unread = 0
        self._form: ShownForm | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._elsewhere: list[tuple[str, str, dict[str, str]]] = []  # fields that name their form
        self.feed(html)
        for tag, name, attributes in self._elsewhere:
            self._form = next(form for form in self.forms if form.id == attributes["form"])
            self._meet(tag, name, attributes)

    @property
    def text(self) -> str:
        """The words, with plain spaces and apostrophes, as a test types them."""
        return re.sub(r"\s+", " ", "".join(self._words).replace("\u2019", "'")).strip()

    def form(self, action: str, **answers: Any) -> ShownForm:
        """The form that goes there; of several buttons, the one that already says these answers."""
        found = [form for form in self.forms if form.action == action and form.takes(answers)]
        assert found, f"no form {action} {answers}, but {[form.action for form in self.forms]}"
        return next((form for form in found if form.shows(answers)), found[0])

    def links(self, pattern: str) -> list[str]:
        """The addresses on the page that look like this."""
        return [unescape(one) for one in re.findall(rf'href="({pattern})"', self.html)]

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        self._unread += tag in UNREAD and tag not in VOID
        if tag == "form" and attributes.get("method") == "post":
            self._form = ShownForm(attributes["action"], attributes.get("id", ""))
            self.forms.append(self._form)
        elif "form" in attributes and (name := attributes.get("name")):
            self._elsewhere.append((tag, name, attributes))
        elif self._form and (name := attributes.get("name")):
            self._meet(tag, name, attributes)
        elif tag == "option" and self._form and self._select:
            self._form.offered.add((self._select, attributes["value"]))
            first = self._select not in dict(self._form.fields)
            if first or "selected" in attributes:
                self._form.fields = [one for one in self._form.fields if one[0] != self._select]
                self._form.fields.append((self._select, attributes["value"]))
        if tag in ("p", "li", "h1", "h2", "h3", "td", "th", "dt", "dd", "br", "div", "label"):
            self._words.append(" ")

    def _meet(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        assert self._form
        self._form.names.add(name)
        value = attributes.get("value", "on" if attributes.get("type") == "checkbox" else "")
        if tag == "textarea":
            self._area = name
            self._form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "button" or attributes.get("type") in ("radio", "checkbox"):
            self._form.offered.add((name, value))
            if "checked" in attributes:
                self._form.fields.append((name, value))
        else:
            self._form.fields.append((name, value))
            if attributes.get("type") == "hidden":
                self._form.fixed[name] = value

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            name, value = self._form.fields[-1]
            self._form.fields[-1] = (name, (value + data).removeprefix("\n"))
        if not self._unread:
            self._words.append(data)


class Person:
    """One browser, and whoever holds it."""

    def __init__(self, address: str) -> None:
        self.address = address
        # Nothing here is over TLS: reading every authority of the machine takes time.
        self.client = httpx2.Client(
            base_url=address, follow_redirects=True, timeout=30, verify=False
        )
        self.where = ""

    def asks(self, path: str) -> httpx2.Response:
        return self.client.get(path)

    def reads(self, path: str) -> Page:
        """Open a page that is there."""
        return self._shown(self.asks(path))

    def sends(self, path: str, action: str = "", /, **answers: Any) -> Page:
        """Open a page, fill in the form that goes to `action` (or to the page), and send it."""
        return self._shown(self.tries(path, action, **answers))

    def tries(self, path: str, action: str = "", /, **answers: Any) -> httpx2.Response:
        """The same, whatever the answer."""
        form = self.reads(path).form(action or path.partition("?")[0], **answers)
        return self.posts(form, **answers)

    def posts(self, form: ShownForm, **answers: Any) -> httpx2.Response:
        """Send a form that she has before her; twice if she taps twice."""
        data: dict[str, list[str]] = {}
        for name, value in form.filled(answers):
            data.setdefault(name, []).append(value)
        headers = {"origin": self.address, "sec-fetch-site": "same-origin"}
        return self.client.post(form.action, data=data, headers=headers)

    def _shown(self, reply: httpx2.Response) -> Page:
        page = Page(reply.text)
        assert reply.status_code == 200, f"{reply.url}: {reply.status_code} {page.text[:600]}"
        self.where = reply.url.path
        return page
