"""Who answered what, and the three sums from which the axes follow, kept vote by vote. Pure."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

UNSEEN = -2  # not an answer: this person has not answered this proposal
AT_ONCE = 2048  # people: so few of them are ever held as real numbers

Answers = NDArray[np.int8]
Reals = NDArray[np.float64]
Mask = NDArray[np.bool_]


class VoteTable:
    """The answers of people to proposals, and three sums over people that never drift.

    `said` and `seen` have the shape (people, proposals): 1 agrees, -1 disagrees, 0 neither (or
    unseen). The sums have the shape (proposals, proposals) and hold whole numbers, so that adding
    and taking away is exact: `vv` of said × said, `vm` of said × seen, `mm` of seen × seen.
    A change costs (people who changed) × proposals², whatever the number of people.
    """

    def __init__(self, answers: Answers, hidden: Mask | None = None) -> None:
        """`answers`: (people, proposals) of -1, 0, 1 or UNSEEN. `hidden`: the proposals that
        moderation took away; as in Polis they say nothing, and count as seen by everyone.
        """
        people, proposals = answers.shape
        self.hidden: Mask = np.zeros(proposals, np.bool_) if hidden is None else hidden
        self.said: Answers = np.zeros((people, proposals), np.int8)
        self.seen: Mask = np.zeros((people, proposals), bool)
        self.vv = np.zeros((proposals, proposals))
        self.vm = np.zeros((proposals, proposals))
        self.mm = np.zeros((proposals, proposals))
        for part in _parts(people):
            self._keep(part, answers[part])
            self._add(part, 1)

    def answer(self, people: Iterable[int], answers: Answers) -> None:
        """Write again all that these people answer: (people, proposals), as at the beginning."""
        rows = np.fromiter(people, np.intp)
        self._add(rows, -1)
        self._keep(rows, answers)
        self._add(rows, 1)

    def join(self, answers: Answers) -> None:
        """More people, with what they answer: (people, proposals)."""
        first, more = len(self.said), len(answers)
        width = self.said.shape[1]
        self.said = np.concatenate([self.said, np.zeros((more, width), np.int8)])
        self.seen = np.concatenate([self.seen, np.zeros((more, width), bool)])
        self.answer(range(first, first + more), answers)

    @property
    def centre(self) -> Reals:
        """The mean answer to each proposal, of those who answered it: shape (proposals,)."""
        return np.diag(self.vm) / np.maximum(np.diag(self.mm), 1)

    @property
    def covariance(self) -> Reals:
        """Of the answers, with the mean in place of each one that is missing.

        Shape (proposals, proposals), up to the number of people, which the axes do not need.
        """
        centre = self.centre
        crossed = self.vm * centre  # said of the row, seen of the column
        return self.vv - crossed - crossed.T + np.outer(centre, centre) * self.mm

    @property
    def answered(self) -> NDArray[np.int64]:
        """To how many proposals each person answered, of those that are not hidden."""
        counted: NDArray[np.int64] = self.seen[:, ~self.hidden].sum(axis=1)
        return counted

    def _keep(self, rows: slice | NDArray[np.intp], answers: Answers) -> None:
        seen = (answers != UNSEEN) & ~self.hidden
        self.seen[rows] = seen
        self.said[rows] = np.where(seen, answers, 0)

    def _add(self, rows: slice | NDArray[np.intp], sign: int) -> None:
        said = self.said[rows].astype(np.float32)  # whole numbers: exact below 2 ** 24
        seen = self.seen[rows].astype(np.float32)
        self.vv += sign * (said.T @ said)
        self.vm += sign * (said.T @ seen)
        self.mm += sign * (seen.T @ seen)


def _parts(people: int) -> Iterable[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, people, AT_ONCE))
