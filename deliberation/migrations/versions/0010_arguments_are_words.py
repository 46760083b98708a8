"""An argument, and a proposal that came from elsewhere, are words like any others

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from deliberation.stems import stemmed

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

SAID = sa.table(
    'contribution',
    *(sa.column(name) for name in ('topic_id', 'participant_id', 'words', 'channel', 'scope', 'state', 'said_by', 'table_name', 'stems')),
    sa.column('id', sa.Integer()),
    sa.column('at', UTCDateTime()),
)
ARGUMENT = sa.table('argument', *(sa.column(name) for name in ('id', 'proposal_id', 'participant_id', 'words', 'hidden', 'contribution_id')), sa.column('at', UTCDateTime()))
PROPOSAL = sa.table('proposal', *(sa.column(name) for name in ('id', 'topic_id', 'participant_id', 'hidden', 'external_id')))
VERSION = sa.table('proposal_version', *(sa.column(name) for name in ('proposal_id', 'number', 'words')), sa.column('at', UTCDateTime()))
LINK = sa.table('link', *(sa.column(name) for name in ('kind', 'contribution_id', 'proposal_id', 'to_id')))


def upgrade() -> None:
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_link_linkkind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_link_linkkind'), "kind IN ('inspired', 'founded', 'merged')")
    with op.batch_alter_table('argument', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contribution_id', sa.Integer(), nullable=True))
    connection = op.get_bind()
    _keep_arguments(connection)
    _found_proposals(connection)
    with op.batch_alter_table('argument', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_argument_participant_id'))
        batch_op.drop_constraint(batch_op.f('fk_argument_participant_id_participant'), type_='foreignkey')
        batch_op.alter_column('contribution_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_argument_contribution_id_contribution'), 'contribution', ['contribution_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_argument_contribution_id'), ['contribution_id'])
        for name in ('participant_id', 'words', 'hidden', 'at'):
            batch_op.drop_column(name)


def _keep_arguments(connection: sa.Connection) -> None:
    rows = connection.execute(sa.select(ARGUMENT, PROPOSAL.c.topic_id).join(PROPOSAL, PROPOSAL.c.id == ARGUMENT.c.proposal_id)).all()
    for row in rows:
        said = _say(connection, row, row.words)
        connection.execute(ARGUMENT.update().where(ARGUMENT.c.id == row.id).values(contribution_id=said))


def _found_proposals(connection: sa.Connection) -> None:
    without = ~sa.exists().where(LINK.c.to_id == PROPOSAL.c.id)
    first = sa.and_(VERSION.c.proposal_id == PROPOSAL.c.id, VERSION.c.number == 1)
    rows = connection.execute(sa.select(PROPOSAL, VERSION.c.words, VERSION.c.at).join(VERSION, first).where(PROPOSAL.c.external_id.is_not(None), without)).all()
    for row in rows:
        said = _say(connection, row, row.words)
        connection.execute(LINK.insert().values(kind='founded', contribution_id=said, to_id=row.id))


def _say(connection: sa.Connection, row: sa.Row, words: str) -> int:
    state = 'hidden' if row.hidden else 'shown'
    values = {'topic_id': row.topic_id, 'participant_id': row.participant_id, 'words': words, 'channel': 'import', 'scope': 'public', 'state': state}
    kept = connection.execute(SAID.insert().values(**values, said_by=1, table_name='', stems=stemmed(words), at=row.at).returning(SAID.c.id))
    return kept.scalar_one()
