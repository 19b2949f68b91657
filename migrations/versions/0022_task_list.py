"""shared tasks: indexes that answer the list, its conditions and the calendar without a look at the rows

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-30 14:00:00

"""
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

WIDER = (
    ('task', ('due', 'id'), 'trashed_at'),
    ('task', ('state', 'due', 'id'), 'trashed_at'),
    ('task', ('is_open', 'due', 'id'), 'trashed_at'),
    ('task_part', ('agency_id', 'due', 'task_id'), 'state'),
)
OF_STATE = 'ix_task_part_state_task_is_open_task_id'


def _name(table, columns):
    return '_'.join(('ix', table, *columns))


def upgrade():
    for table, columns, more in WIDER:
        op.drop_index(_name(table, columns), table)
        op.create_index(_name(table, (*columns, more)), table, [*columns, more])
    op.create_index(OF_STATE, 'task_part', ['state', 'task_is_open', 'task_id'])


def downgrade():
    op.drop_index(OF_STATE, 'task_part')
    for table, columns, more in WIDER:
        op.drop_index(_name(table, (*columns, more)), table)
        op.create_index(_name(table, columns), table, list(columns))
