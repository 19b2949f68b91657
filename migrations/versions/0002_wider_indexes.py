"""wider indexes

Counting an agency's open parts and the reviewers' queue reads the index alone.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 21:50:00

"""
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_task_part_agency_id_task_is_open_due_task_id', 'task_part')
    op.create_index('ix_task_part_of_agency', 'task_part', ['agency_id', 'task_is_open', 'due', 'task_id', 'state'])
    op.drop_index('ix_commitment_state_waiting_since_id', 'commitment')
    op.create_index('ix_commitment_queue', 'commitment', ['state', 'waiting_since', 'id', 'lead_agency_id'])


def downgrade():
    op.drop_index('ix_commitment_queue', 'commitment')
    op.create_index('ix_commitment_state_waiting_since_id', 'commitment', ['state', 'waiting_since', 'id'])
    op.drop_index('ix_task_part_of_agency', 'task_part')
    op.create_index(
        'ix_task_part_agency_id_task_is_open_due_task_id', 'task_part', ['agency_id', 'task_is_open', 'due', 'task_id']
    )
