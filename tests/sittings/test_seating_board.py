"""Laws of the board: what a change is said to gain is what it gains, and it can be put back."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from deliberation.sittings.seating import Rule, Turn
from deliberation.sittings.seating_board import Board
from deliberation.sittings.seating_search import apply, changes, descend, gain_of, seek
from deliberation.sittings.seating_starts import deal
from tests.sittings.test_seating import turns


def a_full_board(turn: Turn) -> Board:
    seats = sum(table.capacity for table in turn.tables)
    board = Board(turn, turn.people[:seats])
    deal(board, Random(1))
    return board


@given(turns(), st.data())
def test_the_gain_of_a_change_is_the_difference_of_the_whole(
    turn: Turn, data: st.DataObject
) -> None:
    board = a_full_board(turn)
    assume(board.free)
    options = changes(board, data.draw(st.sampled_from(board.free)))
    assume(options)
    change, before, place = data.draw(st.sampled_from(options)), board.total(), list(board.place)
    gain = gain_of(board, change)
    apply(board, change)
    assert board.total() - before == gain
    board.restore(place)
    assert (board.total(), board.place) == (before, place)


@given(turns())
def test_a_search_never_ends_worse_and_a_descent_leaves_nothing_better(turn: Turn) -> None:
    board = a_full_board(turn)
    before = board.total()
    seek(board, Random(1))
    sought = board.total()
    descend(board)
    assert board.total() <= sought <= before
    assert not [
        option
        for person in board.free
        for option in changes(board, person)
        if gain_of(board, option) < 0
    ]


@given(turns(st.just(Rule.MIX)))
def test_whoever_stays_is_never_moved_by_a_search(turn: Turn) -> None:
    board = a_full_board(turn)
    staying = {person: board.place[person] for person in board.fixed}
    seek(board, Random(1))
    descend(board)
    board.clear()
    assert {person: board.place[person] for person in board.fixed} == staying
    assert all(table != -1 for table in staying.values())
