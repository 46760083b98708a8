"""A machine's reason quotes words: that someone accepted its proposal is kept, and not the reason

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proposed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE cluster SET proposed = true WHERE reason <> ''")
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.drop_column('reason')
