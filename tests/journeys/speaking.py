"""The first half of the chain: a topic, the people, their words, the proposals made of them."""

import re
from datetime import UTC, date, datetime, timedelta

from deliberation.i18n import local_day
from tests.journeys.person import Page, Person
from tests.journeys.story import Story

QUESTION = "Comment garder un accueil humain ?"
AT_A_TABLE = "Je reste dehors parce que la porte est trop lourde"
SAID = "Il faudrait une personne à qui parler, pas seulement un écran"
ALSO_SAID = "Quelqu'un qui rappelle quand on laisse un message"
NOTED = "On a perdu deux heures à attendre pour rien"
PROPOSAL = "Garder un guichet ouvert deux matins par semaine"


def today() -> date:
    return local_day(datetime.now(UTC))


def opens_a_topic(story: Story, moderator: Person) -> str:
    """1. A topic says what it is for, who decides, and says it simply; or it does not open."""
    group = story.world.group_id
    moderator.sends(
        f"/gestion/groupes/{group}/sujets/nouveau",
        question=QUESTION,
        why="Beaucoup de démarches passent par internet.",
        opens_on=today(),
        closes_on=today() + timedelta(days=30),
    )
    desk = moderator.where
    assert re.fullmatch(r"/gestion/sujets/\d+", desk)
    seen = moderator.reads(desk)
    for missing in ("la version facile à lire", "qui décide", "ce qui peut changer"):
        assert missing in seen.text
    forced = moderator.client.post(f"{desk}/etapes", data={"step": "open"})
    assert forced.status_code == 409
    moderator.sends(
        desk,
        easy_read="On veut parler à une personne. Comment faire ?",
        decider="Le comité technique",
        can_change="Les horaires d'accueil",
        known_when="Avant l'été",
    )
    moderator.sends(desk, f"{desk}/etapes", step="open")
    topic = desk.removeprefix("/gestion")
    page = story.someone().reads(topic)
    for told in (QUESTION, "On veut parler à une personne", "Le comité technique", "Avant l'été"):
        assert told in page.text
    return topic


def makes_a_code(story: Story, moderator: Person, topic: str) -> str:
    """2. Six signs on the wall, with the square that phones read."""
    number = topic.rpartition("/")[2]
    page = moderator.sends(
        "/gestion/comites/deux-vals/codes", topic=number, last_day=today() + timedelta(days=1)
    )
    [poster] = page.links(r"/e/[0-9A-Y]{6}/affiche")
    code = poster.split("/")[2]
    shown = story.someone().reads(poster)
    assert "<svg" in shown.html
    assert f"{code[:3]} {code[3:]}" in shown.text
    return code


def come_in(
    story: Story, moderator: Person, topic: str, code: str
) -> tuple[list[Person], list[list[str]]]:
    """2. Fourteen with the room's code, one with a printed card: no name is asked."""
    people, words = [], []
    for college in ["concerned"] * 6 + ["professionals"] * 6 + ["institutions", None]:
        person = story.someone()
        person.sends("/entrer", code=f"{code[:3]} {code[3:].lower()}")
        assert person.where == f"/e/{code}"
        chosen = story.world.colleges[college] if college else 0
        page = person.sends(person.where, college=chosen)
        words.append(card_words(page))
        assert re.search(r"Vous êtes Voix \d+", page.text)
        assert "personnes accompagnées" not in page.text
        assert topic in page.links(r"/sujets/\d+")
        people.append(person)
    printed = moderator.sends(
        "/gestion/comites/deux-vals/cartes",
        number=1,
        college=story.world.colleges["concerned"],
        structure=1,
    )
    holder = story.someone()
    card = re.search(r"\b[0-9A-Y]{4} [0-9A-Y]{4} [0-9A-Y]{4}\b", printed.text)
    assert card
    holder.sends("/entrer", code=card[0])
    welcome = holder.sends(holder.where)
    assert sorted(card_words(welcome)) == sorted(card_words(printed))
    spent = story.someone().tries("/entrer", code=card[0])
    assert spent.status_code == 409
    assert "a déjà servi" in Page(spent.text).text
    return [*people, holder], [*words, card_words(welcome)]


def card_words(page: Page) -> list[str]:
    block = re.search(r'class="speech-card-words"[^>]*>(.*?)</p>', page.html, re.S)
    assert block
    found = re.findall(r"<span>(.*?)</span>", block[1])
    assert len(found) == 4
    return found


def comes_back_and_leaves(story: Story, person: Person, words: list[str]) -> None:
    """2. Four words, in any order and without capitals, on another phone; which then forgets."""
    borrowed = story.someone()
    page = borrowed.sends("/entrer/carte", words=" ".join(reversed(words)).lower())
    pseudonym = re.search(r"Voix \d+", page.text)
    assert pseudonym
    assert pseudonym[0] in person.reads("/ma-parole").text
    gone = borrowed.sends("/ma-parole", "/effacer")
    assert "Il ne reste rien de vous sur ce téléphone" in gone.text
    assert not borrowed.client.cookies
    assert borrowed.asks("/ma-parole").status_code == 401
    assert person.asks("/ma-parole").status_code == 200


def contribute(story: Story, people: list[Person], topic: str) -> None:
    """3. Only the words are required; what stays at the table is on no desk and no page."""
    box = f"{topic}/contributions"
    page = people[0].reads(box)
    assert "Aucune situation reconnaissable : ni nom, ni lieu précis" in page.text
    assert "1 500 signes au plus" in page.text
    assert "modératrice ou modérateur" in page.text  # who the drafters are
    people[0].sends(box, words=AT_A_TABLE, scope="table")
    people[1].sends(box, words=SAID, scope="public", nature="need", voice="we")
    kept = people[3].sends(box, words=ALSO_SAID)
    assert "C'est enregistré" in kept.text
    twice = people[4].reads(box).form(box)
    first, again = (people[4].posts(twice, words="Un mot de trop") for _ in range(2))
    assert first.url.path == again.url.path
    everyone = story.someone().reads(box).text
    assert SAID in everyone
    assert ALSO_SAID not in everyone
    for reader in (story.people[0], story.someone()):
        for place in (
            box,
            topic,
            f"/gestion{topic}/contributions",
            f"/gestion{topic}/propositions",
        ):
            assert AT_A_TABLE not in reader.asks(place).text
    assert AT_A_TABLE in people[0].reads("/ma-parole").text


def scribe_notes(story: Story, speaker: Person, topic: str) -> None:
    """3. Written down at a table; its number makes it hers, and the scribe never knows."""
    scribe, notes = story.signed_in("scribe"), f"{topic}/notes"
    page = scribe.sends(notes, words=NOTED, table_name="Table 4", said_by=3, scope="public")
    assert "dites par 3 personnes" in page.text
    number = re.search(r"Note n° (\d+ [A-Z]{3})", page.text)
    assert number
    before = scribe.reads(f"{notes}?table=Table+4").text
    speaker.sends("/note", note=number[1].lower())
    assert NOTED in speaker.reads("/ma-parole").text
    assert scribe.reads(f"{notes}?table=Table+4").text == before


def makes_proposals(moderator: Person, author: Person, topic: str) -> str:
    """4. Out of contributions, linked to them; merged into a parent, and nothing is deleted."""
    desk = f"/gestion{topic}/propositions"
    page = moderator.reads(desk)
    rows = dict(re.findall(r'name="sources" value="(\d+)"[^>]*>\s*<span>([^<]*)', page.html))
    wanted = [number for number, words in rows.items() if words.startswith(("Il faudrait", "Quel"))]
    assert len(wanted) == 2
    moderator.sends(desk, sources=wanted, words="Tenir un guichet le matin", title="Un guichet")
    children = [moderator.where]
    moderator.sends(desk, sources=wanted[:1], words="Ouvrir deux matins", title="Deux matins")
    children.append(moderator.where)
    merged = moderator.sends(
        f"{desk}/fusion",
        sources=[child.rpartition("/")[2] for child in children],
        words=PROPOSAL,
        title="Un guichet, deux matins",
    )
    parent = moderator.where
    for child in children:
        assert child in merged.links(r"/propositions/\d+")
        assert parent in author.reads(child).links(r"/propositions/\d+")
    assert SAID in merged.text
    assert children[0] in author.reads("/ma-parole").links(r"/propositions/\d+")
    return parent
