"""A badge of no college has that of whoever wears it

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('badge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('of_wearer', sa.Boolean(), nullable=False, server_default=sa.false()))
