"""Words are looked for by their stems, kept beside them

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from deliberation.stems import stemmed

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stems', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    said = sa.table('contribution', sa.column('id'), sa.column('words'), sa.column('stems'))
    connection = op.get_bind()
    rows = connection.execute(sa.select(said.c.id, said.c.words)).all()
    same = said.update().where(said.c.id == sa.bindparam('number'))
    found = [{'number': id, 'kept': stemmed(words)} for id, words in rows]
    if found:
        connection.execute(same.values(stems=sa.bindparam('kept')), found)
