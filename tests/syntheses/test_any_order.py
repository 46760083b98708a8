"""Whatever is done to sentences, in any order: no word changes, and none stands on nothing."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.errors import Refused
from deliberation.people.models import Participant
from deliberation.syntheses import losses, statements
from deliberation.syntheses.citing import Written
from deliberation.syntheses.models import Citation, Statement, StatementVersion, Synthesis
from tests.debate.speaking import a_speaker, said
from tests.syntheses.drafting import PEN, a_synthesis, sections
from tests.world import NOON, World

WORDS = "On me dit d'aller sur internet, moi je n'ai plus de forfait."
ACTS = ("write", "change", "remove", "put back", "revert", "withdraw", "move")
LOST = ("withdraw", "revert")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2), st.booleans()),
    min_size=4,
    max_size=14,
)


def act(
    world: World, section: int, words: list[int], author: int, step: tuple[str, int, int, bool]
) -> None:
    """One act, on one sentence and one contribution; it may be refused."""
    name, which, source, quoted = step
    with world.db.reading() as session:
        mine = select(Statement).where(Statement.section_id == section)
        every = session.exec(mine.order_by(col(Statement.id))).all()
    number = words[source]
    passage = ((number, "aller sur internet"),) if quoted else ()
    written = Written(f"Phrase {which}.", contributions=(number,), quotes=passage)
    if name == "withdraw":
        world.db.do(withdraw_contribution, number, author)
        return
    if name == "write" or not every:
        world.db.do(statements.add_statement, section, written, PEN, NOON)
        return
    one = every[which % len(every)]
    acts = {
        "change": (statements.change_statement, written, one.version, PEN, NOON),
        "remove": (statements.remove_statement, PEN, NOON),
        "put back": (statements.put_statement_back, PEN, NOON),
        "revert": (statements.revert_statement, 1 + source, one.version, PEN, NOON),
        "move": (statements.move_statement, quoted, PEN),
    }
    command, *more = acts[name]
    world.db.do(command, one.id, *more)


def bare(world: World, synthesis: int) -> set[int]:
    """The sentences of the text that nothing carries any more."""
    with world.db.reading() as session:
        found = losses.losses_of(session, session.get_one(Synthesis, synthesis))
        return {number for number, one in found.items() if one.bare}


def assert_all_is_kept(world: World) -> None:
    """No word is altered, and each sentence has its sources and its versions, without a gap."""
    with world.db.reading() as session:
        for said_once in session.exec(select(Contribution)):
            gone = said_once.state is ContributionState.WITHDRAWN
            assert said_once.words == ("" if gone else WORDS)
        for one in session.exec(select(Statement)):
            cited = select(Citation).where(Citation.statement_id == one.id)
            assert session.exec(cited).all()
            versions = select(StatementVersion).where(StatementVersion.statement_id == one.id)
            kept = session.exec(versions.order_by(col(StatementVersion.number))).all()
            assert [version.number for version in kept] == list(range(1, one.version + 1))
            assert (kept[-1].words, kept[-1].removed) == (one.words, one.removed)
            assert not any("aller sur" in version.model_dump_json() for version in kept)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
@example(steps=[(name, 0, 0, True) for name in ("write", "remove", "withdraw", "put back")])
@example(steps=[("write", 0, 0, True), ("change", 0, 1, True), *[(n, 0, 0, True) for n in LOST]])
def test_no_sequence_of_writing_loses_a_source_a_version_or_a_word(
    world: World, steps: list[tuple[str, int, int, bool]]
) -> None:
    with world.db.reading() as session:
        people = session.exec(select(func.count()).select_from(Participant)).one()
    author = a_speaker(world, people + 1)
    words = [said(world, author, WORDS, scope=Scope.PUBLIC) for _ in range(3)]
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    for step in steps:
        before = bare(world, synthesis)
        try:
            act(world, section, words, author, step)
        except Refused:
            continue
        if step[0] != "withdraw":
            assert bare(world, synthesis) <= before
        assert_all_is_kept(world)
