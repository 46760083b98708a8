"""A synthesis for a machine: its text section by section, each statement with its sources.

`synthesis.schema.json`, beside this file, says what every field means.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from deliberation.debate.rules import Audience
from deliberation.documents import tree
from deliberation.documents.tree import Block, Document

SCHEMA = Path(__file__).with_name("synthesis.schema.json")
SCHEMA_ADDRESS = "/a-propos/schema/synthese.json"
NUMBERED = ("contribution", "proposal", "ballot")


def as_json(document: Document, words: Mapping[int, str], audience: Audience) -> str:
    """The text of `provenance`, one field a line."""
    told = provenance(document, words, audience)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def provenance(document: Document, words: Mapping[int, str], audience: Audience) -> dict[str, Any]:
    """All that the document says; of the words cited, those that this audience may read."""
    document = tree.cleaned(document)
    facts = dict(document.facts)
    covered = [name for name in facts if name.startswith("coverage:")]
    return {
        "schema": SCHEMA_ADDRESS,
        "title": document.title,
        "question": document.subtitle,
        "language": document.language,
        "status": "published" if document.number else "draft",
        "number": document.number or None,
        "date": document.date.isoformat(),
        "sha256": document.digest or None,
        "identity": [{"name": name, "value": value} for name, value in document.identity],
        "notice": document.notice,
        "validation": facts.get("validation"),
        "coverage": {name.partition(":")[2]: int(facts[name]) for name in covered} or None,
        "results": list(_results(document.facts)),
        "sections": list(_sections(document)),
        "audience": audience.value,
        "words": [{"contribution": n, "words": words[n]} for n in sorted(words)],
    }


def _results(facts: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    for name, said in facts:
        kind, _, number = name.partition(":")
        if kind == "ballot":
            results[number] = {"ballot": int(number), "sentence": said, "groups": []}
        elif kind == "group":
            results[number]["groups"].append(said)
    yield from results.values()


def _sections(document: Document) -> Iterator[dict[str, Any]]:
    numbers = {id(said): number for number, _, said in tree.statements(document)}
    for depth, heading, section in tree.numbered(document.sections):
        yield {
            "heading": heading,
            "depth": depth,
            "purpose": section.purpose or None,
            "blocks": [_block(block, numbers.get(id(block), "")) for block in section.blocks],
        }


def _block(block: Block, number: str) -> dict[str, Any]:
    match block:
        case tree.Paragraph(text, sources) if sources:
            told = [_source(name, key) for name, key in zip(sources, _known(block), strict=True)]
            said = {"kind": "statement", "number": number, "text": text, "sources": told}
        case tree.Paragraph(text):
            said = {"kind": "text", "text": text}
        case tree.Note(text):
            said = {"kind": "note", "text": text}
        case tree.Quote(text, attribution):
            said = {"kind": "quote", "text": text, "attribution": attribution}
        case tree.Bullets(items):
            said = {"kind": "list", "items": list(items)}
        case tree.Table(caption, header, rows, note):
            lines = list(map(list, rows))
            said = {"kind": "table", "caption": caption, "columns": list(header), "rows": lines}
            said["note"] = note
        case tree.Picture(_, alt, caption, sentence):
            said = {"kind": "picture", "caption": caption, "sentence": sentence, "alt": alt}
    return said


def _known(statement: tree.Paragraph) -> tuple[str, ...]:
    """What its sources are called by a machine; texts of other times name them in words alone."""
    return statement.keys or ("named",) * len(statement.sources)


def _source(name: str, key: str) -> dict[str, Any]:
    kind, _, target = key.partition(":")
    number = int(target) if kind in NUMBERED else None
    return {"kind": kind, "number": number, "name": name}
