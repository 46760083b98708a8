"""Words classed twice, apart

Revision: 0023, after 0022.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

CATEGORIES = ('finding', 'need', 'idea', 'question', 'disagreement', 'practice', 'none')


def upgrade() -> None:
    op.create_table(
        'sample',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('drawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_sample_topic_id_topic')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sample')),
    )
    op.create_index(op.f('ix_sample_topic_id'), 'sample', ['topic_id'], unique=False)
    op.create_table(
        'sample_words',
        sa.Column('sample_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('contribution_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['sample_id'], ['sample.id'], name=op.f('fk_sample_words_sample_id_sample')),
        sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_sample_words_contribution_id_contribution')),
        sa.PrimaryKeyConstraint('sample_id', 'position', name=op.f('pk_sample_words')),
    )
    op.create_table(
        'coding',
        sa.Column('sample_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('category', sa.Enum(*CATEGORIES, name='category', native_enum=False, create_constraint=True, length=30), nullable=False),
        sa.ForeignKeyConstraint(['sample_id'], ['sample.id'], name=op.f('fk_coding_sample_id_sample')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_coding_account_id_account')),
        sa.PrimaryKeyConstraint('sample_id', 'position', 'account_id', name=op.f('pk_coding')),
    )
