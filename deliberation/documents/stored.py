"""A document as it is frozen: one canonical text from which the same tree always comes back."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from deliberation.documents import tree

KINDS = {
    kind.__name__: kind
    for kind in (
        tree.Document,
        tree.Section,
        tree.Paragraph,
        tree.Quote,
        tree.Bullets,
        tree.Table,
        tree.Picture,
        tree.Note,
    )
}


def stored(document: tree.Document) -> str:
    """The canonical text of a document: the same document, the same text, the same hash."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restored(text: str, digest: str = "") -> tree.Document:
    """The document that was stored, bearing its hash."""
    document = _node(json.loads(text))
    assert isinstance(document, tree.Document)
    return replace(document, digest=digest)


def _plain(node: Any) -> Any:
    if is_dataclass(node):
        inside = {part.name: _plain(getattr(node, part.name)) for part in fields(node)}
        return {"kind": type(node).__name__} | inside
    if isinstance(node, tuple):
        return [_plain(child) for child in node]
    return node.isoformat() if isinstance(node, date) else node


def _node(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_node(child) for child in plain)
    if not isinstance(plain, dict):
        return plain
    kind = KINDS[plain["kind"]]
    inside = {name: _node(value) for name, value in plain.items() if name != "kind"}
    if kind is tree.Document:
        inside["date"] = date.fromisoformat(inside["date"])
    return kind(**inside)
