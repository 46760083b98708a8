"""Files of lines from elsewhere: CSV or JSON Lines, whatever their encoding and separator."""

import csv
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from deliberation.text import is_formula

csv.field_size_limit(1_000_000)


class Unreadable(Exception):
    """A file of which nothing can be read; the sentence says why, in French."""


class Row(NamedTuple):
    """One line: its number in the file, and its fields by name in small letters."""

    line: int
    fields: dict[str, object]


class Refusal(NamedTuple):
    """A line that was not taken: where it is, and why."""

    file: str
    line: int
    reason: str


class Sheet(NamedTuple):
    """All that could be read of a file, how it was written, and what could not be read."""

    encoding: str
    rows: list[Row]
    refused: list[Refusal]


def read_sheet(path: Path) -> Sheet:
    """Read a .csv, or a .jsonl, .ndjson or .json that has one object a line."""
    text, encoding = decoded(path)
    lines = _objects if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else _records
    rows: list[Row] = []
    refused: list[Refusal] = []
    for line, fields in lines(text):
        if isinstance(fields, str):
            refused.append(Refusal(path.name, line, fields))
        else:
            rows.append(Row(line, fields))
    return Sheet(encoding, rows, refused)


def decoded(path: Path) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 with or without its mark, else Windows-1252."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} ne peut pas être lu : {error.strerror}.") from None
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "windows-1252"


def _records(text: str) -> Iterator[tuple[int, dict[str, object] | str]]:
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    names: list[str] | None = None
    before = 0
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            if not any(field.strip() for field in record):
                continue
            if names is None:
                names = [name.strip().casefold() for name in record]
            elif len(record) > len(names):
                yield line, "il y a plus de colonnes que dans l'en-tête"
            else:
                # A missing column is an absent field, not an empty one.
                yield line, dict(zip(names, map(_as_typed, record), strict=False))
    except csv.Error as error:
        yield reader.line_num, f"la suite du fichier n'est pas un tableau ({error})"


def _as_typed(cell: str) -> str:
    """A cell as it was before it was defused."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def _objects(text: str) -> Iterator[tuple[int, dict[str, object] | str]]:
    # One object a line; the brackets and commas of an array that is written so are let pass.
    for line, with_comma in enumerate(text.split("\n"), start=1):
        written = with_comma.strip().removesuffix(",")
        if written in ("", "[", "]"):
            continue
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield line, {str(name).casefold(): value for name, value in found.items()}
        else:
            yield line, "cette ligne n'est pas un objet JSON"
