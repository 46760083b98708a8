"""The laws of the plain file: it has the same structure, and what people wrote stays text."""

from collections.abc import Iterator

from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from deliberation.documents.markdown import markdown
from deliberation.documents.tree import Document, cleaned
from tests.documents.world import a_document, documents, every_text

OURS = {"paragraph", "heading", "list_item", "bullet_list", "blockquote", "strong", "inline"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td", "text", "text_special", "hardbreak"}


def read(document: Document) -> list[Token]:
    return list(unfolded(MarkdownIt("commonmark").enable("table").parse(markdown(document))))


def unfolded(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from unfolded(token.children or [])


def letters(text: str) -> str:
    return "".join(text.split())


def test_a_document_keeps_its_headings_quotations_and_tables() -> None:
    lines = markdown(a_document()).splitlines()
    assert lines[0] == "# Un accueil humain"
    assert "### 1.1. Ce que disent les professionnels" in lines
    assert "> «\u202fJe n'ai plus de forfait le 15 du mois.\u202f»" in lines
    question = "Comment garder un accueil humain\u202f?"
    assert f"{question} \\[contribution\u00a012\\] \\[scrutin\u00a03\\]" in lines
    assert lines[lines.index("| Collège | Nombre |") :][:3] == [
        "| Collège | Nombre |",
        "| --- | --- |",
        "| Associations | 6 |",
    ]


@settings(max_examples=150)
@given(documents)
def test_no_text_becomes_markup_and_no_word_is_lost(document: Document) -> None:
    tokens = read(document)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= OURS
    said = letters("".join(t.content for t in tokens if t.type in ("text", "text_special")))
    texts = map(letters, every_text(cleaned(document)))
    assert [text for text in texts if text not in said] == []
