"""Whoever changes the database behind the platform's back is found, with the table and the row."""

from dataclasses import dataclass
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlmodel import Session
from typer.testing import CliRunner

from deliberation.__main__ import app as console
from deliberation.ballots.changes import raise_secrecy
from deliberation.ballots.channels import (
    add_slips,
    count_by_hand,
    declare_present,
    give_voices_back,
)
from deliberation.ballots.lifecycle import publish_ballot
from deliberation.ballots.models import Choice, Method
from deliberation.config import Settings
from deliberation.people.models import Channel
from tests.ballots.test_secrecy import cards, cast
from tests.ballots.voting import MODERATOR, a_ballot_of, an_open_ballot, close, people, vote
from tests.chain import publish
from tests.world import World

pytestmark = pytest.mark.both_databases


@dataclass
class Instance:
    """A published ballot (1) of three votes, an open one (2) of one and of five hands, with two
    options of another (3), a published synthesis (1).
    """

    settings: Settings
    world: World

    def change(self, *statements: str) -> None:
        """What somebody with the database's password can do, and no command does."""

        def tamper(session: Session) -> None:
            for statement in statements:
                session.execute(text(statement))

        self.world.db.do(tamper)

    def verify(self) -> tuple[int, list[str]]:
        """What `deliberation verify` says: its exit code, and its lines."""
        places = {
            "DATABASE_URL": self.settings.database_url,
            "DATA_DIR": str(self.settings.data_dir),
        }
        done = CliRunner().invoke(console, ["verify"], env=places)
        return done.exit_code, done.stdout.splitlines()


@pytest.fixture
def instance(settings: Settings, world: World) -> Instance:
    voters = people(world, 3)
    closed = an_open_ballot(world)
    for person in voters:
        vote(world, closed, person, Choice.AGREE)
    close(world, closed)
    world.db.do(publish_ballot, closed, MODERATOR)
    still_open = an_open_ballot(world)
    vote(world, still_open, voters[0], Choice.UNSURE)
    world.db.do(count_by_hand, still_open, "Table 4", Channel.TABLE, {"agree": 5}, MODERATOR)
    world.db.do(declare_present, still_open, 8, MODERATOR)
    a_ballot_of(world, Method.CHOICE, "Un guichet", "Un bus")
    world.db.do(publish, world.topic_id)
    return Instance(settings, world)


def test_what_nobody_touched_is_found_whole(instance: Instance) -> None:
    assert instance.verify()[0] == 0


ALTERED = {
    "a vote": ("UPDATE vote SET choice = 'disagree' WHERE ballot_id = 2", "vote:2/1: altered"),
    "the mark of a vote": (
        "UPDATE vote SET mark = 'x' WHERE ballot_id = 1 AND participant_id = 2",
        "vote:1/2: altered",
    ),
    "a counter": ("UPDATE counter SET number = 9 WHERE ballot_id = 1", "counter:1/1/agree: says 9"),
    "the college of a voter": (
        "UPDATE participant SET college_id = 2 WHERE id = 1",
        "counter:1/1/agree: says 3, recount 2",
    ),
    "the state of a ballot": (
        "UPDATE ballot SET state = 'closed' WHERE id = 2",
        "ballot:2: closed",
    ),
    "what is asked": (
        "UPDATE ballot SET question = 'Fermer ?' WHERE id = 2",
        "ballot:2: what it asks",
    ),
    "what was asked": (
        "UPDATE ballot SET question = 'Fermer ?' WHERE id = 1",
        "ballot:1: what it asks",
    ),
    "what must be reached": (
        "UPDATE ballot SET threshold = 50 WHERE id = 1",
        "ballot:1: what it asks",
    ),
    "an option": (
        "UPDATE ballot_option SET words = 'Un train' WHERE words = 'Un bus'",
        "ballot:3: what it asks",
    ),
    "colleges shown together": (
        "INSERT INTO grouping (ballot_id, college_id, name) VALUES (1, 1, 'Tous')",
        "ballot:1: what it asks",
    ),
    "who was there": (
        "UPDATE ballot SET present = 99 WHERE id = 2",
        "ballot:2: the people present",
    ),
    "why more voted than were there": (
        "UPDATE ballot SET excess = 'Une erreur' WHERE id = 1",
        "ballot:1: the people present",
    ),
    "raised hands, before the close": (
        "UPDATE hand_count SET number = 9",
        "hand_count:2/table/0/Table 4: not what was declared",
    ),
    "who did something": (
        "UPDATE event SET actor = 'account:9' WHERE name = 'ballot.closed'",
        "event:{closing}: altered",
    ),
    "when it happened": (
        "UPDATE event SET at = '2020-01-01 00:00:00' WHERE name = 'ballot.closed'",
        "event:{closing}: altered",
    ),
    "a seal": ("UPDATE seal SET mark = 'x' WHERE id = 3", "seal:3: altered"),
    "the newest seal": ("UPDATE journal_head SET mark = 'x'", "journal_head:1"),
    "a published synthesis": (
        "UPDATE snapshot SET content = replace(content, 'Une phrase', 'Une autre')",
        "snapshot:1: altered",
    ),
    "the number of a synthesis": ("UPDATE snapshot SET number = 'autre'", "snapshot:1: altered"),
}


@pytest.mark.parametrize(("statement", "found"), ALTERED.values(), ids=ALTERED)
def test_what_was_altered_is_named_with_its_table_and_its_row(
    instance: Instance, statement: str, found: str
) -> None:
    with instance.world.db.reading() as session:
        [closing] = session.execute(text("SELECT id FROM event WHERE name = 'ballot.closed'"))
    instance.change(statement)
    code, lines = instance.verify()
    assert code == 1
    assert any(line.startswith(found.format(closing=closing.id)) for line in lines), lines


DELETED = {
    "a vote": ("DELETE FROM vote WHERE participant_id = 3",),
    "a vote and its counter, once closed": (
        "DELETE FROM vote WHERE participant_id = 3",
        "UPDATE counter SET number = 2 WHERE ballot_id = 1",
    ),
    "a vote and its counter, while open": (
        "DELETE FROM vote WHERE ballot_id = 2",
        "DELETE FROM counter WHERE ballot_id = 2",
    ),
    "a counter": ("DELETE FROM counter WHERE ballot_id = 2",),
    "a line of the journal": ("DELETE FROM event WHERE name = 'ballot.closed'",),
    "the newest line of the journal": ("DELETE FROM event WHERE id = (SELECT max(id) FROM event)",),
    "the end of the journal": (
        "DELETE FROM event WHERE seal_id = (SELECT max(id) FROM seal)",
        "DELETE FROM seal WHERE id = (SELECT max(id) FROM seal)",
    ),
    "raised hands": ("DELETE FROM hand_count",),
    "an option": ("DELETE FROM ballot_option WHERE words = 'Un bus'",),
    "the whole journal": ("DELETE FROM event", "DELETE FROM seal", "DELETE FROM journal_head"),
    "a published synthesis": ("DELETE FROM snapshot",),
}


@pytest.mark.parametrize("statements", DELETED.values(), ids=DELETED)
def test_what_was_deleted_is_found(instance: Instance, statements: tuple[str, ...]) -> None:
    instance.change(*statements)
    assert instance.verify()[0] == 1


def test_a_synthesis_rewritten_with_its_hash_is_still_found(instance: Instance) -> None:
    content = "{}"
    digest = sha256(content.encode()).hexdigest()
    instance.change(f"UPDATE snapshot SET content = '{content}', digest = '{digest}'")
    assert instance.verify() == (1, ["snapshot:1: altered"])


def test_hands_that_were_changed_before_the_close_are_found_after_it(instance: Instance) -> None:
    """The close seals what it finds: the line of the day they were declared still tells."""
    instance.change("UPDATE hand_count SET number = 9")
    close(instance.world, 2)
    assert instance.verify() == (1, ["hand_count:2/table/0/Table 4: not what was declared"])


def test_a_secret_paper_given_to_somebody_else_to_check_is_found(instance: Instance) -> None:
    """With another's checking key she would be shown another's answer as hers."""
    ballot = a_ballot_of(instance.world, Method.AGREEMENT, secret=True)
    for person, secret in cards(instance.world, 5).items():
        cast(instance.world, ballot, person, secret, Choice.AGREE)
    assert instance.verify()[0] == 0
    instance.change("UPDATE paper SET checked = 'x' WHERE key = (SELECT min(key) FROM paper)")
    code, lines = instance.verify()
    assert code == 1
    assert [line.rpartition(":")[2] for line in lines] == [" altered"]


def test_what_is_done_by_the_rules_is_never_called_tampering(instance: Instance) -> None:
    world = instance.world
    world.db.do(count_by_hand, 2, " table  4 ", Channel.TABLE, {"agree": 6}, MODERATOR)
    world.db.do(add_slips, 2, "Urne", "agree", 3, MODERATOR)
    world.db.do(add_slips, 2, "urne", "agree", -1, MODERATOR)
    world.db.do(give_voices_back, 2, "TABLE 4", MODERATOR)
    world.db.do(declare_present, 2, 1, MODERATOR)
    close(world, 2)
    world.db.do(publish_ballot, 2, MODERATOR, "Deux personnes sont venues tard.")
    world.db.do(raise_secrecy, 1, MODERATOR)
    assert instance.verify() == (0, instance.verify()[1])
    with world.db.reading() as session:
        declared = session.execute(text("SELECT source, number FROM hand_count")).all()
    assert [tuple(row) for row in declared] == [("Urne", 2)]
