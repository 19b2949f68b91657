"""why a target location was taken back; a named person is erased, never only put out of sight

Revision ID: 0034
Revises: 0033
Create Date: 2026-11-30 19:40:12.118204

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('target_choice') as batch_op:
        batch_op.add_column(sa.Column('withdrawn_why', sa.String(length=500), server_default='', nullable=False))
    with op.batch_alter_table('target_choice') as batch_op:
        batch_op.alter_column('withdrawn_why', server_default=None)
    with op.batch_alter_table('beneficiary') as batch_op:
        batch_op.drop_column('removed_at')


def downgrade():
    with op.batch_alter_table('beneficiary') as batch_op:
        batch_op.add_column(sa.Column('removed_at', UTC(timezone=True), nullable=True))
    with op.batch_alter_table('target_choice') as batch_op:
        batch_op.drop_column('withdrawn_why')
