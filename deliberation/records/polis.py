"""Reading a Polis export: comments, voters and votes, in the order of time. Pure.

Format: https://compdemocracy.org/export/ ; in `votes.csv`, 1 is agree, 0 pass and -1 disagree.
"""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from deliberation.ballots.models import Choice
from deliberation.records.sheets import Refusal, Row, Sheet, Unreadable, decoded, read_sheet
from deliberation.text import clean

CHOICES = {"1": Choice.AGREE, "0": Choice.UNSURE, "-1": Choice.DISAGREE}
MODERATED_OUT = -1
# Milliseconds since 1970, or a date in ISO 8601.
CLOCKS: tuple[Callable[[str], float], ...] = (
    float,
    lambda text: datetime.fromisoformat(text).timestamp() * 1000,
)


class Comment(NamedTuple):
    """One comment of the conversation; `id` and `author` are Polis's own."""

    id: str
    author: str
    words: str
    hidden: bool


class Conversation(NamedTuple):
    """A whole export: `votes[voter, comment]` is that voter's last choice."""

    id: str
    title: str
    comments: dict[str, Comment]
    votes: dict[tuple[str, str], Choice]
    refused: list[Refusal]
    encodings: set[str]

    @property
    def participants(self) -> list[str]:
        """Those who voted, in the order of their numbers."""
        return sorted({voter for voter, _ in self.votes}, key=_as_number)


class BadLine(Exception):
    """Why a line is not taken."""


def read_conversation(folder: Path) -> Conversation:
    """Read a folder with `comments.csv` and `votes.csv`; `summary.csv` gives its title."""
    if not folder.is_dir():
        raise Unreadable(f"{folder} n'est pas un dossier.")
    comments, votes = read_sheet(folder / "comments.csv"), read_sheet(folder / "votes.csv")
    _need(comments, "comments.csv", "comment-id", "comment-body")
    _need(votes, "votes.csv", "comment-id", "voter-id", "vote")
    refused = [*comments.refused, *votes.refused]
    said: dict[str, Comment] = {}
    for row in comments.rows:
        try:
            comment = _comment(row)
            if comment.id in said:
                raise BadLine(f"le commentaire {comment.id} est déjà dans le fichier")
            said[comment.id] = comment
        except BadLine as bad:
            refused.append(Refusal("comments.csv", row.line, str(bad)))
    cast, not_cast = _votes(votes.rows, said)
    title, number = _summary(folder)
    if not said:
        raise Unreadable(f"{folder / 'comments.csv'} ne contient aucun commentaire lisible.")
    encodings = {comments.encoding, votes.encoding}
    return Conversation(number, title, said, cast, refused + not_cast, encodings)


def _votes(
    rows: list[Row], said: dict[str, Comment]
) -> tuple[dict[tuple[str, str], Choice], list[Refusal]]:
    dated: list[tuple[float, tuple[str, str], Choice]] = []
    refused = []
    for row in rows:
        try:
            moment = _moment(row)
            comment, voter = _number(row, "comment-id"), _number(row, "voter-id")
            written = str(row.fields.get("vote", "")).strip()
            choice = CHOICES.get(written.removeprefix("+").removesuffix(".0"))
            if choice is None:
                raise BadLine(f"le vote « {written} » n'est ni 1, ni 0, ni -1")
            if comment not in said:
                raise BadLine(f"le commentaire {comment} n'est pas dans comments.csv")
            dated.append((moment, (voter, comment), choice))
        except BadLine as bad:
            refused.append(Refusal("votes.csv", row.line, str(bad)))
    # The files are not always in the order of time; at the same moment, the file's order decides.
    dated.sort(key=lambda vote: vote[0])
    return {cell: choice for _, cell, choice in dated}, refused


def _comment(row: Row) -> Comment:
    words = clean(str(row.fields.get("comment-body", "")))
    if not words:
        raise BadLine("le commentaire est vide")
    hidden = str(row.fields.get("moderated", "")).strip() == str(MODERATED_OUT)
    author = str(row.fields.get("author-id", "")).strip()
    return Comment(_number(row, "comment-id"), author, words, hidden)


def _number(row: Row, name: str) -> str:
    written = str(row.fields.get(name, "")).strip()
    if not written:
        raise BadLine(f"la colonne {name} est vide")
    return written


def _moment(row: Row) -> float:
    written = str(row.fields.get("timestamp", "0")).strip() or "0"
    for understood in CLOCKS:
        try:
            return understood(written)
        except ValueError:
            continue
    raise BadLine(f"« {written} » n'est pas une date")


def _need(sheet: Sheet, name: str, *columns: str) -> None:
    known = {column for row in sheet.rows[:1] for column in row.fields}
    missing = [column for column in columns if column not in known]
    if sheet.rows and missing:
        raise Unreadable(f"{name} n'a pas de colonne {missing[0]}.")


def _summary(folder: Path) -> tuple[str, str]:
    """The conversation's title and its identity: its address, or else the name of its folder."""
    name = folder.resolve().name
    try:
        text, _ = decoded(folder / "summary.csv")
    except Unreadable:
        return name, f"polis:{name}"
    pairs = {
        line[0].strip().casefold(): clean(line[1])
        for line in csv.reader(text.splitlines())
        if line[1:]
    }
    return pairs.get("topic") or name, f"polis:{pairs.get('url') or name}"


def _as_number(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isascii() and number.isdigit() else (1 << 62, number)
