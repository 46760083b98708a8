"""A sentence quotes a passage by its place, never by a copy

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('citation', schema=None) as batch_op:
        for name in ('starts', 'ends', 'length'):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
