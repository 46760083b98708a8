"""A vote among cards may ask each person for those of the other tables

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('own_option',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_own_option_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_own_option_participant_id_participant')),
    sa.ForeignKeyConstraint(['option_id'], ['ballot_option.id'], name=op.f('fk_own_option_option_id_ballot_option')),
    sa.PrimaryKeyConstraint('ballot_id', 'participant_id', 'option_id', name=op.f('pk_own_option'))
    )
    with op.batch_alter_table('wall_option', schema=None) as batch_op:
        batch_op.add_column(sa.Column('elsewhere', sa.Boolean(), nullable=False, server_default=sa.false()))
