"""Clusters of contributions, the acts that made them, and the proposals that nobody wanted."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class ClusterKind(StrEnum):
    """Alike: says nearly the same, and is read once. Theme: speaks of the same thing.

    Some words are in one cluster of each kind at most.
    """

    ALIKE = "alike"
    THEME = "theme"


class Cluster(SQLModel, table=True):
    """Some words read together. One that was joined to another stays, closed, and says where."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    kind: ClusterKind = Field(sa_type=one_of(ClusterKind))
    # Near duplicates need none: they are called by the first of their words that is still shown.
    name: str
    # By a machine, and accepted by a person. Its reason quotes words: it is never kept.
    proposed: bool = False
    is_open: bool = True
    into_id: int | None = Field(default=None, foreign_key="cluster.id")
    # The cluster that it was split from.
    from_id: int | None = Field(default=None, foreign_key="cluster.id")


class ClusterMember(SQLModel, table=True):
    """That some words are in a cluster; in whichever of their versions."""

    __tablename__ = "cluster_member"

    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True)
    kind: ClusterKind = Field(sa_type=one_of(ClusterKind), primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)


class ActKind(StrEnum):
    """What someone does to clusters."""

    MAKE = "make"
    ACCEPT = "accept"
    ADD = "add"
    TAKE_OUT = "take_out"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"


class ClusterAct(SQLModel, table=True):
    """One act, and all that it changed: numbers and names of clusters, never words."""

    __tablename__ = "cluster_act"

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    cluster_id: int = Field(foreign_key="cluster.id")
    act: ActKind = Field(sa_type=one_of(ActKind))
    change: str
    undone: bool = False
    account_id: int = Field(foreign_key="account.id")
    at: datetime


class TurnedDown(SQLModel, table=True):
    """A proposal that someone refused: what is in it is not proposed together again."""

    __tablename__ = "turned_down"

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    kind: ClusterKind = Field(sa_type=one_of(ClusterKind))
    members: str
    account_id: int = Field(foreign_key="account.id")
    at: datetime
