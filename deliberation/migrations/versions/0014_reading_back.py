"""A text is read back by those whose words it uses

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('synthesis', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_synthesis_synthesisstate'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_synthesis_synthesisstate'), "state IN ('draft', 'reading_back', 'submitted', 'returned', 'validated', 'published')")
    op.create_table('reading_back',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('synthesis_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('stopped', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['synthesis_id'], ['synthesis.id'], name=op.f('fk_reading_back_synthesis_id_synthesis')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_back')),
    sa.UniqueConstraint('synthesis_id', 'number', name=op.f('uq_reading_back_synthesis_id_number'))
    )
