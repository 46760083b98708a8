"""What the journeys start from: a served committee, its staff with their accounts, its people."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import Session
from starlette.applications import Starlette
from websockets.sync.client import ClientConnection, connect

from deliberation.app import build
from deliberation.assembly.models import Phase, Topic
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.people.commands import make_account, make_link
from deliberation.people.models import Structure, StructureKind
from deliberation.roles import Grant, Role
from deliberation.security import new_token
from tests.browser.serving import serving
from tests.hall import SOON
from tests.journeys.person import Person
from tests.world import World, a_world

PASSWORD = "un mot de passe d'essai"
LOCAL = {
    "moderatrice": (Role.MODERATOR,),
    "animatrice": (Role.FACILITATOR,),
    "animateur": (Role.FACILITATOR,),
    "scribe": (Role.SCRIBE,),
    "technique": (Role.TECHNICAL,),
    "secretariat": (Role.SECRETARIAT,),
}


@dataclass
class Story:
    """A committee that is served, and the addresses that its people come to know."""

    app: Starlette
    address: str
    world: World
    key: bytes
    link: str  # of the national reader
    people: list[Person] = field(default_factory=list)

    @property
    def db(self) -> Database:
        return self.world.db

    def someone(self) -> Person:
        """A person who comes along with a browser of her own."""
        self.people.append(Person(self.address))
        return self.people[-1]

    def signed_in(self, name: str) -> Person:
        """A member of staff who signs in with her password."""
        person = self.someone()
        email = f"{name}@example.org"
        person.sends("/connexion", email=email, password=PASSWORD)
        assert person.where == "/gestion"
        return person

    def follows(self, path: str, person: Person | None = None) -> ClientConnection:
        """A live screen; that of somebody, where only hers may follow."""
        return follow(self.address, path, dict(person.client.cookies) if person else {})


def follow(address: str, path: str, held: Mapping[str, str]) -> ClientConnection:
    """A device that follows a live address, with the cookies that it holds."""
    cookies = "; ".join(f"{name}={value}" for name, value in held.items())
    return connect(
        address.replace("http", "ws") + path,
        origin=address,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies} if cookies else None,
    )


def first_frame(screen: ClientConnection) -> str:
    """What a device shows as soon as it is there."""
    return str(screen.recv(SOON))


def until(screen: ClientConnection, is_shown: Callable[[str], bool]) -> str:
    """The frame that shows it. Each carries all that is true: some are skipped."""
    while not is_shown(frame := screen.recv(SOON)):  # type: ignore[arg-type]
        pass
    return str(frame)


@contextmanager
def a_story(settings: Settings) -> Iterator[Story]:
    """A real server, on a fresh database."""
    app = build(settings)
    with serving(app) as address:
        settings.public_url = address
        world = a_world(app.state.db)
        link = world.db.do(_staff, world)
        story = Story(app, address, world, settings.key, f"/lien/{link}")
        yield story
        for person in story.people:
            person.client.close()


def _staff(session: Session, world: World) -> str:
    """Everyone who has a part to play. The journey opens its own topic: the first one is put away.

    Returns what the national reader's personal link holds.
    """
    session.get_one(Topic, world.topic_id).phase = Phase.DECLINED
    session.add(
        Structure(
            committee_id=world.committee_id, name="Les Voix du Val", kind=StructureKind.CONCERNED
        )
    )
    for name, roles in LOCAL.items():
        grants = [Grant(role, world.committee_id) for role in roles]
        make_account(session, f"{name}@example.org", f"Prénom {name}", PASSWORD, grants)
    reader = [Grant(Role.NATIONAL_READER)]
    number = make_account(session, "conseil@example.org", "Prénom conseil", None, reader)
    token = new_token()
    make_link(session, number, token, 30, datetime.now(UTC))
    return token
