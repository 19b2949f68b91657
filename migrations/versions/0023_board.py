"""the board of the shared tasks: an agency's parts, and everybody's, by state, first due first and latest first

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-30 14:00:00

"""
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_task_part_board': ['task_is_open', 'state', 'due', 'id'],
    'ix_task_part_board_of_agency': ['agency_id', 'task_is_open', 'state', 'due', 'id'],
    'ix_task_part_lately': ['state', 'updated_at', 'id'],
    'ix_task_part_lately_of_agency': ['agency_id', 'state', 'updated_at', 'id'],
}


def upgrade():
    for name, columns in INDEXES.items():
        op.create_index(name, 'task_part', columns)


def downgrade():
    for name in INDEXES:
        op.drop_index(name, 'task_part')
