"""Builders and fixtures: a small world in which tests tell what happens to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from deliberation.app import build
from deliberation.assembly.models import Committee, NationalBody, Phase, Topic, WorkingGroup
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.people.models import Account, Channel, College, Membership, Participant
from deliberation.roles import Role
from deliberation.security import PARTICIPANT_COOKIE, STAFF_COOKIE, StaffSession, new_token
from deliberation.security import token_hash as hash_of

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
COLLEGES = (
    ("concerned", "personnes accompagnées", "circle"),
    ("professionals", "professionnels", "square"),
    ("institutions", "institutions", "triangle"),
)


@dataclass
class World:
    """What exists before most stories begin: a committee, its colleges, a group, an open topic."""

    db: Database
    committee_id: int
    group_id: int
    topic_id: int
    body_id: int
    colleges: dict[str, int]

    def keep(self, row: Any) -> Any:
        """Write a row as it is; its id is then known."""
        return self.db.do(_keep, row)


def _keep(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path)


@pytest.fixture
def app(settings: Settings) -> Starlette:
    return build(settings)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    """A browser without script, held by nobody yet."""
    with TestClient(app, follow_redirects=False, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def db(client: TestClient) -> Database:
    return client.app.state.db


@pytest.fixture
def world(db: Database) -> World:
    return a_world(db)


def a_world(db: Database) -> World:
    def build_it(session: Session) -> tuple[int, int, int, int, dict[str, int]]:
        body = _keep(session, NationalBody(name="Haut Conseil fictif", short_name="HCF"))
        committee = _keep(
            session,
            Committee(
                slug="deux-vals",
                name="CLTSDS des Deux-Vals",
                territories="Valdombre et Haute-Brière",
                bearers="Département de Valdombre",
                term="2024-2026",
                national_body_id=body.id,
            ),
        )
        group = _keep(session, WorkingGroup(committee_id=committee.id, name="Accès aux droits"))
        topic = _keep(session, a_topic(group.id))
        colleges = {
            code: _keep(
                session,
                College(committee_id=committee.id, code=code, name=name, shape=shape, position=i),
            ).id
            for i, (code, name, shape) in enumerate(COLLEGES)
        }
        return committee.id, group.id, topic.id, body.id, colleges

    committee_id, group_id, topic_id, body_id, colleges = db.do(build_it)
    return World(db, committee_id, group_id, topic_id, body_id, colleges)


def a_topic(group_id: int, **details: Any) -> Topic:
    """A topic that is open and well framed, unless the test says otherwise."""
    return Topic(
        **{
            "group_id": group_id,
            "question": "Comment garder un accueil humain ?",
            "why": "Beaucoup de démarches passent par internet.",
            "easy_read": "On veut parler à une personne. Comment faire ?",
            "decider": "Le comité technique",
            "can_change": "Les horaires d'accueil",
            "known_when": "Avant l'été",
            "opens_on": date(2026, 1, 1),
            "closes_on": date(2099, 12, 31),
            "phase": Phase.OPEN,
        }
        | details
    )


def a_participant(world: World, college: str | None = "concerned", number: int = 1) -> str:
    """Someone who has a card. Returns the secret of the card: what her device keeps."""
    secret = new_token()
    world.keep(
        Participant(
            committee_id=world.committee_id,
            college_id=world.colleges[college] if college else None,
            pseudonym=f"Voix {1000 + number}",
            card_hash=hash_of(secret),
            channel=Channel.PHONE,
            joined_on=NOON.date(),
        )
    )
    return secret


def enter(client: TestClient, secret: str) -> None:
    """This browser is now the device of the person who holds this card."""
    client.cookies.set(PARTICIPANT_COOKIE, secret)


def a_member(world: World, *roles: Role, email: str = "staff@example.org") -> str:
    """A member of staff with these roles. Returns the secret of her session."""
    secret = new_token()
    account = world.keep(Account(email=email, name="Camille (prénom d'emprunt)"))
    for role in roles:
        national = role is Role.NATIONAL_READER
        committee_id = None if national else world.committee_id
        world.keep(Membership(account_id=account.id, role=role, committee_id=committee_id))
    world.keep(
        StaffSession(
            token_hash=hash_of(secret),
            account_id=account.id,
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
    )
    return secret


def sign_in(client: TestClient, secret: str) -> None:
    """This browser is now signed in with this session."""
    client.cookies.set(STAFF_COOKIE, secret)


def leave(client: TestClient) -> None:
    """This browser is nobody's again."""
    client.cookies.clear()
