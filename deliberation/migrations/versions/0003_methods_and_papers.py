"""Methods and papers: options, secret papers, other channels, and votes written as short texts

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
ANSWERS = ('agree', 'agree_if', 'disagree', 'unsure', 'no_answer')
BEFORE = ('phone', 'online', 'table', 'paper', 'voice', 'ballot', 'import')
CHANNELS = (*BEFORE[:-1], 'assisted', 'import')


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table('ballot_option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('words', TEXT(), nullable=False),
    sa.Column('proposal_version_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_ballot_option_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['proposal_version_id'], ['proposal_version.id'], name=op.f('fk_ballot_option_proposal_version_id_proposal_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot_option')),
    sa.UniqueConstraint('ballot_id', 'place', name=op.f('uq_ballot_option_ballot_id_place'))
    )
    op.create_table('barred_card',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('card_hash', TEXT(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_barred_card_ballot_id_ballot')),
    sa.PrimaryKeyConstraint('ballot_id', 'card_hash', name=op.f('pk_barred_card'))
    )
    op.create_table('paper',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('key', TEXT(), nullable=False),
    sa.Column('college_id', sa.Integer(), nullable=False),
    sa.Column('choice', TEXT(), nullable=False),
    sa.Column('mark', TEXT(), nullable=False),
    sa.Column('checked', TEXT(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_paper_ballot_id_ballot')),
    sa.PrimaryKeyConstraint('ballot_id', 'key', name=op.f('pk_paper')),
    sqlite_with_rowid=False
    )
    op.create_table('spent_voice',
    sa.Column('ballot_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('source', TEXT(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_spent_voice_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_spent_voice_participant_id_participant')),
    sa.PrimaryKeyConstraint('ballot_id', 'participant_id', name=op.f('pk_spent_voice'))
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_ballot_method'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_ballot_method'), "method IN ('agreement', 'choice', 'approval', 'dots', 'judgment', 'ranking', 'consent', 'moving')")
        batch_op.add_column(sa.Column('sheet', TEXT(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('secret', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('eligibility', one_of('eligibility', 'present', 'cards', 'all'), nullable=False, server_default='present'))
        batch_op.add_column(sa.Column('quorum', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('threshold', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('held', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('weighted', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('present', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('excess', TEXT(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('round_of_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('opens_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_ballot_round_of_id'), ['round_of_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_ballot_round_of_id_ballot'), 'ballot', ['round_of_id'], ['id'])

    with op.batch_alter_table('condition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('choice', TEXT(), nullable=False, server_default='agree_if'))
        batch_op.add_column(sa.Column('contribution_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_condition_contribution_id'), ['contribution_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_condition_contribution_id_contribution'), 'contribution', ['contribution_id'], ['id'])

    for table in ('vote', 'counter', 'hand_count'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('choice', existing_type=one_of('choice', *ANSWERS), type_=TEXT(), existing_nullable=False)

    with op.batch_alter_table('hand_count', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', one_of('channel', *CHANNELS), nullable=False, server_default='import'))
        batch_op.add_column(sa.Column('college_id', sa.Integer(), nullable=False, server_default='0'))
        batch_op.drop_constraint(batch_op.f('uq_hand_count_ballot_id_source_choice'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_hand_count_ballot_id_source_college_id_choice'), ['ballot_id', 'source', 'college_id', 'choice'])

    channels = ', '.join(f"'{channel}'" for channel in CHANNELS)
    for table in ('participant', 'contribution'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_channel'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_channel'), f'channel IN ({channels})')
