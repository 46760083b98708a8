"""Every writing of a sentence stays, under its number; a removed one can come back

Revision: 0012, after 0011.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('removed', sa.Boolean(), nullable=False, server_default=sa.false()))
    versions = op.create_table('statement_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_group', sa.Boolean(), nullable=False),
    sa.Column('cited', sa.JSON(), nullable=False),
    sa.Column('removed', sa.Boolean(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_statement_version_statement_id_statement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_version')),
    sa.UniqueConstraint('statement_id', 'number', name=op.f('uq_statement_version_statement_id_number'))
    )
    connection = op.get_bind()
    first = _first_versions(connection)
    if first:
        connection.execute(versions.insert(), first)


def _first_versions(connection: sa.Connection) -> list[dict[str, object]]:
    """What was written before versions were kept is the first one of each sentence."""
    statement = sa.table('statement', *map(sa.column, ('id', 'words', 'by_group')))
    kinds = {'contribution_id': 'contributions', 'proposal_id': 'proposals', 'ballot_id': 'ballots'}
    citation = sa.table('citation', *map(sa.column, ('id', 'statement_id', 'reference', *kinds)))
    cited: dict[int, dict[str, object]] = {}
    for row in connection.execute(sa.select(citation).order_by(citation.c.id)).mappings():
        one = cited.setdefault(row['statement_id'], {kind: [] for kind in kinds.values()} | {'reference': ''})
        one['reference'] = one['reference'] or row['reference']
        for column, kind in kinds.items():
            one[kind] += [row[column]] if row[column] else []
    empty = {kind: [] for kind in kinds.values()} | {'reference': ''}
    now = datetime.now(UTC)
    return [
        {
            'statement_id': row.id,
            'number': 1,
            'words': row.words,
            'by_group': bool(row.by_group),
            'cited': cited.get(row.id, empty),
            'removed': False,
            'round': 0,
            'actor': '',
            'at': now,
        }
        for row in connection.execute(sa.select(statement))
    ]
