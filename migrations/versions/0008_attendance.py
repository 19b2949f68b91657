"""attendance: removal with undo, scans of the paper list, and how fast people check in

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-25 11:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('attendance', sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'attendance_scan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name='fk_attendance_scan_meeting_id_meeting'),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name='fk_attendance_scan_file_id_stored_file'),
        sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name='fk_attendance_scan_added_by_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_attendance_scan'),
        sa.UniqueConstraint('meeting_id', 'file_id', name='uq_attendance_scan_meeting_id_file_id'),
    )
    op.create_index('ix_attendance_scan_file_id', 'attendance_scan', ['file_id'])
    op.create_table(
        'check_in_minute',
        sa.Column('meeting_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('minute', sa.Integer(), nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name='fk_check_in_minute_meeting_id_meeting'),
        sa.PrimaryKeyConstraint('meeting_id', name='pk_check_in_minute'),
    )


def downgrade():
    op.drop_table('check_in_minute')
    op.drop_index('ix_attendance_scan_file_id', 'attendance_scan')
    op.drop_table('attendance_scan')
    op.execute('DELETE FROM attendance WHERE removed_at IS NOT NULL')  # the older table has no such rows
    op.drop_column('attendance', 'removed_at')
