"""The minutes of a day as a document, to keep and to send."""

from collections.abc import Iterator

from deliberation.ballots.printed import printed
from deliberation.debate.reading import Card
from deliberation.documents import tree
from deliberation.i18n import N_, day, gettext, hour, local_day
from deliberation.sittings.minutes import Minutes, StepMinutes
from deliberation.sittings.reading import DayView

PUBLIC = N_("Version publique : seuls les mots que tout le monde peut lire y sont.")
DRAFTERS = N_(
    "Version des rédacteurs : elle contient des mots qui ne sont pas publics. Ne la diffusez pas."
)


def document_of(view: DayView, minutes: Minutes, public: bool) -> tree.Document:
    """The minutes as a tree of plain text."""
    sitting = view.sitting
    colleges = [f"{name} : {count}" for _, name, count in minutes.colleges]
    return tree.Document(
        title=sitting.title,
        subtitle=gettext(N_("Compte rendu de la journée")),
        number=gettext(N_("journée {number}")).format(number=sitting.id),
        digest="",
        date=local_day(sitting.starts_at),
        identity=tuple(
            (gettext(label), value)
            for label, value in (
                (N_("Comité"), view.committee.name),
                (N_("Groupe de travail"), view.group.name),
                (N_("Quand"), f"{day(sitting.starts_at)}, {hour(sitting.starts_at)}"),
                (N_("Où"), sitting.venue),
                (N_("Personnes présentes"), minutes.present),
                (N_("Par collège"), " ; ".join(colleges)),
                (N_("Photos"), minutes.photographs),
            )
            if value
        ),
        sections=(*_steps(minutes.steps), *_results(minutes)),
        notice=gettext(PUBLIC if public else DRAFTERS),
    )


def _steps(steps: list[StepMinutes]) -> Iterator[tree.Section]:
    for step in steps:
        yield tree.Section(step.segment.title, 1, (tree.Paragraph(step.hours),))
        for heard in step.heard:
            said = tuple(_said(card, heard.numbered) for card in heard.cards)
            yield tree.Section(heard.label, 2, said)


def _said(card: Card, numbered: bool) -> tree.Block:
    if card.marker:
        return tree.Note(card.marker)
    number = gettext(N_("parole {number}")).format(number=card.id) if numbered else ""
    told = filter(None, [number, *card.meta])
    return tree.Quote(card.words, ", ".join(told))


def _results(minutes: Minutes) -> Iterator[tree.Section]:
    if not minutes.results:
        return
    yield tree.Section(gettext(N_("Ce qui a été voté")), 1)
    for one in minutes.results:
        yield tree.Section(one.picture.title, 2, tuple(printed(one.picture)))
