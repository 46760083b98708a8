"""Groups of cards that are put to one vote together

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('wall_option',
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['wall_group.id'], name=op.f('fk_wall_option_group_id_wall_group')),
    sa.ForeignKeyConstraint(['option_id'], ['ballot_option.id'], name=op.f('fk_wall_option_option_id_ballot_option')),
    sa.PrimaryKeyConstraint('option_id', name=op.f('pk_wall_option'))
    )
    with op.batch_alter_table('wall_option', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wall_option_group_id'), ['group_id'], unique=False)
