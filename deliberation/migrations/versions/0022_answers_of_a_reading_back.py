"""What people answer of the sentences that use their words

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('statement_read_back',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('way', sa.Enum('card', 'aloud', 'paper', name='way', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('verdict', sa.Enum('no', 'partly', 'yes', name='understood', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('correction_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(participant_id IS NULL) <> (contribution_id IS NULL)', name=op.f('ck_statement_read_back_by_one_voice')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_statement_read_back_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['correction_id'], ['contribution.id'], name=op.f('fk_statement_read_back_correction_id_contribution')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_statement_read_back_participant_id_participant')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_statement_read_back_statement_id_statement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_read_back')),
    sa.UniqueConstraint('statement_id', 'version', 'contribution_id', name=op.f('uq_statement_read_back_statement_id_version_contribution_id')),
    sa.UniqueConstraint('statement_id', 'version', 'participant_id', name=op.f('uq_statement_read_back_statement_id_version_participant_id'))
    )
    with op.batch_alter_table('statement_read_back', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statement_read_back_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_read_back_correction_id'), ['correction_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_read_back_participant_id'), ['participant_id'], unique=False)
