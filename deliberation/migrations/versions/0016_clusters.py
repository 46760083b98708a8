"""Clusters of words, the acts that made them, and the proposals that were refused

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def kind() -> sa.Enum:
    return sa.Enum('alike', 'theme', name='clusterkind', native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        'cluster',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('name', TEXT(), nullable=False),
        sa.Column('reason', TEXT(), nullable=False),
        sa.Column('is_open', sa.Boolean(), nullable=False),
        sa.Column('into_id', sa.Integer(), nullable=True),
        sa.Column('from_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_cluster_topic_id_topic')),
        sa.ForeignKeyConstraint(['into_id'], ['cluster.id'], name=op.f('fk_cluster_into_id_cluster')),
        sa.ForeignKeyConstraint(['from_id'], ['cluster.id'], name=op.f('fk_cluster_from_id_cluster')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cluster')),
    )
    op.create_index(op.f('ix_cluster_topic_id'), 'cluster', ['topic_id'], unique=False)
    op.create_table(
        'cluster_member',
        sa.Column('contribution_id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('cluster_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_cluster_member_contribution_id_contribution')),
        sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_cluster_member_cluster_id_cluster')),
        sa.PrimaryKeyConstraint('contribution_id', 'kind', name=op.f('pk_cluster_member')),
    )
    op.create_index(op.f('ix_cluster_member_cluster_id'), 'cluster_member', ['cluster_id'], unique=False)
    op.create_table(
        'cluster_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('cluster_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.Enum('make', 'accept', 'add', 'take_out', 'rename', 'merge', 'split', name='actkind', native_enum=False, create_constraint=True, length=30), nullable=False),
        sa.Column('change', TEXT(), nullable=False),
        sa.Column('undone', sa.Boolean(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_cluster_act_topic_id_topic')),
        sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_cluster_act_cluster_id_cluster')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_cluster_act_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cluster_act')),
    )
    op.create_index(op.f('ix_cluster_act_topic_id'), 'cluster_act', ['topic_id'], unique=False)
    op.create_table(
        'turned_down',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('kind', kind(), nullable=False),
        sa.Column('members', TEXT(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_turned_down_topic_id_topic')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_turned_down_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_turned_down')),
    )
    op.create_index(op.f('ix_turned_down_topic_id'), 'turned_down', ['topic_id'], unique=False)
