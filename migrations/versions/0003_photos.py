"""files and photos of minutes lines

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-23 22:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'stored_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('media_type', sa.String(length=100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=True),
        sa.Column('height', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
        sa.UniqueConstraint('sha256', name=op.f('uq_stored_file_sha256')),
    )
    op.create_table(
        'minutes_photo',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('line_id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name=op.f('fk_minutes_photo_added_by_id_user')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_minutes_photo_file_id_stored_file')),
        sa.ForeignKeyConstraint(['line_id'], ['minutes_line.id'], name=op.f('fk_minutes_photo_line_id_minutes_line')),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_photo_meeting_id_meeting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_photo')),
        sa.UniqueConstraint('line_id', 'file_id', name=op.f('uq_minutes_photo_line_id_file_id')),
    )
    op.create_index(op.f('ix_minutes_photo_meeting_id'), 'minutes_photo', ['meeting_id'])
    op.create_index(op.f('ix_minutes_photo_file_id'), 'minutes_photo', ['file_id'])


def downgrade():
    op.drop_table('minutes_photo')
    op.drop_table('stored_file')
