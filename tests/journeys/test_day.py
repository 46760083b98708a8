"""A whole day, from its preparation to what it leaves, over HTTP and WebSockets."""

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack

import pytest
from sqlmodel import col, select
from websockets.sync.client import ClientConnection

from deliberation.ballots.models import Choice
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.journal import Event
from deliberation.records.verifying import altered
from deliberation.sittings.models import Badge, Saying, Seating, Segment, TableNote, Turn
from tests.journeys.living import (
    CROSSING,
    Day,
    announces,
    cards,
    chooses,
    come_in,
    comes_with_a_card,
    furnishes,
    leads,
    lets_see,
    looks_at,
    on_screen,
    open_tables,
    plainly,
    prepares,
    reads_back,
    runs_the_vote,
    says,
    seats,
    shows,
    votes,
    wears,
    writes,
)
from tests.journeys.story import a_story, until
from tests.sittings.days import view_of

pytestmark = pytest.mark.timeout(240)  # a whole day, and its rehearsal, on a busy machine

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


def test_a_day_is_lived_from_its_preparation_to_what_it_leaves(settings: Settings) -> None:
    with a_story(settings) as story, ExitStack() as screens:
        day = prepares(story, CROSSING)
        has_a_workshop(day)
        furnishes(day, list(COLLEGES), BADGES)
        announces(day)
        someone_registers(day)
        everyone_arrives(day)
        live = follow(day, screens)
        goes_to(day, live, WELCOME)
        peers_write(day, live)
        rehearse_beside(day, settings)
        they_confront(day, live)
        they_write_together(day, live)
        ballot = the_wall_becomes_a_ballot(day, live)
        they_vote(day, ballot, live)
        what_is_left(day, ballot, live)
        with story.db.reading() as session:
            assert altered(session, story.key) == []


# --- before ----------------------------------------------------------------------------------


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


def they_write_together(day: Day, live: Live) -> None:
    """Small groups at their tables, and whoever wants to on her phone; somebody comes late."""
    goes_to(day, live, TOGETHER)
    [late] = come_in(day, ["concerned"], first_badge=15)
    assert re.search(r"Vous êtes à la table \d", late.reads(day.phone).text)
    notes = writes(day, 0, PROPOSED)
    number = re.search(r"Note n° (\d+ [A-Z]{3})", day.scribes[0].reads(day.tables[0]).text)
    assert number
    notes = writes(day, 0, ALSO_PROPOSED)
    writes(day, 1, KEPT)
    for person, words in zip(day.people, PHONED, strict=False):
        says(day, person, words)
    goes_to(day, live, CHOOSE)
    over = day.people[0].client.post(
        f"{day.address}/mots", data={"segment": day.steps[TOGETHER], "words": "Trop tard"}
    )
    assert over.status_code == 409
    chooses(day, 0, *notes)
    reads_back(day, 0, day.steps[TOGETHER], APART_WORDS)
    day.people[2].sends("/note", note=number[1].lower())
    looks_at(day, "cloud")
    assert "guichet" not in on_screen(day)
    day.facilitator.sends(day.wall, f"{day.wall}/mots", word="guichet")
    assert "guichet" in on_screen(day)


def the_wall_becomes_a_ballot(day: Day, live: Live) -> str:
    """Cards, a group, two taps; it opens once it was read aloud. Returns where the ballot is."""
    looks_at(day, "wall")
    handles = cards(day)
    chosen = [handles[PROPOSED], handles[ALSO_PROPOSED]]
    assert PROPOSED not in on_screen(day)
    shows(day, *chosen)
    day.facilitator.sends(day.wall, f"{day.wall}/ranger", card=chosen, name="Être reçus")
    shown = on_screen(day)
    assert PROPOSED in shown and "Être reçus" in shown
    [group] = re.findall(r"/groupes/(\d+)/proposition", day.facilitator.reads(day.wall).html)
    here = f"{day.wall}/groupes/{group}"
    day.facilitator.sends(day.wall, f"{here}/proposition", card=chosen[0])
    day.facilitator.sends(day.wall, f"{here}/vote")
    [desk] = day.moderator.reads(f"/gestion{day.address}").links(r"/gestion/scrutins/\d+")
    ballot = desk.removeprefix("/gestion")
    goes_to(day, live, VOTE)
    assert "La question va être lue à voix haute" in day.people[0].reads(day.phone).text
    early = day.people[0].client.post(f"{ballot}/votes", data={"choice": "agree"})
    assert early.status_code == 409
    return ballot


def they_vote(day: Day, ballot: str, live: Live) -> None:
    """Everybody sees how many have answered, and nothing else before the vote closes."""
    assert "Je l'ai lue à voix haute" in day.facilitator.reads(day.desk).text
    opened = runs_the_vote(day, "open")
    forced = opened.form(f"{day.desk}/gestes").fixed | {"act": "next"}
    assert day.facilitator.client.post(f"{day.desk}/gestes", data=forced).status_code == 409
    answers = ["agree"] * 6 + ["disagree"] + ["agree"] * 2 + ["disagree"] * 3 + ["unsure", "agree"]
    for person, choice in zip(day.people, answers, strict=True):
        votes(day, person, ballot, choice)
    votes(day, day.people[0], ballot, "unsure")
    votes(day, day.people[0], ballot, "agree")
    for name in ("phone", "screen", "desk"):
        until(live[name], lambda frame: "14 personnes ont répondu" in plainly(frame))
    for place, text in seen_by(day).items():
        assert "d'accord » " not in text, place
        assert not re.search(r"\d+ %|la moitié", text), place
    runs_the_vote(day, "close")
    until(live["screen"], lambda frame: "la moitié" in plainly(frame))
    late = day.people[0].client.post(f"{ballot}/votes", data={"choice": "disagree"})
    assert late.status_code == 409
    seen = seen_by(day)
    for place in ("screen", "phone"):
        assert "Plus de la moitié des personnes sont d'accord" in seen[place], place
    assert "institutions Non montré" in day.stranger.reads(ballot).text
    assert_read_by(day, {KEPT: {"table 2"}})


# --- what it leaves --------------------------------------------------------------------------


def the_room_reads_itself(day: Day) -> None:
    """« À chaud » and the minutes: what the room saw, as it was said; a college never stands
    beside a table, and a stranger reads no word that is not public.
    """
    hot = day.people[0].reads(f"{day.address}/a-chaud")
    for told in (PROPOSED, LIVED, WORKED, "Plus de la moitié des personnes sont d'accord"):
        assert told in hot.text
    assert SEEN not in hot.text
    assert day.topic in hot.links(r"/sujets/\d+")
    public = day.stranger.reads(f"{day.address}/a-chaud").text
    assert "Plus de la moitié des personnes sont d'accord" in public
    minutes = day.moderator.reads(f"{day.address}/compte-rendu").text
    for words in SPOKEN:
        assert words in minutes
        assert words == PROPOSED or words not in public  # it became the question of a vote
    titles = [plainly(one.title) for one in view_of(day.story.world, day.id).segments]
    apart = minutes.partition(titles[APART])[2].partition(titles[TOGETHER])[0]
    assert LIVED in apart
    assert not re.search(r"Table \d", apart)
    for text in (hot.text, public, minutes):
        assert not [one for one in (*day.pseudonyms, REGISTERED, NEEDS, KEPT) if one in text]


def what_is_left(day: Day, ballot: str, live: Live) -> None:
    """Every word that was said is followed by who said it; the journal holds none of them."""
    assert "Cette page sera là" in day.people[0].reads(f"{day.address}/a-chaud").text
    goes_to(day, live, LAST)
    the_room_reads_itself(day)
    for person, face in zip(day.people, FACES, strict=False):
        assert "C'est enregistré" in person.sends(f"{day.address}/avis", face=face).text
    leads(day, "next")
    until(live["phone"], lambda frame: "Merci d'avoir pris part" in plainly(frame))
    for person, words in zip(day.people, PHONED, strict=False):
        assert words in person.reads("/ma-parole").text
    claimed = day.people[2].reads("/ma-parole")
    assert PROPOSED in claimed.text
    assert claimed.links(r"/propositions/\d+")
    assert not day.people[3].reads("/ma-parole").links(r"/propositions/\d+")
    assert "Ce que les gens ont pensé" not in day.stranger.reads(f"{day.address}/a-chaud").text
    day.moderator.sends(f"/gestion{day.address}", f"/gestion{day.address}/fin")
    assert "Ce que les gens ont pensé" in day.stranger.reads(f"{day.address}/a-chaud").text
    with day.story.db.reading() as session:
        said = sorted(words for words in session.exec(select(Contribution.words)) if words)
        assert said == sorted(SPOKEN)
        assert session.exec(select(TableNote.words)).all() == [KEPT]
        told = [one.model_dump_json() for one in session.exec(select(Event))]
    answers = [f':"{one}"' for one in (*Choice, *FACES)]  # the totals of a vote are no answer
    hidden = [*SPOKEN, KEPT, REGISTERED, NEEDS, *day.pseudonyms, *answers]
    for event in told:
        assert not [words for words in hidden if words in event], event
