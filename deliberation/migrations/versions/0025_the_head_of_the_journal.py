"""The head of the journal has a mark of its own, that no seal gives away

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('journal_head', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own_mark', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
