"""what an activity says more: why it was cancelled, its period; versions of its parts and of results

Revision ID: 0033
Revises: 0032
Create Date: 2026-12-01 03:30:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

VERSIONED = ('activity_session', 'activity_count', 'outcome_value')
PERIODS = sa.Enum('quarter', 'half', 'year', name='evaluationperiod', native_enum=False, length=20)


def upgrade():
    with op.batch_alter_table('activity') as batch:
        batch.add_column(sa.Column('cancel_reason', sa.String(length=500), nullable=False, server_default=''))
        batch.add_column(sa.Column('period', PERIODS, nullable=True))
    with op.batch_alter_table('activity') as batch:
        batch.alter_column('cancel_reason', server_default=None)
    for table in VERSIONED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        with op.batch_alter_table(table) as batch:
            batch.alter_column('version', server_default=None)


def downgrade():
    for table in VERSIONED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column('version')
    with op.batch_alter_table('activity') as batch:
        batch.drop_column('period')
        batch.drop_column('cancel_reason')
