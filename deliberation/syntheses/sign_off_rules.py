"""The law of signing off: verdicts, head counts, remarks, and what is published or corrected."""

from collections.abc import Sequence
from typing import NamedTuple

from deliberation.errors import Refusal
from deliberation.syntheses.models import SynthesisState, Verdict
from deliberation.syntheses.rules import STEPS, Step, SynthesisRefusal
from deliberation.syntheses.writing_rules import WritingRefusal


def why_not_judge(
    state: SynthesisState, verdict: Verdict, reason: str, bare: int = 0
) -> SynthesisRefusal | None:
    """A verdict is given on what was submitted; to return it, one says why; to validate it, no
    sentence may stand on nothing (`bare` of them do).
    """
    if state is not SynthesisState.SUBMITTED:
        return SynthesisRefusal.NOT_SUBMITTED
    if verdict is Verdict.VALIDATE and bare:
        return SynthesisRefusal.STANDS_ON_NOTHING
    if verdict is Verdict.RETURN and not reason:
        return SynthesisRefusal.NO_REASON
    return None


def why_not_remark(state: SynthesisState, words: str, in_text: bool) -> Refusal | None:
    """A member says what she thinks of a sentence while the text is in her hands."""
    if state is not SynthesisState.SUBMITTED:
        return SynthesisRefusal.NOT_SUBMITTED
    if not in_text:
        return WritingRefusal.NOT_IN_TEXT
    return None if words else SynthesisRefusal.NO_REMARK


class HeadCount(NamedTuple):
    """What the members present did, in a sitting."""

    present: int
    in_favour: int
    against: int
    abstained: int
    not_taking_part: int

    @property
    def verdict(self) -> Verdict:
        """More for than against: abstaining, or not taking part, weighs on neither side."""
        return Verdict.VALIDATE if self.in_favour > self.against else Verdict.RETURN


def why_not_count(count: HeadCount, quorum: int = 0) -> SynthesisRefusal | None:
    """Everyone present is counted once, and they are enough."""
    if count.present < 1:
        return SynthesisRefusal.NOBODY
    if sum(count[1:]) != count.present:
        return SynthesisRefusal.WRONG_COUNT
    return SynthesisRefusal.NO_QUORUM if count.present < quorum else None


def outcome(verdicts: Sequence[Verdict], members: int, quorum: int = 0) -> Step | None:
    """What the verdicts given one by one decide: the same for more than half of the members.

    When too many ask to return it for a majority to validate it, it is returned. Nothing is
    decided before as many as the quorum have answered.
    """
    if len(verdicts) < quorum:
        return None
    if verdicts.count(Verdict.VALIDATE) * 2 > members:
        return Step.VALIDATE
    if verdicts.count(Verdict.RETURN) * 2 >= members > 0:
        return Step.RETURN
    return None


def why_not_publish(state: SynthesisState, bare: int) -> SynthesisRefusal | None:
    if (state, Step.PUBLISH) not in STEPS:
        return SynthesisRefusal.NOT_VALIDATED
    return SynthesisRefusal.STANDS_ON_NOTHING if bare else None


def why_not_name(state: SynthesisState, judged: bool) -> SynthesisRefusal | None:
    """Whoever gave a verdict says whether her name goes with it, until it is printed."""
    if state not in (SynthesisState.SUBMITTED, SynthesisState.VALIDATED):
        return SynthesisRefusal.NOT_SUBMITTED
    return None if judged else SynthesisRefusal.NOT_YOUR_VERDICT


def why_not_hand_back(state: SynthesisState, bare: int) -> SynthesisRefusal | None:
    """Those who wrote take a text back only if words were taken from under it."""
    if (state, Step.HAND_BACK) not in STEPS:
        return SynthesisRefusal.NOT_SUBMITTED
    return None if bare else SynthesisRefusal.STILL_STANDS


def why_not_correct(
    state: SynthesisState, words: str, now: str, notice: str
) -> SynthesisRefusal | None:
    """What is published changes in one way: a correction that says what and why, under a number."""
    if state is not SynthesisState.PUBLISHED:
        return SynthesisRefusal.NOT_PUBLISHED
    if not words:
        return SynthesisRefusal.NO_WORDS
    if words == now:
        return SynthesisRefusal.SAME_WORDS
    return None if notice else SynthesisRefusal.NO_NOTICE
