"""Seats for a time, a quorum, targets, names by consent, and what a correction replaced

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('until', sa.Date(), nullable=True))
    with op.batch_alter_table('committee', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quorum', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('college', schema=None) as batch_op:
        batch_op.add_column(sa.Column('target', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('validation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('named', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        'former',
        sa.Column('number', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('synthesis_id', sa.Integer(), nullable=False),
        sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('published_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column('notice', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('corrected_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['synthesis_id'], ['synthesis.id'], name=op.f('fk_former_synthesis_id_synthesis')),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_former')),
    )
    op.create_index(op.f('ix_former_synthesis_id'), 'former', ['synthesis_id'], unique=False)
