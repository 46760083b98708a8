"""A PDF as a screen reader meets it: roles and words, in the order of the structure tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

CODE = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")


@dataclass
class Run:
    """A few glyphs drawn at once: their words, their place, and what the structure calls them."""

    said: str
    left: float
    right: float
    mark: tuple[int, int] | None


@dataclass
class Role:
    """A node of the structure tree, and what it holds, in reading order."""

    name: str
    attributes: dict[str, str]
    held: list["Role | str"] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "".join(part if isinstance(part, str) else part.said for part in self.held)

    def every(self, *names: str) -> list["Role"]:
        """The nodes below that play one of these roles."""
        children = [part for part in self.held if isinstance(part, Role)]
        found: list[Role] = []
        for child in children:
            found += ([child] if child.name in names else []) + child.every(*names)
        return found


class Font:
    """What the codes of an embedded font say, and how wide they are."""

    def __init__(self, font: Any) -> None:
        said = CODE.findall(font.ToUnicode.read_bytes().decode("ascii"))
        self.signs = {int(code, 16): bytes.fromhex(sign).decode("utf-16-be") for code, sign in said}
        spans = [float(number) for number in font.DescendantFonts[0].get("/W", [])]
        self.widths: dict[int, float] = {}
        for first, last, width in zip(spans[::3], spans[1::3], spans[2::3], strict=True):
            self.widths |= dict.fromkeys(range(int(first), int(last) + 1), width)

    def read(self, pieces: Any) -> tuple[str, float]:
        """The words of a run, and its width for a size of one."""
        words, width = "", 0.0
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                width -= float(piece)
                continue
            shown = bytes(piece)
            for code in (int.from_bytes(shown[i : i + 2]) for i in range(0, len(shown), 2)):
                words += self.signs[code]
                width += self.widths.get(code, 0)
        return words, width / 1000


def runs(pdf: pikepdf.Pdf) -> Iterator[Run]:
    """Every run of glyphs of every page."""
    for index, page in enumerate(pdf.pages):
        fonts = {name: Font(font) for name, font in page.Resources.get("/Font", {}).items()}
        lefts, marks = [0.0], []
        font, size = None, 0.0
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "q":
                    lefts.append(lefts[-1])
                case "Q":
                    lefts.pop()
                case "cm":
                    lefts[-1] += float(operands[4])
                case "BDC":
                    marks.append(operands[1])
                    if "/ActualText" in operands[1]:
                        said = str(operands[1].ActualText)
                        yield Run(said, lefts[-1], lefts[-1], _called(marks, index))
                case "BMC":
                    marks.append({})
                case "EMC":
                    marks.pop()
                case "Tf":
                    font, size = fonts[str(operands[0])], float(operands[1])
                case "TJ" | "Tj" if font is not None:
                    words, width = font.read(operands[0] if str(operator) == "TJ" else operands)
                    if any("/ActualText" in mark for mark in marks):
                        words = ""
                    yield Run(words, lefts[-1], lefts[-1] + width * size, _called(marks, index))


def _called(marks: list[Any], page: int) -> tuple[int, int] | None:
    return next(((page, int(m["/MCID"])) for m in reversed(marks) if "/MCID" in m), None)


def structure(made: bytes) -> Role:
    """What is read aloud: decoration and what every page repeats are not in it."""
    with pikepdf.open(BytesIO(made)) as pdf:
        words: dict[tuple[int, int], str] = {}
        for run in runs(pdf):
            if run.mark:
                words[run.mark] = words.get(run.mark, "") + run.said
        pages = {page.objgen: index for index, page in enumerate(pdf.pages)}
        return _role(pdf.Root.StructTreeRoot, words, pages, 0)


def _role(node: Any, words: dict[tuple[int, int], str], pages: Any, page: int) -> Role:
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    attributes = {key: str(node[key]) for key in ("/Alt", "/Lang", "/T") if key in node}
    for owned in node.get("/A", []):
        attributes |= {key: str(value) for key, value in owned.items()}
    role = Role(str(node.get("/S", "/Root"))[1:], attributes)
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            role.held.append(words.get((page, int(child)), ""))
        elif "/MCID" in child:
            role.held.append(words.get((pages[child.Pg.objgen], int(child.MCID)), ""))
        elif "/S" in child:
            role.held.append(_role(child, words, pages, page))
    return role


def farthest(made: bytes) -> tuple[float, float]:
    """Where the leftmost and the rightmost glyphs of all pages stand, in points."""
    with pikepdf.open(BytesIO(made)) as pdf:
        drawn = [run for run in runs(pdf) if run.said]
        return min(run.left for run in drawn), max(run.right for run in drawn)
