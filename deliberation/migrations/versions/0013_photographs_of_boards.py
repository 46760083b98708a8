"""Photographs of paperboards from which words are typed

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'board',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('description', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('image', sa.LargeBinary(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column('removed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_board_account_id_account')),
        sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_board_topic_id_topic')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_board')),
    )
    op.create_index(op.f('ix_board_topic_id'), 'board', ['topic_id'], unique=False)
    op.create_table(
        'board_note',
        sa.Column('contribution_id', sa.Integer(), nullable=False),
        sa.Column('board_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['board_id'], ['board.id'], name=op.f('fk_board_note_board_id_board')),
        sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_board_note_contribution_id_contribution')),
        sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_board_note')),
    )
    op.create_index(op.f('ix_board_note_board_id'), 'board_note', ['board_id'], unique=False)
