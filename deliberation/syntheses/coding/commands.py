"""Drawing a sample, and classing its words one by one."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import newest_of, visible_ids
from deliberation.debate.models import Contribution
from deliberation.debate.moderation import masked_since
from deliberation.debate.rules import Audience, is_readable
from deliberation.errors import Refusal, refuse
from deliberation.i18n import N_
from deliberation.journal import record
from deliberation.syntheses.coding.kappa import Agreement, cohen
from deliberation.syntheses.coding.models import Category, Coding, Sample, SampleWords

FEWEST, MOST = 5, 100
CODERS = 2


class CodingRefusal(Refusal):
    """Why words are not classed."""

    TOO_FEW = N_("Il faut au moins cinq paroles pour un échantillon.")
    TWO_ALREADY = N_("Deux personnes classent déjà cet échantillon. Tirez-en un autre.")
    NOT_IN_IT = N_("Cette parole n'est pas dans l'échantillon.")
    CHANGED = N_("Cette parole a été changée ou retirée depuis : elle n'est plus à classer.")
    BOTH_DONE = N_("Les deux classements sont finis et comparés : ils ne changent plus.")


class Stand(NamedTuple):
    """Where a sample stands for one person: the words that are still as they were drawn, the
    places that she has classed, and the result once both did.
    """

    sample: Sample
    size: int
    shown: dict[int, Contribution]
    mine: set[int]
    coders: int
    pairs: list[tuple[Category, Category]]

    @property
    def gone(self) -> int:
        """How many words were changed or taken back since: they are in no figure."""
        return self.size - len(self.shown)

    @property
    def done(self) -> int:
        """How many of the others she has classed."""
        return len(self.mine & self.shown.keys())

    @property
    def next(self) -> tuple[int, Contribution] | None:
        """The first that she has not classed, and its place."""
        left = ((place, words) for place, words in self.shown.items() if place not in self.mine)
        return next(left, None)

    @property
    def agreement(self) -> Agreement | None:
        if not self.pairs:
            return None
        first, second = zip(*self.pairs, strict=True)
        return cohen(first, second)


def draw_sample(
    session: Session, topic_id: int, size: int, seed: int, actor: str, now: datetime
) -> int:
    """Draw some words of a topic at random. Returns the number of the sample."""
    session.get_one(Topic, topic_id)
    told = visible_ids(session, topic_id, Audience.DRAFTERS)
    refuse(CodingRefusal.TOO_FEW if min(size, len(told)) < FEWEST else None)
    drawn = random.Random(seed).sample(sorted(told), min(size, len(told), MOST))
    sample = Sample(topic_id=topic_id, seed=seed, drawn_at=now)
    session.add(sample)
    session.flush()
    assert sample.id
    session.add_all(
        SampleWords(sample_id=sample.id, position=position, contribution_id=number)
        for position, number in enumerate(drawn, start=1)
    )
    record(session, "sample.drawn", f"topic:{topic_id}", actor=actor, sample=sample.id, seed=seed)
    return sample.id


def code_words(
    session: Session, sample_id: int, position: int, account_id: int, category: Category
) -> int:
    """One of the two coders says what some words are; she may change until both are done."""
    sample = session.get_one(Sample, sample_id, with_for_update=True)
    stand = stand_of(session, sample, account_id)
    refuse(CodingRefusal.BOTH_DONE if stand.pairs else None)
    refuse(CodingRefusal.TWO_ALREADY if not stand.mine and stand.coders >= CODERS else None)
    refuse(None if 1 <= position <= stand.size else CodingRefusal.NOT_IN_IT)
    refuse(None if position in stand.shown else CodingRefusal.CHANGED)
    session.merge(
        Coding(sample_id=sample_id, position=position, account_id=account_id, category=category)
    )
    actor, channel = f"account:{account_id}", f"topic:{sample.topic_id}"
    record(session, "words.coded", channel, actor=actor, sample=sample_id)
    return sample.topic_id


def stand_of(session: Session, sample: Sample, account_id: int) -> Stand:
    """The sample as this person may see it: nothing of the other's answers before both are done."""
    places = _places(session, sample)
    by_coder: dict[int, dict[int, Category]] = {}
    for one in session.exec(select(Coding).where(Coding.sample_id == sample.id)):
        by_coder.setdefault(one.account_id, {})[one.position] = one.category
    shown = _as_drawn(session, sample, places)
    both = [given for _, given in sorted(by_coder.items())]
    done = len(both) == CODERS and all(set(given) >= set(shown) for given in both)
    pairs = [(both[0][place], both[1][place]) for place in shown] if done else []
    mine = set(by_coder.get(account_id, {}))
    return Stand(sample, len(places), shown, mine, len(both), pairs)


def _places(session: Session, sample: Sample) -> dict[int, int]:
    """The number of the contribution at each place of a sample."""
    words = select(SampleWords).where(SampleWords.sample_id == sample.id)
    ordered = session.exec(words.order_by(col(SampleWords.position)))
    return {one.position: one.contribution_id for one in ordered}


def _as_drawn(session: Session, sample: Sample, places: dict[int, int]) -> dict[int, Contribution]:
    """The words that nobody corrected, masked, closed or took back since: two people who class the
    others may have read different ones.
    """
    newest = newest_of(session, places.values())
    masked = masked_since(session, places.values(), sample.drawn_at)
    return {
        place: newest[number]
        for place, number in places.items()
        if newest[number].id == number
        and number not in masked
        and is_readable(newest[number], Audience.DRAFTERS)
    }


def samples_of(session: Session, topic_id: int) -> Sequence[Sample]:
    """Every sample of a topic, the newest first: none is ever taken away, or one would draw again
    until two people agree.
    """
    wanted = select(Sample).where(Sample.topic_id == topic_id)
    return session.exec(wanted.order_by(col(Sample.id).desc())).all()
