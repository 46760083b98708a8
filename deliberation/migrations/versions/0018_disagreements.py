"""Disagreements are kept: what is written beside each, and how its holders closed it

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dissent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('synthesis_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('ballot_id', sa.Integer(), nullable=True),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('closed_by', sa.Enum('holders', 'sitting', name='closedby', native_enum=False, create_constraint=True, length=30), nullable=True),
    sa.Column('sitting_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(contribution_id IS NULL) <> (ballot_id IS NULL)', name=op.f('ck_dissent_about_one_thing')),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_dissent_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_dissent_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_dissent_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['synthesis_id'], ['synthesis.id'], name=op.f('fk_dissent_synthesis_id_synthesis')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dissent')),
    sa.UniqueConstraint('synthesis_id', 'ballot_id', name=op.f('uq_dissent_synthesis_id_ballot_id')),
    sa.UniqueConstraint('synthesis_id', 'contribution_id', name=op.f('uq_dissent_synthesis_id_contribution_id'))
    )
    with op.batch_alter_table('dissent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dissent_ballot_id'), ['ballot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dissent_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dissent_sitting_id'), ['sitting_id'], unique=False)
    op.create_table('dissent_lift',
    sa.Column('synthesis_id', sa.Integer(), nullable=False),
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_dissent_lift_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_dissent_lift_participant_id_participant')),
    sa.ForeignKeyConstraint(['synthesis_id'], ['synthesis.id'], name=op.f('fk_dissent_lift_synthesis_id_synthesis')),
    sa.PrimaryKeyConstraint('synthesis_id', 'ballot_id', 'participant_id', name=op.f('pk_dissent_lift'))
    )
