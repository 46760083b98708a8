"""Laws of the secretariat's pages: it alone reads the register, ticks, prints and erases."""

import csv
from io import StringIO

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.roles import Role
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.registers import Registration, Workshop, WorkshopPlace
from tests.sittings.days import GROUPS
from tests.sittings.enrolment import a_workshop, an_open_day, come, enrol, inside
from tests.sittings.planning import row, rows, said
from tests.world import World, a_member, a_participant, enter, sign_in


@pytest.fixture
def secretary(client: TestClient, world: World) -> None:
    """This browser is signed in as the secretariat of the committee."""
    sign_in(client, a_member(world, Role.SECRETARIAT))


def desk(day: int, page: str = "inscriptions") -> str:
    return f"/gestion/journees/{day}/{page}"


PAGES = ("inscriptions", "inscriptions.csv", "attestations", "defraiements")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECRETARIAT])
def test_nobody_but_the_secretariat_reads_or_writes_the_register(
    client: TestClient, world: World, role: Role
) -> None:
    day = an_open_day(world)
    one = come(world, day, "Anne")
    sign_in(client, a_member(world, role))
    for page in PAGES:
        assert client.get(desk(day, page)).status_code == 403
    here = f"/gestion/inscriptions/{one}"
    assert client.get(here).status_code == 403
    for address in (desk(day), here, f"{here}/presence", f"{here}/retrait"):
        assert client.post(address, data={"name": "Zoé", "present": "yes"}).status_code == 403
    [kept] = rows(world, Registration)
    assert (kept.name, kept.present) == ("Anne", False)


def test_a_stranger_and_a_participant_are_asked_who_they_are(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    assert {client.get(desk(day, page)).status_code for page in PAGES} == {401}
    enter(client, a_participant(world))
    assert {client.get(desk(day, page)).status_code for page in PAGES} == {401}


def test_those_who_prepare_see_how_many_chose_a_workshop_and_no_name(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day, GROUPS, title="Sans stress")
    for name in ("Anne", "Brune"):
        enrol(world, day, name, one, contact="06 00 00 00 00")
    sign_in(client, a_member(world, Role.FACILITATOR))
    for address in (desk(day, "ateliers"), f"/gestion/ateliers/{one}", desk(day, "")[:-1]):
        shown = client.get(address)
        assert shown.status_code == 200
        assert [one for one in ("Anne", "Brune", "06 00") if one in shown.text] == []
    words = said(client.get(desk(day, "ateliers")))
    assert "1 place prise sur 1" in words
    assert "1 personne attend" in words


@pytest.mark.usefixtures("secretary")
def test_the_list_says_who_comes_in_the_order_of_names_and_what_they_need(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day, GROUPS, title="Sans stress")
    enrol(world, day, "Zoé", one, needs="Une rampe", wishes="Être devant", contact="06")
    enrol(world, day, "élodie", one, refunded=True)
    words = said(client.get(desk(day)))
    assert words.index("élodie") < words.index("Zoé")
    for told in ("Une rampe", "Être devant", "Remboursement du trajet", "liste d’attente, n° 1"):
        assert told in words
    found = said(client.get(f"{desk(day)}?nom=ELO"))
    assert "1 personne pour « ELO »" in found
    assert "Zoé" not in found.partition("Ce dont elles ont besoin")[0]


@pytest.mark.usefixtures("secretary")
def test_one_tap_says_that_someone_is_there_and_another_takes_it_back(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one = come(world, day, "Anne")
    for typed, there in (("yes", True), ("yes", True), ("no", False)):
        reply = client.post(f"/gestion/inscriptions/{one}/presence", data={"present": typed})
        assert reply.headers["location"] == f"{desk(day)}#inscription-{one}"
        assert row(world, Registration, one).present is there
        pressed = f'aria-pressed="{"true" if there else "false"}"'
        assert pressed in client.get(desk(day)).text


@pytest.mark.usefixtures("secretary")
def test_someone_at_the_door_is_written_in_changed_and_erased(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world, registers_until=None)
    one = a_workshop(world, day)
    answers = {"name": "Anne", "present": "yes", "workshop": one, "once": "abc"}
    for _ in range(2):
        assert client.post(desk(day), data=answers).status_code == 303
    [kept] = rows(world, Registration)
    assert (kept.present, inside(world, one)) == (True, ["Anne"])
    here = f"/gestion/inscriptions/{kept.id}"
    assert 'name="present" value="yes" checked' in client.get(here).text
    client.post(here, data={"name": "Anne-Lise", "contact": "06"})
    changed = row(world, Registration, kept.id)
    assert (changed.name, changed.contact, changed.present) == ("Anne-Lise", "06", False)
    assert inside(world, one) == []
    assert client.post(f"{here}/retrait").status_code == 303
    assert rows(world, Registration) == []
    assert client.get(here).status_code == 404


@pytest.mark.usefixtures("secretary")
def test_the_file_holds_everyone_and_no_formula(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day, GROUPS, title="+Voix")
    enrol(world, day, "=HYPERLINK(1)", one, contact="+33 6", needs="@x\n-y", refunded=True)
    enrol(world, day, "Zoé; Anne", one, wishes=" \t=1+1")
    reply = client.get(desk(day, "inscriptions.csv"))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.headers["cache-control"] == "no-store"
    table = list(csv.reader(StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert [len(line) for line in table] == [9, 9, 9]
    cells = [cell for line in table[1:] for cell in line]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert table[1][0] == "'=HYPERLINK(1)"
    assert (table[1][4], table[1][6], table[2][7]) == ("oui", "'+Voix", "'+Voix (1)")
    assert table[2][0] == "Zoé; Anne"


@pytest.mark.usefixtures("secretary")
def test_an_attendance_proof_says_that_someone_was_there_and_nothing_else(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    anne = come(world, day, "Anne", needs="Une rampe", contact="06", present=True)
    brune, cora = come(world, day, "Brune", present=True), come(world, day, "Cora")
    words = said(client.get(desk(day, "attestations")))
    assert "Le comité « CLTSDS des Deux-Vals » atteste que Anne a participé à la journée" in words
    assert "Brune" in words
    assert "Nom et signature" in words
    for kept_back in ("Cora", "Une rampe", "06", "personnes accompagnées", "Garder", "collège"):
        assert kept_back not in words
    only = said(client.get(f"{desk(day, 'attestations')}?inscription={brune}"))
    assert "Brune" in only
    assert "Anne" not in only
    nobody = said(client.get(f"{desk(day, 'attestations')}?inscription={cora}"))
    assert "atteste que" not in nobody
    assert anne


@pytest.mark.usefixtures("secretary")
def test_the_list_of_refunds_holds_those_who_asked(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    come(world, day, "Anne", refunded=True)
    come(world, day, "Brune")
    words = said(client.get(desk(day, "defraiements")))
    assert "Anne" in words
    assert "Brune" not in words


@pytest.mark.usefixtures("secretary")
def test_workshops_are_prepared_and_say_that_nobody_is_turned_away(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world, workshops_each=0)
    form = {"title": "Sans stress", "capacity": 2, "about": "On essaie."}
    assert client.post(desk(day, "ateliers"), data=form).status_code == 303
    assert "Personne ne peut encore choisir" in said(client.get(desk(day, "ateliers")))
    client.post(desk(day, "ateliers/choix"), data={"each": 2})
    assert row(world, Sitting, day).workshops_each == 2
    [kept] = rows(world, Workshop)
    for name in ("Anne", "Brune", "Cora"):
        enrol(world, day, name, kept.id)
    here = f"/gestion/ateliers/{kept.id}"
    client.post(here, data=form | {"capacity": 1})
    assert inside(world, kept.id) == ["Anne", "Brune"]
    assert "personne n’a été retiré" in said(client.get(desk(day)))
    client.post(here, data=form | {"capacity": 3})
    assert inside(world, kept.id) == ["Anne", "Brune", "Cora"]
    assert client.post(f"{here}/retrait", data={"seen": 2}).status_code == 409
    assert 'name="seen" value="3"' in client.get(here).text
    assert client.post(f"{here}/retrait", data={"seen": 3}).status_code == 303
    assert rows(world, WorkshopPlace) == []


@pytest.mark.usefixtures("secretary")
def test_the_workshops_of_a_day_that_is_over_are_only_read(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day)

    def close(session: Session) -> None:
        session.get_one(Sitting, day).state = SittingState.OVER

    world.db.do(close)
    for address in (desk(day, "ateliers"), f"/gestion/ateliers/{one}"):
        assert "<form method" not in client.get(address).text.partition("<footer")[0]
    reply = client.post(f"/gestion/ateliers/{one}", data={"title": "x", "capacity": 2})
    assert reply.status_code == 409


@pytest.mark.usefixtures("secretary")
@pytest.mark.parametrize("capacity", ["0", "-1", "501", "deux", ""])
def test_a_workshop_has_a_number_of_places_that_can_be(
    client: TestClient, world: World, capacity: str
) -> None:
    day = an_open_day(world)
    form = {"title": "Sans stress", "capacity": capacity}
    assert client.post(desk(day, "ateliers"), data=form).status_code == 422
    assert rows(world, Workshop) == []
