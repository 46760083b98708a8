"""All that was said, in one list: found in any form, sorted, and nobody shown by what it joins."""

from html import unescape

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.debate.commands import correct_contribution, withdraw_contribution
from deliberation.debate.models import Contribution, Nature, Scope, Voice
from deliberation.people.models import Channel
from deliberation.roles import Role
from deliberation.sittings.models import Saying
from deliberation.stems import stemmed, stems
from deliberation.syntheses.commands import set_aside
from tests.ballots.voting import people
from tests.debate.speaking import a_speaker, said
from tests.sittings.days import GROUPS, a_badge, a_day, a_table, seat, view_of
from tests.syntheses.drafting import PEN, a_statement, a_synthesis, sections
from tests.world import NOON, World, a_member, sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


def found(desk: TestClient, world: World, **asked: object) -> list[str]:
    """The words that the list shows, in its order."""
    answer = desk.get(f"/gestion/sujets/{world.topic_id}/matiere", params=asked)
    assert answer.status_code == 200
    parts = unescape(answer.text).split('<blockquote class="words"><p>')[1:]
    return [part.partition("</p>")[0] for part in parts]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("numerique", "Le numérique me fait peur."),
        ("NUMÉRIQUES", "Le numérique me fait peur."),
        ("travaux", "Mon travail, c'est d'écouter."),
        ("guichets fermés", "On a fermé le guichet."),
        ("œuvre", "Une oeuvre commune"),
        ("aidées", "On m'a aidé."),
    ],
)
def test_words_are_found_in_any_of_their_forms(
    desk: TestClient, world: World, typed: str, words: str
) -> None:
    speaker = a_speaker(world)
    said(world, speaker, words)
    said(world, speaker, "Autre chose.")
    assert found(desk, world, q=typed) == [words.replace("'", "’")] or found(
        desk, world, q=typed
    ) == [words]


def test_every_word_of_the_search_is_there_and_punctuation_says_nothing(
    desk: TestClient, world: World
) -> None:
    speaker = a_speaker(world)
    for words in ("Un guichet ouvert", "Un guichet fermé"):
        said(world, speaker, words)
    assert found(desk, world, q="guichet, ouvert !") == ["Un guichet ouvert"]
    assert found(desk, world, q="%") == found(desk, world, q="_") == found(desk, world)
    assert found(desk, world, q="guichet tram") == []


def test_what_is_looked_for_goes_with_the_words(world: World) -> None:
    speaker = a_speaker(world)
    first = said(world, speaker, "Un guichet ouvert")
    second = world.db.do(correct_contribution, first, speaker, "Deux guichets", NOON)

    def kept() -> list[tuple[str, str]]:
        with world.db.reading() as session:
            rows = session.exec(select(Contribution).order_by(Contribution.id))  # type: ignore[arg-type]
            return [(row.words, row.stems) for row in rows]

    assert kept() == [(words, stemmed(words)) for words in ("Un guichet ouvert", "Deux guichets")]
    world.db.do(withdraw_contribution, second, speaker)
    assert all(stems_of.strip() == "" for _, stems_of in kept())


def test_stems_are_the_same_with_and_without_accents() -> None:
    for word in ("élaborée", "aidé", "forêt", "à", "été", "œil", "ça"):
        assert stems(word) == stems(word.upper())
    assert stems("déjà") == stems("deja")


def test_the_list_is_sorted_by_nature_voice_and_channel(desk: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    said(world, speaker, "Un besoin", nature=Nature.NEED, voice=Voice.WE)
    said(world, speaker, "Une idée", nature=Nature.IDEA, voice=Voice.I, channel=Channel.PHONE)
    assert found(desk, world, nature="need") == found(desk, world, voice="we") == ["Un besoin"]
    assert found(desk, world, channel="phone") == ["Une idée"]
    assert len(found(desk, world, nature="nothing", channel="x")) == 2


def test_what_stays_at_a_table_is_not_there(desk: TestClient, world: World) -> None:
    said(world, a_speaker(world), "Entre nous", scope=Scope.TABLE)
    assert found(desk, world) == []


def test_a_college_is_read_apart_only_if_it_is_large(desk: TestClient, world: World) -> None:
    speaker = a_speaker(world)  # a concerned person
    people(world, 6, "professionals")
    said(world, speaker, "Je le dis")
    small, large = world.colleges["concerned"], world.colleges["professionals"]
    page = desk.get(f"/gestion/sujets/{world.topic_id}/matiere").text
    assert f'<option value="{large}"' not in page  # the others would be one person
    people(world, 5, "concerned")
    page = desk.get(f"/gestion/sujets/{world.topic_id}/matiere").text
    assert f'<option value="{small}"' in page
    assert found(desk, world, groupe=small) == ["Je le dis"]
    assert found(desk, world, groupe=large) == []
    third = world.colleges["institutions"]
    answer = desk.get(f"/gestion/sujets/{world.topic_id}/matiere?groupe={third}")
    assert "trop petit" in answer.text


def test_a_college_is_never_joined_to_a_table_or_a_step(desk: TestClient, world: World) -> None:
    people(world, 6, "concerned")
    college = world.colleges["concerned"]
    for place in ("table=Les+Pins", "etape=1"):
        address = f"/gestion/sujets/{world.topic_id}/matiere?groupe={college}&{place}"
        answer = desk.get(address)
        assert "Un groupe ne se lit pas avec une table" in answer.text


@pytest.mark.parametrize("seated", [4, 5])
def test_what_few_people_of_a_college_could_say_at_a_table_is_not_read_by_college(
    desk: TestClient, world: World, seated: int
) -> None:
    people(world, 8, "concerned")
    day = a_day(world)
    table, step = a_table(world, day), view_of(world, day).segments[GROUPS].id or 0
    for number in range(seated):
        seat(world, step, a_badge(world, day, number + 1, "concerned"), table)
    college = world.colleges["concerned"]

    def speak(session: Session) -> None:
        row = Contribution(
            topic_id=world.topic_id,
            words="Dit à la table",
            channel=Channel.TABLE,
            college_id=college,
            table_name="Les Pins",
            at=NOON,
        )
        session.add(row)
        session.flush()
        session.add(Saying(segment_id=step, contribution_id=row.id or 0, table_id=table))

    world.db.do(speak)
    assert found(desk, world, table="Les Pins") == found(desk, world, etape=step)
    assert found(desk, world, groupe=college) == ["Dit à la table"] * (seated >= 5)


def test_by_college_the_order_tells_no_time(desk: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    people(world, 6, "concerned")
    for words in ("Zèbre", "Abeille", "Mouton"):
        said(world, speaker, words)
    assert found(desk, world) == ["Mouton", "Abeille", "Zèbre"]
    college = world.colleges["concerned"]
    assert found(desk, world, groupe=college) == ["Abeille", "Mouton", "Zèbre"]


def test_what_no_synthesis_takes_up_is_found_apart(desk: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    cited, aside, _ = (said(world, speaker, words) for words in ("Un", "Deux", "Trois"))
    assert len(found(desk, world, reste=1)) == 3
    for sources in ({"contributions": (cited,)}, {"by_group": True}):
        synthesis = a_synthesis(world)
        a_statement(world, sections(world, synthesis)[0], **sources)
    world.db.do(set_aside, synthesis, [aside], "Hors sujet", PEN)
    assert found(desk, world, reste=1) == ["Trois"]


def test_only_who_reads_contributions_reads_the_list(client: TestClient, world: World) -> None:
    address = f"/gestion/sujets/{world.topic_id}/matiere"
    assert client.get(address).status_code == 401
    sign_in(client, a_member(world, Role.SECRETARIAT))
    assert client.get(address).status_code == 403
