"""The first half of a day: who comes, what peers say apart, what they say to each other."""

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack

from sqlmodel import col, select
from websockets.sync.client import ClientConnection

from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.sittings.models import Badge, Saying, Seating, Segment, Turn
from tests.journeys.living import (
    Day,
    cards,
    chooses,
    come_in,
    comes_with_a_card,
    leads,
    lets_see,
    looks_at,
    on_screen,
    open_tables,
    plainly,
    reads_back,
    seats,
    shows,
    wears,
    writes,
)
from tests.journeys.story import until

WELCOME, APART, CHOOSE_APART, BREAK, CONFRONT, TOGETHER, CHOOSE, VOTE, LAST = range(9)
BADGES = [(7, "concerned"), (5, "professionals"), (2, "institutions")]
COLLEGES = ("concerned", "professionals", "institutions")
REGISTERED = "Prénom inscrit pour l'essai"
NEEDS = "Une rampe pour mon fauteuil"
LIVED = "On attend debout, sans savoir pour combien de temps"
ALSO_LIVED = "Personne ne rappelle quand on laisse un message"
WORKED = "Nous n'avons plus le temps d'écouter"
SEEN = "Les moyens sont comptés au plus juste"
KEPT = "Une idée qui reste un brouillon de la table"
PROPOSED = "Un guichet ouvert le soir, une fois par semaine"
ALSO_PROPOSED = "Un numéro où quelqu'un répond vraiment"
APART_WORDS = "Tout le monde ne veut pas du soir"
PHONED = [
    "Le guichet de nuit me manque",
    "Un guichet près du marché",
    "Mon guichet a fermé au printemps",
    "Je voudrais moins de papiers",
    "Il faut un accueil calme",
]
SPOKEN = [LIVED, ALSO_LIVED, WORKED, SEEN, PROPOSED, ALSO_PROPOSED, APART_WORDS, *PHONED]
FACES = ["happy", "happy", "happy", "so_so", "unhappy"]
WHOSE = r"(?i)\bvoix \d|\btables? \d|\bbadges? \d"  # a pseudonym, a table, a badge


def has_a_workshop(day: Day) -> None:
    desk = f"/gestion{day.address}/ateliers"
    day.moderator.sends(desk, title="Écrire à plusieurs", capacity=1, step=day.steps[TOGETHER])
    day.moderator.sends(desk, f"{desk}/choix", each=1)


def someone_registers(day: Day) -> None:
    """No account: an address of her own. Only the secretariat reads who comes."""
    person = day.story.someone()
    form = person.reads(f"{day.address}/inscription").form(f"{day.address}/inscription")
    [workshop] = [value for name, value in form.offered if name == "workshop"]
    kept = person.sends(
        f"{day.address}/inscription", name=REGISTERED, needs=NEEDS, workshop=workshop
    )
    assert re.fullmatch(r"/inscriptions/\w+", person.where)
    assert "Vous avez une place" in kept.text
    secretary = day.story.signed_in("secretariat")
    assert REGISTERED in secretary.reads(f"/gestion{day.address}/inscriptions").text
    for other in (day.moderator, day.facilitator):
        assert other.asks(f"/gestion{day.address}/inscriptions").status_code == 403


def everyone_arrives(day: Day) -> None:
    """By the code, by a printed card, or with no telephone at all; then people are seated."""
    come_in(day, ["concerned"] * 6, first_badge=1)
    wears(day, comes_with_a_card(day, "concerned"), 7)
    come_in(day, ["professionals"] * 5, first_badge=8)
    come_in(day, ["institutions"], first_badge=13)
    desk = f"{day.address}/placement"
    day.facilitator.sends(desk, f"{desk}/arrivees", first=14, last=14)
    for place, rule in (
        (APART, "apart"), (CHOOSE_APART, "together"), (TOGETHER, "mix"), (CHOOSE, "together"),
    ):  # fmt: skip
        kept = seats(day, day.steps[place], rule)
        assert "Sans place : les badges" not in kept.text
    assert "vous serez à la table 1" in day.people[6].reads(day.phone).text
    assert "vous serez à la table 2" in day.people[7].reads(day.phone).text
    open_tables(day)


# --- while it is lived -----------------------------------------------------------------------

Live = dict[str, ClientConnection]


def follow(day: Day, screens: ExitStack) -> Live:
    """Four devices that nobody touches: whatever happens, they show it."""
    addresses = {
        "phone": (f"{day.phone}/direct", None),
        "table": (f"{day.tables[0]}/direct", day.scribes[0]),
        "screen": (day.beside_the_screen("/direct"), None),
        "desk": (f"{day.desk}/direct", day.facilitator),
    }
    return {
        name: screens.enter_context(day.story.follows(path, person))
        for name, (path, person) in addresses.items()
    }


def goes_to(day: Day, live: Live, place: int) -> None:
    """« Suivant »: all the devices show the step."""
    leads(day, "next" if place else "start")
    title = now_at(day)
    for screen in live.values():
        until(screen, lambda frame: title in frame)


def now_at(day: Day) -> str:
    """The name of the present step, as it is written in pages."""
    found = re.search(r'<h2 id="desk-step">([^<]*)', day.facilitator.reads(day.desk).html)
    assert found
    return found[1]


def seen_by(day: Day) -> dict[str, str]:
    """What each reads now: a stranger, a phone, the tables, the room screen, the facilitator."""
    open_to_all = (day.address, f"{day.phone}/carte", day.topic, f"{day.topic}/contributions")
    seen = {"stranger": " ".join(day.stranger.reads(path).text for path in open_to_all)}
    seen["phone"] = day.people[8].reads(day.phone).text
    for number, (table, scribe) in enumerate(zip(day.tables, day.scribes, strict=True), 1):
        seen[f"table {number}"] = scribe.reads(table).text
    seen["screen"] = on_screen(day)
    seen["desk"] = day.facilitator.reads(day.desk).text
    seen["wall"] = day.facilitator.reads(day.wall).text
    return seen


def assert_read_by(day: Day, expected: dict[str, set[str]]) -> None:
    """Each of these words is read there, and nowhere else; nobody can be told by anything."""
    seen = seen_by(day)
    for words, places in expected.items():
        assert {place for place, text in seen.items() if words in text} == places, words
    for place, text in seen.items():
        for pseudonym in day.pseudonyms:
            assert pseudonym not in text, place
        for kept in (REGISTERED, NEEDS):
            assert kept not in text, place
    for place in ("screen", "wall", "stranger"):
        assert not re.search(WHOSE, seen[place]), place


def peers_write(day: Day, live: Live) -> None:
    """Each college alone: what it wrote is its own until every table lets it be seen."""
    goes_to(day, live, APART)
    assert "Vous êtes à la table 1" in day.people[0].reads(day.phone).text
    first = writes(day, 0, LIVED, ALSO_LIVED)
    second, third = writes(day, 1, WORKED), writes(day, 2, SEEN)
    until(live["table"], lambda frame: ALSO_LIVED in plainly(frame))
    day.people[0].sends(day.phone, f"{day.address}/cartons", colour="lost")
    until(live["desk"], lambda frame: "1 personne n'a pas compris" in plainly(frame))
    goes_to(day, live, CHOOSE_APART)
    for place, notes in enumerate((first, second, third)):
        chooses(day, place, *notes)
        reads_back(day, place, day.steps[APART])
    lets_see(day, 0, day.steps[APART])
    lets_see(day, 1, day.steps[APART])
    sealed = {LIVED: {"table 1"}, ALSO_LIVED: {"table 1"}, WORKED: {"table 2"}, SEEN: {"table 3"}}
    assert_read_by(day, sealed)
    lets_see(day, 2, day.steps[APART])
    goes_to(day, live, BREAK)
    assert_read_by(day, {words: {"wall"} for words in sealed})


def rehearse_beside(day: Day, settings: Settings) -> None:
    """A rehearsal of this very day, on this very server, while the day stands open."""
    before = rows_of(day)
    size = ("--people", "10", "--tables", "3", "--minutes", "0.1", "--url", day.story.address)
    told = subprocess.run(
        [sys.executable, "-m", "deliberation", "rehearse", str(day.id), *size, "--json"],
        env=os.environ | {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(told.stdout)
    assert (told.returncode, report["errors"], report["acts_lost"]) == (0, [], 0), told.stdout
    assert (report["people"], report["steps"]) == (10, len(day.steps))
    assert report["acts_sent"] == report["acts_acknowledged"] >= 5 * 10
    assert rows_of(day) == before


def rows_of(day: Day) -> list[list[str]]:
    """All that belongs to the real day."""
    mine = (
        select(Turn).where(Turn.sitting_id == day.id),
        select(Segment).where(Segment.sitting_id == day.id),
        select(Badge).where(Badge.sitting_id == day.id),
        select(Seating).where(col(Seating.segment_id).in_(day.steps)),
        select(Saying).where(col(Saying.segment_id).in_(day.steps)),
        select(Contribution).where(Contribution.topic_id == int(day.topic.rpartition("/")[2])),
    )
    with day.story.db.reading() as session:
        return [sorted(map(repr, session.exec(one))) for one in mine]


def they_confront(day: Day, live: Live) -> None:
    """Said by both, only here, contradictory: only what the facilitator let through, no college
    of fewer than five people.
    """
    goes_to(day, live, CONFRONT)
    handles = cards(day)
    assert set(handles) == {LIVED, ALSO_LIVED, WORKED, SEEN}
    looks_at(day, "confrontation")
    day.facilitator.sends(
        day.wall,
        f"{day.wall}/paires",
        first=handles[ALSO_LIVED],
        kind="contrary",
        second=handles[WORKED],
    )
    assert not [words for words in handles if words in on_screen(day)]
    shows(day, *(handles[words] for words in (LIVED, ALSO_LIVED, WORKED)))
    until(live["screen"], lambda frame: all(w in plainly(frame) for w in (LIVED, WORKED)))
    shown = on_screen(day)
    assert "Seulement ici : personnes accompagnées" in shown
    assert "Contradictoire" in shown
    assert "professionnels" not in shown and "institutions" not in shown
    assert_read_by(
        day,
        {
            LIVED: {"wall", "screen", "desk"},  # the desk has a view of the screen
            WORKED: {"wall", "screen", "desk"},
            SEEN: {"wall"},
        },
    )
