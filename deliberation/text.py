"""Text as it comes in and as it goes out: cleaned, typeset, compared. Pure functions."""

import re
import unicodedata

NARROW = "\u202f"
NO_BREAK = "\u00a0"
FORMULA = tuple("=+-@\t\r'")
# Control characters, what no file can hold, and the marks that reverse the direction of a line.
UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def unwanted(text: str) -> bool:
    """Whether a text holds characters that nobody can see and that we do not keep."""
    return UNWANTED.search(text.replace("\r\n", "\n")) is not None


def clean(text: str) -> str:
    """The same words in one Unicode form, without unwanted characters or outer blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNWANTED.sub("", unicodedata.normalize("NFC", text)).strip()


def typography(text: str) -> str:
    """French signs: no-break spaces before ; ! ? : and inside « », and curved apostrophes."""
    text = re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_«])", "\u2019", text)
    text = re.sub(r" (?=[;!?])", NARROW, text)
    text = re.sub(r" (?=[:»])", NO_BREAK, text)
    text = text.replace("« ", "«" + NO_BREAK)
    return re.sub(r"(?<=\d) (?=\d{3}\b|%|h\b|min\b|€)", NARROW, text)


def plain(text: str) -> str:
    """A text as it is compared: no accents, no case, no punctuation, single spaces."""
    decomposed = unicodedata.normalize(
        "NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae")
    )
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def sequence(words: list[str]) -> str:
    """A list as people say it: « a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " et " + words[-1]


def defused(cell: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula."""
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute it: blanks and ends of lines before it change nothing."""
    return cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)
