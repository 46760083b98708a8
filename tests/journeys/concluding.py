"""The second half of a day: what all say together, the vote that comes of it, what is left."""

import re

from sqlmodel import select

from deliberation.ballots.models import Choice
from deliberation.debate.models import Contribution
from deliberation.journal import Event
from deliberation.sittings.models import TableNote
from tests.journeys.gathering import (
    ALSO_PROPOSED,
    APART,
    APART_WORDS,
    CHOOSE,
    FACES,
    KEPT,
    LAST,
    LIVED,
    NEEDS,
    PHONED,
    PROPOSED,
    REGISTERED,
    SEEN,
    SPOKEN,
    TOGETHER,
    VOTE,
    WORKED,
    Live,
    assert_read_by,
    goes_to,
    seen_by,
)
from tests.journeys.living import (
    Day,
    cards,
    chooses,
    come_in,
    leads,
    looks_at,
    on_screen,
    plainly,
    reads_back,
    runs_the_vote,
    says,
    shows,
    votes,
    writes,
)
from tests.journeys.person import Page
from tests.journeys.story import until
from tests.sittings.days import view_of


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


def closes(day: Day) -> None:
    """A table left before its last note was read back: the day says so, then closes."""
    closing = f"/gestion{day.address}/fin"
    refused = day.moderator.tries(f"/gestion{day.address}", closing)
    assert refused.status_code == 409
    page = Page(refused.text)
    assert "1 note n'a pas été relue" in page.text
    closed = day.moderator.posts(page.form(closing), without_reading="yes")
    assert closed.status_code == 200
    assert KEPT in day.moderator.reads(f"/gestion{day.address}/notes-a-relire").text


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
    closes(day)
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
