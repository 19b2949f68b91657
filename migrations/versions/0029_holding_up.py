"""what holds tasks up is found in the order of due dates

Revision ID: 0029
Revises: 0028
Create Date: 2026-12-01 00:40:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

HOLDING_UP = sa.text("state IN ('blocked', 'declined') AND task_is_open")


def upgrade():
    op.create_index('ix_task_part_holding_up', 'task_part', ['due', 'id'], sqlite_where=HOLDING_UP,
                    postgresql_where=HOLDING_UP)


def downgrade():
    op.drop_index('ix_task_part_holding_up', 'task_part')
