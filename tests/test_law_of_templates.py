"""The laws of templates that a machine can check: whole fragments, no script, no untold word."""

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FRAGMENTS = [path for path in TEMPLATES if path.name.startswith("_")]
SAID_BY_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
VOID = set("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
CATALOGUE = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SENTENCE = re.compile(r"^[A-ZÀ-Ý]\w*[a-zà-ÿ]|[à-ÿ]|\w [!?:;]")
ATTRIBUTE = re.compile(r'[a-z-]+="[^"]*"')
GAP = "{{}}"  # stands for whatever an expression prints
JINJA = jinja2.Environment(extensions=["jinja2.ext.i18n"])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def skeleton(source: str) -> str:
    """The page's HTML as it is typed, every branch of it, with a gap for each expression."""
    tree = JINJA.parse(source)
    return "".join(
        piece.data if isinstance(piece, nodes.TemplateData) else GAP
        for output in tree.find_all(nodes.Output)
        for piece in output.nodes
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_uses_all_that_it_imports(path: Path) -> None:
    tree = JINJA.parse(path.read_text(encoding="utf-8"))
    imported = {
        one[-1] if isinstance(one, tuple) else one
        for imports in tree.find_all(nodes.FromImport)
        for one in imports.names
    }
    assert imported <= {used.name for used in tree.find_all(nodes.Name)}


class Page(HTMLParser):
    """What a template holds: its root elements, its attributes, and the words typed in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.roots: list[dict[str, str]] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if self.depth == 0:
            self.roots.append(values)
        self.attributes += values.items()
        self.depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.depth -= tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in VOID

    def handle_data(self, data: str) -> None:
        words = ATTRIBUTE.sub("", data)  # some macros print nothing but attributes
        if has_letters(words):
            self.words.append(words.strip())


def has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def own_words(source: str) -> list[str]:
    """The words that a template says without asking the catalogue for them."""
    page = Page(skeleton(source))
    said = [value for key, value in page.attributes if key in SAID_BY_ATTRIBUTES]
    return page.words + [value for value in said if has_letters(value)] + own_strings(source)


def own_strings(source: str) -> list[str]:
    """The sentences that an expression holds (to give them to a macro, say) outside `_(…)`."""
    tree = JINJA.parse(source)
    catalogued = {
        id(constant)
        for node in tree.find_all((nodes.Call, nodes.Compare))  # what is compared is not shown
        if isinstance(node, nodes.Compare) or getattr(node.node, "name", "") in CATALOGUE
        for constant in node.find_all(nodes.Const)
    }
    return [
        constant.value
        for constant in tree.find_all(nodes.Const)
        if id(constant) not in catalogued
        and isinstance(constant.value, str)
        and SENTENCE.search(constant.value)
    ]


def wild_markup(source: str) -> list[str]:
    """What the content policy would block: inline scripts, styles and event attributes."""
    html = skeleton(source)
    attributes = [key for key, _ in Page(html).attributes]
    inline = re.findall(r"<style|<script(?![^>]*\bsrc=)", html)
    return inline + [key for key in attributes if key == "style" or key.startswith("on")]


def strange_attributes(source: str) -> list[str]:
    """Attributes that no HTML validator knows, such as htmx's own short form."""
    keys = [key for key, _ in Page(skeleton(source)).attributes]
    return [key for key in keys if key.startswith("hx-") or re.match(r"(?!xml).*:", key)]


@pytest.mark.parametrize("path", FRAGMENTS, ids=name)
def test_a_fragment_is_one_element_that_bears_the_name_of_its_file(path: Path) -> None:
    identity = path.stem.removeprefix("_")
    roots = Page(skeleton(path.read_text("utf-8"))).roots
    assert [root.get("id") for root in roots] in ([identity], [f"{identity}-{GAP}"])


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_no_style_and_no_strange_attribute(path: Path) -> None:
    source = path.read_text("utf-8")
    assert wild_markup(source) + strange_attributes(source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_of_a_template_comes_from_the_catalogue(path: Path) -> None:
    assert own_words(path.read_text("utf-8")) == []


def test_these_laws_see_what_breaks_them() -> None:
    assert own_words("<p>{{ _('Bonjour') }} {% trans n=2 %}Un mot{% endtrans %}, 2 / 3</p>") == []
    assert own_words("<p>{% if x %}Bonjour{% endif %}</p>") == ["Bonjour"]
    assert own_words("<img alt='Une carte'>") == ["Une carte"]
    assert own_words("{{ field('Votre texte', kind='text') }}") == ["Votre texte"]
    assert own_words("{% if kind == 'Table' %}2{% endif %}") == []
    assert wild_markup("<p style='x' onclick='y'>") == ["style", "onclick"]
    assert wild_markup("<script>z</script><script src='a'></script>") == ["<script"]
    assert strange_attributes("<p hx-get='x' data-hx-get='y'>") == ["hx-get"]
    assert strange_attributes("<p data-hx-ws:connect='x'>") == ["data-hx-ws:connect"]
    assert len(Page("<p id='a'><br></p><svg><path/></svg>").roots) == 2
