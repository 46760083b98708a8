"""What a moderator does to words: release, hide with a reason, show again, mask a third party."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.debate import rules
from deliberation.debate.commands import versions
from deliberation.debate.models import Act, Contribution, ModerationAct
from deliberation.debate.privacy import mask
from deliberation.errors import refuse
from deliberation.journal import record


class Decision(NamedTuple):
    """What a moderator decides, why, and which passage is to be masked."""

    act: Act
    reason: str = ""
    passage: str = ""


def moderate_contribution(
    session: Session, contribution_id: int, decision: Decision, account_id: int, now: datetime
) -> int:
    """A moderator acts on some words; the act is kept, and their author can read why."""
    chain = versions(session, contribution_id, to_change=True)
    newest, act = chain[-1], decision.act
    refuse(rules.why_not_moderate(newest, act, decision.reason))
    if act is Act.MASK:
        _mask(chain, decision.passage)
    newest.state = rules.STEPS[newest.state, act]
    session.add(
        ModerationAct(
            contribution_id=newest.id,
            act=act,
            reason=decision.reason,
            account_id=account_id,
            at=now,
        )
    )
    channel, actor = f"topic:{newest.topic_id}", f"account:{account_id}"
    record(session, rules.HAPPENED[act], channel, actor=actor, contribution=newest.id)
    return newest.topic_id


def _mask(chain: list[Contribution], passage: str) -> None:
    """Take a third party's data out of every version, the original too."""
    masked = [rules.without(passage, mask(version.words)) for version in chain]
    unchanged = all(new == old.words for new, old in zip(masked, chain, strict=True))
    refuse(rules.Reason.NOTHING_TO_MASK if unchanged else None)
    for version, words in zip(chain, masked, strict=True):
        version.words = words


def acts_on(session: Session, contribution_ids: Collection[int]) -> dict[int, ModerationAct]:
    """The last act on each of these contributions, if there was any."""
    acts = select(ModerationAct).where(col(ModerationAct.contribution_id).in_(contribution_ids))
    in_order = session.exec(acts.order_by(col(ModerationAct.id)))
    return {act.contribution_id: act for act in in_order if act.contribution_id is not None}


def masked_since(session: Session, contribution_ids: Collection[int], moment: datetime) -> set[int]:
    """Those of these contributions in which something was masked from that moment on: the one way
    in which words change without becoming another version.
    """
    masked = select(ModerationAct.contribution_id).where(
        col(ModerationAct.contribution_id).in_(contribution_ids),
        ModerationAct.act == Act.MASK,
        ModerationAct.at >= moment,
    )
    return {number for number in session.exec(masked) if number is not None}


def history_of(session: Session, contribution_id: int) -> list[ModerationAct]:
    """All that was done to some words, in any of their versions, newest first."""
    ids = [version.id for version in versions(session, contribution_id)]
    acts = select(ModerationAct).where(col(ModerationAct.contribution_id).in_(ids))
    return list(session.exec(acts.order_by(col(ModerationAct.id).desc())))
