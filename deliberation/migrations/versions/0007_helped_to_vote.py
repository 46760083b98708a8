"""Who was helped to answer a ballot, without a word of what she answered

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assisted_voice',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_assisted_voice_ballot_id_ballot')),
    sa.PrimaryKeyConstraint('ballot_id', 'key', name=op.f('pk_assisted_voice')),
    sqlite_with_rowid=False
    )
