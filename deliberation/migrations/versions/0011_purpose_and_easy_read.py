"""A section says what it is for; a synthesis has an easy-read twin

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# In the order of the template that every section came from until now.
PURPOSES = (
    'essential', 'question', 'method', 'findings', 'concerned', 'professionals', 'practices',
    'recommendations', 'dissent', 'references', 'council', 'local',
)
OTHERS = ('coverage', 'honesty')


def upgrade() -> None:
    with op.batch_alter_table('section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('purpose', sa.Enum(*PURPOSES, *OTHERS, name='purpose', native_enum=False, create_constraint=True, length=30), nullable=True))
    section = sa.table('section', sa.column('position'), sa.column('purpose'))
    for position, purpose in enumerate(PURPOSES, start=1):
        op.execute(section.update().where(section.c.position == position).values(purpose=purpose))
    op.create_table(
        'easy_read',
        sa.Column('synthesis_id', sa.Integer(), nullable=False),
        sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('written_on', sa.Date(), nullable=False),
        sa.Column('tested_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column('tested_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['synthesis_id'], ['synthesis.id'], name=op.f('fk_easy_read_synthesis_id_synthesis')),
        sa.PrimaryKeyConstraint('synthesis_id', name=op.f('pk_easy_read')),
    )
