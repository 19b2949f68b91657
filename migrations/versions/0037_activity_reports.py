"""what BNN's reports ask of an activity: stakeholders, support, sending; results by quarter, of an evaluation, or ended

Revision ID: 0037
Revises: 0036
Create Date: 2026-11-30 22:45:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

SENDING = sa.Enum('not_sent', 'province', 'centre', name='reportsending', native_enum=False, length=20)
TEXTS = {'speaker': 500, 'support_form': 300, 'unit': 50, 'recovery': 300}


def upgrade():
    op.create_table('activity_agency',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('is_invited', sa.Boolean(), nullable=False),
    sa.Column('is_present', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_agency_activity_id_activity')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_activity_agency_agency_id_agency')),
    sa.PrimaryKeyConstraint('activity_id', 'agency_id', name=op.f('pk_activity_agency'))
    )
    with op.batch_alter_table('activity_agency') as batch:
        batch.create_index(batch.f('ix_activity_agency_agency_id'), ['agency_id'])
    for name, length in TEXTS.items():
        op.add_column('activity', sa.Column(name, sa.String(length=length), nullable=False, server_default=''))
    op.add_column('activity', sa.Column('sending', SENDING, nullable=False, server_default='not_sent'))
    op.add_column('activity', sa.Column('sent_on', sa.Date(), nullable=True))
    op.add_column('activity', sa.Column('amount', sa.BigInteger(), nullable=True))
    op.add_column('outcome_series', sa.Column('ended_at', UTC(timezone=True), nullable=True))
    op.add_column('outcome_series', sa.Column('ended_why', sa.String(length=500), nullable=False, server_default=''))
    with op.batch_alter_table('outcome_value') as batch:
        batch.add_column(sa.Column('activity_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f('fk_outcome_value_activity_id_activity'), 'activity', ['activity_id'], ['id'])
        batch.create_index(batch.f('ix_outcome_value_activity_id'), ['activity_id'])


def downgrade():
    with op.batch_alter_table('outcome_value') as batch:
        batch.drop_index(batch.f('ix_outcome_value_activity_id'))
        batch.drop_constraint(batch.f('fk_outcome_value_activity_id_activity'), type_='foreignkey')
        batch.drop_column('activity_id')
    for name in ('ended_why', 'ended_at'):
        op.drop_column('outcome_series', name)
    for name in ('amount', 'sent_on', 'sending', *TEXTS):
        op.drop_column('activity', name)
    op.drop_table('activity_agency')
