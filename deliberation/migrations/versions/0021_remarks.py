"""Remarks of the technical committee on the sentences of a text

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'remark',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('statement_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('settled', sa.Boolean(), nullable=False),
        sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_remark_statement_id_statement')),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_remark_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    )
    op.create_index(op.f('ix_remark_statement_id'), 'remark', ['statement_id'], unique=False)
