"""the first page: when people were here before, and the indexes of what waits

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-30 21:00:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

DELIVERED = sa.text("state = 'delivered'")
STUCK = sa.text("state = 'proposed' AND (NOT is_checkable OR suggested_name != '')")
TO_DO = sa.text('is_open AND task_is_open')
UNCONFIRMED = sa.text('NOT confirmed')


def upgrade():
    op.create_table(
        'visit',
        sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('seen_at', UTC(timezone=True), nullable=False),
        sa.Column('before_at', UTC(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_visit_user_id_user'),
        sa.PrimaryKeyConstraint('user_id', name='pk_visit'),
    )
    op.execute('INSERT INTO visit (user_id, seen_at) SELECT user_id, max(seen_at) FROM user_session GROUP BY user_id')
    op.create_index('ix_audit_event_at', 'audit_event', ['at'])
    op.create_index(
        'ix_task_part_delivered', 'task_part', ['due', 'id'], sqlite_where=DELIVERED, postgresql_where=DELIVERED
    )
    op.create_index('ix_commitment_stuck', 'commitment', ['due', 'id'], sqlite_where=STUCK, postgresql_where=STUCK)
    op.create_index('ix_task_part_to_do', 'task_part', ['due'], sqlite_where=TO_DO, postgresql_where=TO_DO)
    op.create_index(
        'ix_attendance_unconfirmed', 'attendance', ['meeting_id'],
        sqlite_where=UNCONFIRMED, postgresql_where=UNCONFIRMED,
    )


def downgrade():
    op.drop_index('ix_attendance_unconfirmed', 'attendance')
    op.drop_index('ix_task_part_to_do', 'task_part')
    op.drop_index('ix_commitment_stuck', 'commitment')
    op.drop_index('ix_task_part_delivered', 'task_part')
    op.drop_index('ix_audit_event_at', 'audit_event')
    op.drop_table('visit')
