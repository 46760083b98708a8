"""A table that raised hands may have slips of paper too

Revision: 0026, after 0025.
"""

from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('hand_count', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_hand_count_ballot_id_source_college_id_choice'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_hand_count_ballot_id_source_channel_college_id_choice'), ['ballot_id', 'source', 'channel', 'college_id', 'choice'])
