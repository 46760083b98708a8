"""What a synthesis says in short, from its frozen tree alone: the note of a page, the slides."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from deliberation.ballots.results import HOW_DIFFERENT
from deliberation.documents import tree
from deliberation.documents.short import Deck, Page, Part, Slide, Unit
from deliberation.i18n import N_, gettext
from deliberation.syntheses.models import Purpose
from deliberation.text import typography

MORE = N_("La suite est dans le texte complet.")
NO_DISSENT = N_("Le texte complet n'en écrit aucun.")
NUMBER = N_("Synthèse n° {number}")
DRAFT = N_("Projet, sans numéro")
DIGEST = N_("empreinte {digest}")
VOTE = N_("Vote. {said}")
BY_GROUP = N_("Par groupe : {groups}.")
VOTED = N_("{heading} : le vote")
GROUPS = N_("{heading} : le vote par groupe")
NEXT = N_("{heading} (suite)")
ONE_BY_ONE = N_("Préconisation {n} sur {total}")
# In the order of the page; the heading is the one that the text has.
ON_A_PAGE = (Purpose.ESSENTIAL, Purpose.RECOMMENDATIONS, Purpose.COUNCIL, Purpose.DISSENT)
DISSENT = N_("Points de divergence")
NOTICE = "notice"  # what the section of corrections is for: no plan has it
LISTED = (Purpose.RECOMMENDATIONS, Purpose.COUNCIL)
MOST_SIGNS = 260  # on a slide that is read in one glance
LONGEST_LINE = 380


def can_be_short(document: tree.Document) -> bool:
    """Whether the text says what its sections are for: those of other times do not."""
    return any(section.purpose in ON_A_PAGE for section in document.sections)


def page_of(document: tree.Document) -> Page:
    """The note of one page: the essential, what is recommended with its vote, what is asked."""
    parts = [part for purpose in (NOTICE, *ON_A_PAGE) if (part := _part(document, purpose))]
    if not _sections(document, Purpose.DISSENT):
        parts.append(Part(gettext(DISSENT), (Unit(gettext(NO_DISSENT)),)))
    return Page(
        title=document.title,
        subtitle=document.subtitle,
        date=document.date,
        card=_card(document),
        parts=tuple(parts),
        more=gettext(MORE),
        language=document.language,
    )


def slides_of(document: tree.Document) -> Deck:
    """Slides to report back: one idea each."""
    return Deck(
        title=document.title,
        subtitle=document.subtitle,
        date=document.date,
        foot=" · ".join(_card(document)[:2]),
        slides=(
            *_told(document, NOTICE),
            *_told(document, Purpose.QUESTION),
            *_told(document, Purpose.HONESTY),
            *_told(document, Purpose.ESSENTIAL),
            *_recommended(document),
            *_disagreements(document),
            *_told(document, Purpose.COUNCIL),
            *_told(document, Purpose.LOCAL),
        ),
        language=document.language,
    )


class Vote(NamedTuple):
    """What a vote said: the whole, then each group that may be told apart."""

    key: str
    whole: str
    groups: tuple[str, ...]

    @property
    def said(self) -> str:
        groups = [gettext(BY_GROUP).format(groups=" ; ".join(self.groups))] if self.groups else []
        return typography(" ".join([gettext(VOTE).format(said=self.whole), *groups]))


def votes_on(document: tree.Document, statement: tree.Paragraph) -> list[Vote]:
    """The votes that a statement cites and that may be told."""
    whole = dict(document.facts)
    groups: dict[str, list[str]] = {}
    for name, said in document.facts:
        groups.setdefault(name, []).append(said)
    return [
        Vote(key, whole[key], tuple(groups.get(key.replace("ballot", "group"), ())))
        for key in statement.keys
        if key.startswith("ballot:") and key in whole
    ]


def _card(document: tree.Document) -> tuple[str, ...]:
    number = gettext(NUMBER).format(number=document.number) if document.number else gettext(DRAFT)
    told = dict(tree.identity_card(document))
    dated = told[gettext("Date")]
    digest = gettext(DIGEST).format(digest=document.digest) if document.digest else ""
    return tuple(filter(None, (number, dated, digest)))


def _sections(document: tree.Document, purpose: str) -> list[tree.Section]:
    return [section for section in document.sections if section.purpose == purpose]


def _part(document: tree.Document, purpose: str) -> Part | None:
    found = _sections(document, purpose)
    if not found:
        return None
    units = tuple(unit for section in found for unit in _units(document, section))
    return Part(found[0].heading, units, purpose in LISTED) if units else None


def _units(document: tree.Document, section: tree.Section) -> Iterator[Unit]:
    """The sentences of a section; of a recommendation, the last one bears its vote."""
    for block in section.blocks:
        remark = ""
        if isinstance(block, tree.Paragraph) and section.purpose == Purpose.RECOMMENDATIONS:
            remark = " ".join(vote.said for vote in votes_on(document, block))
        for text in _texts(block):
            *before, last = tree.sentences(text) or [""]
            for place, sentence in enumerate(before):
                yield Unit(sentence, opens=not place)
            yield Unit(last, opens=not before, remark=remark)


def _texts(block: tree.Block) -> tuple[str, ...]:
    """What a block says in sentences. Pictures, tables, and how a difference is measured, are left
    to the whole text.
    """
    match block:
        case tree.Paragraph(text) if block.sources:
            return (text,)
        case tree.Quote(text):
            return (tree.quoted(text),)
        case tree.Note(text):
            return (text.replace(gettext(HOW_DIFFERENT), "").replace("  ", " ").strip(),)
        case tree.Bullets(items):
            return items
    return ()


def _told(document: tree.Document, purpose: str) -> Iterator[Slide]:
    """A section on as many slides as its sentences need."""
    for section in _sections(document, purpose):
        lines = [
            line for block in section.blocks for text in _texts(block) for line in _lines(text)
        ]
        yield from _on_slides(section.heading, lines)


def _disagreements(document: tree.Document) -> Iterator[Slide]:
    """Each on slides of its own: somebody's words stand with what is said of them."""
    found = _sections(document, Purpose.DISSENT)
    if not found:
        yield Slide(gettext(DISSENT), (gettext(NO_DISSENT),))
    for section in found:
        apart: list[list[str]] = []
        quoted = False
        for block in section.blocks:
            lines = [line for text in _texts(block) for line in _lines(text)]
            if quoted and isinstance(block, tree.Note):
                apart[-1] += lines
            else:
                apart.append(lines)
            quoted = isinstance(block, tree.Quote)
        for lines in apart:
            yield from _on_slides(section.heading, lines)


def _recommended(document: tree.Document) -> Iterator[Slide]:
    """Each recommendation with its vote, then the picture of the vote by group."""
    pictures = {
        block.key: block
        for section in reversed(document.sections)
        for block in reversed(section.blocks)
        if isinstance(block, tree.Picture) and block.key
    }
    found = [
        block
        for section in _sections(document, Purpose.RECOMMENDATIONS)
        for block in section.blocks
        if isinstance(block, tree.Paragraph) and block.sources
    ]
    for n, statement in enumerate(found, start=1):
        heading = gettext(ONE_BY_ONE).format(n=n, total=len(found))
        yield from _on_slides(heading, _lines(statement.text))
        for vote in votes_on(document, statement):
            yield from _on_slides(gettext(VOTED).format(heading=heading), _lines(vote.whole))
            if picture := pictures.pop(vote.key, None):
                yield Slide(picture.caption, svg=picture.svg, alt=picture.alt or vote.whole)
            yield from _on_slides(
                gettext(GROUPS).format(heading=heading),
                [one[:1].upper() + one[1:] for one in vote.groups],
            )


def _lines(text: str) -> list[str]:
    """The sentences of a text, each on a line; one too long for a slide is parted at a blank."""
    found: list[str] = []
    for sentence in tree.sentences(text):
        rest = sentence
        while len(rest) > LONGEST_LINE:
            cut = rest.rfind(" ", 0, LONGEST_LINE)
            cut = cut if cut > 0 else LONGEST_LINE
            found.append(rest[:cut].rstrip() + " …")
            rest = rest[cut:].lstrip()
        found.append(rest)
    return found


def _on_slides(heading: str, lines: Iterable[str]) -> Iterator[Slide]:
    """Lines on as many slides as it takes to read them from the last row."""
    slides: list[list[str]] = []
    for line in lines:
        if slides and sum(map(len, slides[-1])) + len(line) <= MOST_SIGNS:
            slides[-1].append(line)
        else:
            slides.append([line])
    for place, told in enumerate(slides):
        yield Slide(gettext(NEXT).format(heading=heading) if place else heading, tuple(told))
