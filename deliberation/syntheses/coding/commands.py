"""Drawing a sample, and classing its words one by one."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import newest_of, visible_ids
from deliberation.debate.models import Contribution
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
    BOTH_DONE = N_("Les deux classements sont finis et comparés : ils ne changent plus.")


class Stand(NamedTuple):
    """Where a sample stands for one person: what is hers to class, how many words are gone since it
    was drawn, and the result once both did.
    """

    sample: Sample
    size: int
    gone: int
    mine: int
    next: tuple[int, Contribution] | None
    coders: int
    pairs: list[tuple[Category, Category]]

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
    session.merge(
        Coding(sample_id=sample_id, position=position, account_id=account_id, category=category)
    )
    actor, channel = f"account:{account_id}", f"topic:{sample.topic_id}"
    record(session, "words.coded", channel, actor=actor, sample=sample_id)
    return sample.topic_id


def stand_of(session: Session, sample: Sample, account_id: int) -> Stand:
    """The sample as this person may see it: nothing of the other's answers before both are done."""
    words = select(SampleWords).where(SampleWords.sample_id == sample.id)
    places = {one.position: one.contribution_id for one in session.exec(words)}
    by_coder: dict[int, dict[int, Category]] = {}
    for one in session.exec(select(Coding).where(Coding.sample_id == sample.id)):
        by_coder.setdefault(one.account_id, {})[one.position] = one.category
    # Words that were taken back, closed or corrected meanwhile are nobody's to class: two people
    # must have read the same.
    newest = newest_of(session, places.values())
    shown = {
        place: newest[number]
        for place, number in sorted(places.items())
        if newest[number].id == number and is_readable(newest[number], Audience.DRAFTERS)
    }
    mine = by_coder.get(account_id, {})
    left = [place for place in shown if place not in mine]
    both = sorted(by_coder.items())
    done = len(both) == CODERS and all(set(given) >= set(shown) for _, given in both)
    pairs = [(both[0][1][place], both[1][1][place]) for place in shown] if done else []
    upcoming = (left[0], shown[left[0]]) if left else None
    gone = len(places) - len(shown)
    return Stand(sample, len(places), gone, len(mine), upcoming, len(both), pairs)


def samples_of(session: Session, topic_id: int) -> Sequence[Sample]:
    """Every sample of a topic, the newest first: none is ever taken away, or one would draw again
    until two people agree.
    """
    wanted = select(Sample).where(Sample.topic_id == topic_id)
    return session.exec(wanted.order_by(col(Sample.id).desc())).all()
