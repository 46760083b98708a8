"""Clusters stand above words: whatever is done, no word is lost, and everything can be undone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.syntheses.clusters import rules
from deliberation.syntheses.clusters.rules import (
    Board,
    Change,
    ClusterRefusal,
    Face,
    changed,
    left_of,
)

WORDS = range(1, 7)
Act = tuple[str, frozenset[int], int, int]
DOINGS = ("make", "add", "out", "rename", "merge", "split")


def lists_of(*doings: str) -> st.SearchStrategy[list[Act]]:
    chosen = st.frozensets(st.sampled_from(WORDS), max_size=4)
    which = st.integers(1, 5)
    return st.lists(st.tuples(st.sampled_from(doings), chosen, which, which), max_size=12)


acts = lists_of(*DOINGS)


def change_of(board: Board, act: Act) -> tuple[Board, Change] | None:
    """What an act would change, on the board where its new cluster waits; none if refused."""
    what, chosen, one, other = act
    new = len(board.faces) + 1
    waiting = Board(board.places, {**board.faces, new: Face(what, is_open=False)})
    here = board.members(one) & chosen
    refusal, change = {
        "make": lambda: (
            rules.why_not_place(board, chosen, WORDS, None, True),
            lambda: rules.making(waiting, new, what, chosen),
        ),
        "add": lambda: (
            rules.why_not_place(board, chosen, WORDS, one, False),
            lambda: rules.adding(waiting, one, chosen),
        ),
        "out": lambda: (
            rules.why_not_take_out(board, one, here),
            lambda: rules.taking_out(waiting, here),
        ),
        "rename": lambda: (
            rules.why_not_touch(board, [one]),
            lambda: rules.renaming(waiting, one, what + "!"),
        ),
        "merge": lambda: (
            rules.why_not_merge(board, {one, other}, True),
            lambda: rules.merging(waiting, {one, other}, new, what),
        ),
        "split": lambda: (
            rules.why_not_split(board, one, here, True),
            lambda: rules.making(waiting, new, what, here),
        ),
    }[what]()
    return None if refusal else (waiting, change())


def shown(board: Board) -> tuple[dict[int, int], dict[int, Face]]:
    return dict(board.places), {n: face for n, face in board.faces.items() if face.is_open}


@settings(max_examples=150)
@given(acts)
def test_every_act_is_undone_to_what_was_and_done_again_to_what_is(todo: list[Act]) -> None:
    board, past = Board(), [Board()]
    done: list[Change] = []
    for act in todo:
        if found := change_of(board, act):
            board, change = found
            board = changed(board, change)
            done.append(change)
            past.append(board)
    last = board
    for change, before in zip(reversed(done), reversed(past[:-1]), strict=True):
        assert rules.why_not_change(board, change.reversed) is None
        board = changed(board, change.reversed)
        assert shown(board) == shown(before)
    for change in done:
        assert rules.why_not_change(board, change) is None
        board = changed(board, change)
    assert shown(board) == shown(last)


@settings(max_examples=150)
@given(acts)
def test_words_are_only_ever_in_an_open_cluster_and_a_joined_one_says_where(
    todo: list[Act],
) -> None:
    board = Board()
    for act in todo:
        if found := change_of(board, act):
            board = changed(found[0], found[1])
        assert set(board.places) <= set(WORDS)
        assert all(board.faces[cluster].is_open for cluster in board.places.values())
        for face in board.faces.values():
            assert face.into is None or (not face.is_open and face.into in board.faces)


class Past:
    """A board and all that was done to it, each act undone and done again as its page allows."""

    def __init__(self) -> None:
        self.board = Board()
        self.done: list[Change] = []
        self.undone: set[int] = set()

    def do(self, act: Act) -> None:
        if act[0] in ("undo", "redo"):
            if self.done:
                self.turn(act[2] % len(self.done), undone=act[0] == "undo")
        elif found := change_of(self.board, act):
            self.board = changed(*found)
            self.done.append(found[1])

    def turn(self, number: int, undone: bool) -> ClusterRefusal | None:
        if (number in self.undone) is undone:
            return None
        later = [
            change for n, change in enumerate(self.done) if n > number and n not in self.undone
        ]
        change = self.done[number]
        if refusal := rules.why_not_undo(self.board, change, undone, later):
            return refusal
        self.board = changed(self.board, change.reversed if undone else change)
        self.undone ^= {number}
        return None


@settings(max_examples=200)
@given(lists_of(*DOINGS, "make", "add", "undo", "undo", "redo"))
def test_however_acts_are_undone_between_others_no_word_is_hidden_and_all_of_it_can_be_undone(
    todo: list[Act],
) -> None:
    past = Past()
    for act in todo:
        past.do(act)
        assert all(past.board.faces[cluster].is_open for cluster in past.board.places.values())
    end, still = shown(past.board), [n for n in range(len(past.done)) if n not in past.undone]
    for number in reversed(still):
        assert past.turn(number, undone=True) is None
    assert shown(past.board) == ({}, {})
    for number in still:
        assert past.turn(number, undone=False) is None
    assert shown(past.board) == end


def test_what_joined_since_keeps_a_cluster_open_and_what_is_closed_takes_nothing_back() -> None:
    past = Past()
    past.do(("make", frozenset({1}), 1, 1))
    past.do(("add", frozenset({2}), 1, 1))
    assert past.turn(0, undone=True) is ClusterRefusal.MOVED_SINCE
    assert past.turn(1, undone=True) is None
    past.do(("make", frozenset({3}), 1, 1))
    past.do(("merge", frozenset(), 1, 3))
    assert past.turn(1, undone=False) is ClusterRefusal.MOVED_SINCE
    assert dict(past.board.places) == {1: 4, 3: 4}


def test_words_that_went_and_came_back_are_not_undone_past_their_coming_back() -> None:
    past = Past()
    past.do(("make", frozenset({1, 2}), 1, 1))
    past.do(("make", frozenset({3}), 1, 1))
    past.do(("add", frozenset({3}), 1, 1))
    past.do(("add", frozenset({3}), 2, 1))
    assert past.turn(1, undone=True) is ClusterRefusal.MOVED_SINCE
    assert [past.turn(n, undone=True) for n in (3, 2, 1, 0)] == [None] * 4


def test_an_act_whose_words_have_moved_since_is_not_undone() -> None:
    board = Board({}, {1: Face("un", False), 2: Face("deux", False)})
    first = rules.making(board, 1, "un", [1, 2])
    board = changed(board, first)
    board = changed(board, rules.making(board, 2, "deux", [2]))
    assert rules.why_not_change(board, first.reversed) is ClusterRefusal.MOVED_SINCE
    assert rules.why_not_change(board, first) is ClusterRefusal.MOVED_SINCE


def test_a_proposal_is_about_words_that_nobody_has_placed_or_parted() -> None:
    board = Board({1: 7, 2: 8}, {7: Face("a"), 8: Face("b")})
    assert left_of([3, 4], board, [], 2) == ((3, 4), None)
    assert left_of([3], board, [], 2) is None
    assert left_of([1, 3], board, [], 2) == ((3,), 7)
    assert left_of([1, 2, 3], board, [], 2) is None
    assert left_of([1], board, [], 2) is None
    assert left_of([3, 4], board, [frozenset({3, 4, 5})], 2) is None
    assert left_of([3, 4, 5], board, [frozenset({3, 4})], 2) == ((3, 4, 5), None)


def test_bad_requests_have_their_sentence() -> None:
    board = Board({1: 7, 2: 7}, {7: Face("a"), 8: Face("b", False, 7)})
    refusals = ClusterRefusal
    assert rules.why_not_place(board, [], WORDS, 7, False) is refusals.NOTHING_CHOSEN
    assert rules.why_not_place(board, [99], WORDS, 7, False) is refusals.UNKNOWN_WORDS
    assert rules.why_not_place(board, [3], WORDS, None, False) is refusals.NO_NAME
    assert rules.why_not_place(board, [3], WORDS, 8, False) is refusals.CLOSED
    assert rules.why_not_place(board, [3], WORDS, 99, False) is refusals.CLOSED
    assert rules.why_not_merge(board, [7, 7], True) is refusals.TWO_AT_LEAST
    assert rules.why_not_merge(board, [7, 8], True) is refusals.CLOSED
    assert rules.why_not_split(board, 7, [1, 2], True) is refusals.ALL_LEAVE
    assert rules.why_not_split(board, 7, [1], False) is refusals.NO_NAME
    assert rules.why_not_split(board, 7, [3], True) is refusals.NOT_IN_IT
