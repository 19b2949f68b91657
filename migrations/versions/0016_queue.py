"""Indexes for the reviewers' queue: which report waits and who holds it, who judged it, what needs two reviewers.

Revision ID: 0016
Revises: 0012
Create Date: 2026-11-25 06:20:11.402118

"""
from alembic import op


revision = '0016'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('progress_report') as batch_op:
        batch_op.create_index('ix_progress_report_waiting', ['verdict', 'commitment_id', 'holder_id'])
    with op.batch_alter_table('review') as batch_op:
        batch_op.drop_index('ix_review_report_id')
        batch_op.create_index('ix_review_report_id_reviewer_id', ['report_id', 'reviewer_id'])
    with op.batch_alter_table('commitment') as batch_op:
        batch_op.create_index('ix_commitment_queue_high', ['is_high', 'state', 'waiting_since', 'id'])


def downgrade():
    with op.batch_alter_table('commitment') as batch_op:
        batch_op.drop_index('ix_commitment_queue_high')
    with op.batch_alter_table('review') as batch_op:
        batch_op.drop_index('ix_review_report_id_reviewer_id')
        batch_op.create_index('ix_review_report_id', ['report_id'])
    with op.batch_alter_table('progress_report') as batch_op:
        batch_op.drop_index('ix_progress_report_waiting')
