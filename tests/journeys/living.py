"""The steps of a live day, as those who live it take them: prepared, entered, led, read back.

Everything goes through the pages: a button that is not shown cannot be pressed.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

from sqlmodel import col, select

from deliberation.i18n import PARIS
from deliberation.sittings.models import Sitting, Table
from tests.journeys.person import Page, Person
from tests.journeys.speaking import opens_a_topic
from tests.journeys.story import Story
from tests.sittings.noting import door

TITLE = "Ensemble, un accueil humain"
CROSSING = "crossing_knowledge"
ARDECHE = "ardeche"
HANDLE = r'value="([\w-]+)" form="tidy"><span class="wall-words">([^<]*)'


@dataclass
class Day:
    """A live day and the addresses that its people come to know."""

    story: Story
    address: str  # /journees/1
    topic: str
    moderator: Person
    facilitator: Person
    stranger: Person  # she has no code, no card and no account
    steps: list[int]
    code: str = ""
    screen: str = ""
    tables: list[str] = field(default_factory=list)
    scribes: list[Person] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    pseudonyms: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.address.rpartition("/")[2])

    @property
    def desk(self) -> str:
        return f"{self.address}/pilotage"

    @property
    def wall(self) -> str:
        return f"{self.address}/mur"

    @property
    def phone(self) -> str:
        return f"{self.address}/suivre"

    def beside_the_screen(self, further: str) -> str:
        return self.screen.replace("/ecran?", f"/ecran{further}?")


# --- before ----------------------------------------------------------------------------------


def prepares(story: Story, pattern: str) -> Day:
    """A moderator prepares a day from a template; nobody sees it before it is announced."""
    moderator = story.signed_in("moderatrice")
    topic = opens_a_topic(story, moderator)
    starts = datetime.now(UTC) + timedelta(hours=2)
    moderator.sends(
        f"/gestion/groupes/{story.world.group_id}/journees/nouvelle",
        title=TITLE,
        starts_at=_typed(starts),
        registers_until=_typed(starts - timedelta(hours=1)),
        venue="Salle des fêtes",
        topic=topic.rpartition("/")[2],
        pattern=pattern,
    )
    desk = moderator.where
    found = moderator.reads(desk).html
    steps = list(dict.fromkeys(re.findall(r'id="etape-(\d+)"', found)))
    address = desk.removeprefix("/gestion")
    facilitator = story.signed_in("animatrice")
    numbers = [int(one) for one in steps]
    return Day(story, address, topic, moderator, facilitator, story.someone(), numbers)


def _typed(moment: datetime) -> str:
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def furnishes(day: Day, tables: list[str], badges: list[tuple[int, str]]) -> None:
    """Tables, each for one college in peer groups; badges, so many for each college."""
    hall, colleges = f"/gestion{day.address}/salle", day.story.world.colleges
    if tables:
        day.moderator.sends(hall, f"{hall.removesuffix('/salle')}/tables", number=len(tables))
    for number, college in enumerate(tables, 1):
        if college:
            day.moderator.sends(
                hall,
                f"{hall.removesuffix('/salle')}/tables/college",
                first=number,
                last=number,
                college=colleges[college],
            )
    for number, college in badges:
        making = f"{hall.removesuffix('/salle')}/badges"
        day.moderator.sends(
            hall, making, number=number, college=colleges[college] if college else 0
        )


def announces(day: Day) -> None:
    """From here on everyone may see the day; a code leads phones to it."""
    desk = f"/gestion{day.address}"
    assert day.stranger.asks(day.address).status_code == 404
    day.moderator.sends(desk, f"{desk}/annonce")
    made = day.moderator.sends(desk, f"{desk}/code")
    [poster] = made.links(r"/e/[0-9A-Y]{6}/affiche")
    day.code = poster.split("/")[2]
    opened = day.facilitator.reads(day.desk)
    [day.screen] = opened.links(r"/journees/\d+/ecran\?jeton=[^\"]+")
    with day.story.db.reading() as session:
        sitting = session.get_one(Sitting, day.id)
        mine = select(Table.id).where(Table.sitting_id == sitting.id)
        day.tables = [f"/tables/{id}" for id in session.exec(mine.order_by(col(Table.number)))]


# --- coming in -------------------------------------------------------------------------------


def come_in(day: Day, colleges: list[str | None], first_badge: int = 0) -> list[Person]:
    """By the code on the wall: no name is asked; then each says the number of her badge."""
    came = []
    for college in colleges:
        person = day.story.someone()
        person.sends("/entrer", code=day.code)
        chosen = day.story.world.colleges[college] if college else 0
        is_in(day, person, person.sends(person.where, college=chosen))
        came.append(person)
    if first_badge:
        for number, person in enumerate(came, first_badge):
            wears(day, person, number)
    return came


def comes_with_a_card(day: Day, college: str) -> Person:
    """By a card that was printed: it says the college, and is used once."""
    printed = day.moderator.sends(
        "/gestion/comites/deux-vals/cartes",
        number=1,
        college=day.story.world.colleges[college],
        structure=1,
    )
    card = re.search(r"\b[0-9A-Y]{4} [0-9A-Y]{4} [0-9A-Y]{4}\b", printed.text)
    assert card
    holder = day.story.someone()
    holder.sends("/entrer", code=card[0])
    is_in(day, holder, holder.sends(holder.where))
    return holder


def is_in(day: Day, person: Person, welcome: Page) -> None:
    pseudonym = re.search(r"Voix \d+", welcome.text)
    assert pseudonym
    day.people.append(person)
    day.pseudonyms.append(pseudonym[0])


def wears(day: Day, person: Person, number: int) -> None:
    shown = person.sends(day.phone, f"{day.address}/badge", number=number)
    assert f"Votre badge : {number}" in shown.text


def open_tables(day: Day) -> None:
    """Each table's sign makes one device that of the table."""
    for table in day.tables:
        scribe = day.story.someone()
        sign = door(day.story.world, int(table.rpartition("/")[2]))
        scribe.sends(sign)
        assert scribe.where == table
        day.scribes.append(scribe)


def seats(day: Day, step: int, rule: str) -> Page:
    """The facilitator looks at what a rule would give, then keeps it."""
    looked = f"{day.address}/placement?etape={step}&regle={rule}&essai=7"
    return day.facilitator.sends(looked, f"{day.address}/placement/{step}")


# --- leading ---------------------------------------------------------------------------------


def leads(day: Day, act: str, person: Person | None = None, **details: object) -> Page:
    """One button of the desk."""
    return (person or day.facilitator).sends(day.desk, f"{day.desk}/gestes", act=act, **details)


def runs_the_vote(day: Day, step: str) -> Page:
    return day.facilitator.sends(day.desk, f"{day.desk}/vote", step=step)


# --- at a table ------------------------------------------------------------------------------


def writes(day: Day, place: int, *lines: str, **details: object) -> list[int]:
    """The scribe of a table writes some lines; the numbers of its notes, oldest first."""
    table, scribe = day.tables[place], day.scribes[place]
    page = scribe.sends(table, f"{table}/notes", words="\n".join(lines), **details)
    assert "C'est enregistré" in page.text
    return sorted({int(id) for id in re.findall(r'id="note-(\d+)"', page.html)})


def chooses(day: Day, place: int, *notes: int) -> None:
    table = day.tables[place]
    for rank, note in enumerate(notes, 1):
        day.scribes[place].sends(table, f"{table}/notes/{note}/rang", rank=rank)


def reads_back(day: Day, place: int, step: int, disagreement: str = "") -> Page:
    """« La table est d'accord »."""
    table = day.tables[place]
    where = f"{table}/relecture?etape={step}"
    return day.scribes[place].sends(where, f"{table}/relecture", disagreement=disagreement)


def lets_see(day: Day, place: int, step: int) -> Page:
    """« Nous laissons voir nos notes »."""
    table = day.tables[place]
    where = f"{table}/relecture?etape={step}"
    return day.scribes[place].sends(where, f"{table}/ouverture")


# --- on a phone ------------------------------------------------------------------------------


def says(day: Day, person: Person, words: str) -> None:
    assert "C'est enregistré" in person.sends(day.phone, f"{day.address}/mots", words=words).text


def votes(day: Day, person: Person, ballot: str, choice: str) -> None:
    shown = person.sends(day.phone, f"{ballot}/votes", choice=choice)
    assert "C'est enregistré" in shown.text


# --- on the wall -----------------------------------------------------------------------------


def cards(day: Day) -> dict[str, str]:
    """What stands on the facilitator's wall: the words of each card, and what forms call it."""
    found = re.findall(HANDLE, day.facilitator.reads(day.wall).html)
    return {plainly(words): handle for handle, words in found}


def shows(day: Day, *handles: str) -> None:
    for handle in handles:
        day.facilitator.sends(day.wall, f"{day.wall}/montrer", card=handle)


def looks_at(day: Day, scene: str) -> None:
    """The facilitator chooses what the room sees."""
    leads(day, "show", scene=scene)


def on_screen(day: Day) -> str:
    """What the room screen says, to who only has its address."""
    answer = day.stranger.asks(day.beside_the_screen("/scene"))
    assert answer.status_code == 200
    return Page(answer.text).text


def plainly(words: str) -> str:
    return re.sub(r"\s+", " ", unescape(words)).replace("\u2019", "'").strip()
