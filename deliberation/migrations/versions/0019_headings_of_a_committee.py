"""A committee has its own headings for its syntheses

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('template_heading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heading', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('guide', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('purpose', sa.Enum('essential', 'question', 'method', 'findings', 'concerned', 'professionals', 'practices', 'recommendations', 'dissent', 'references', 'council', 'local', 'coverage', 'honesty', name='purpose', native_enum=False, length=30, create_constraint=True), nullable=True),
    sa.Column('asks_council', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_template_heading_committee_id_committee')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_heading')),
    sa.UniqueConstraint('committee_id', 'position', name=op.f('uq_template_heading_committee_id_position'))
    )
