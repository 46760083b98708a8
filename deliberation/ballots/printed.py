"""A result as a document prints it: a drawing, a sentence, a table. Nothing is counted here."""

from deliberation.ballots.pictures import Picture
from deliberation.documents import tree
from deliberation.documents.bars import bars
from deliberation.i18n import N_, gettext


def printed(picture: Picture) -> list[tree.Block]:
    """A result that is already protected: its drawing, its sentence, and its table."""
    if not picture.rows:
        return [tree.Note(f"{picture.title} {picture.sentence}")]
    steps = [*_steps(picture), *_reasons(picture)]
    header = (gettext(N_("Groupe")), *(cell.label for cell in picture.rows[0].cells))
    rows = tuple((row.named, *(cell.text for cell in row.cells)) for row in picture.rows)
    table = tree.Table(picture.title, header, rows, picture.note)
    # What is printed in bands has no bar: the table alone says it.
    drawn = [row for row in picture.rows if any(cell.share is not None for cell in row.cells)]
    if not drawn:
        return [tree.Note(picture.sentence), table, *steps]
    return [
        tree.Picture(bars(drawn), picture.sentence, picture.title, picture.sentence),
        table,
        *steps,
    ]


def _reasons(picture: Picture) -> list[tree.Block]:
    """What was said with the votes: objections first, each as it was written."""
    blocks: list[tree.Block] = []
    for title, words in picture.reasons:
        blocks += [tree.Paragraph(f"{title}{gettext(N_(' :'))}"), tree.Bullets(words)]
    return blocks


def _steps(picture: Picture) -> list[tree.Block]:
    """How it was counted, where the method has steps to follow."""
    title = gettext(N_("Comment c'est compté"))
    steps: list[tree.Block] = []
    if drawn := picture.drawing:
        steps.append(tree.Picture(drawn.svg, drawn.sentence, title, drawn.sentence))
    if detail := picture.detail:
        steps.append(tree.Table(title, detail.header, detail.rows, detail.how))
    return steps
