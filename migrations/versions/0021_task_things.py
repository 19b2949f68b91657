"""shared tasks: checklist, files, tasks that wait for others

Revision ID: 0021
Revises: 0019
Create Date: 2026-11-30 15:00:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0021'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('task') as batch_op:
        batch_op.add_column(sa.Column('checks_total', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('checks_done', sa.Integer(), nullable=False, server_default='0'))
    op.create_table(
        'task_check',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('task_id', sa.Integer(), nullable=False),
        sa.Column('part_id', sa.Integer(), nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=300), nullable=False),
        sa.Column('done_at', UTC(timezone=True), nullable=True),
        sa.Column('done_name', sa.String(length=200), nullable=False),
        sa.Column('removed_at', UTC(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name='fk_task_check_task_id_task'),
        sa.ForeignKeyConstraint(['part_id'], ['task_part.id'], name='fk_task_check_part_id_task_part'),
        sa.PrimaryKeyConstraint('id', name='pk_task_check'),
    )
    op.create_index('ix_task_check_task_id', 'task_check', ['task_id', 'removed_at'])
    op.create_index('ix_task_check_part_id', 'task_check', ['part_id'])
    op.create_table(
        'task_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('task_id', sa.Integer(), nullable=False),
        sa.Column('part_id', sa.Integer(), nullable=True),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=True),
        sa.Column('keeps_place', sa.Boolean(), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        sa.Column('added_name', sa.String(length=200), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column('removed_at', UTC(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name='fk_task_file_task_id_task'),
        sa.ForeignKeyConstraint(['part_id'], ['task_part.id'], name='fk_task_file_part_id_task_part'),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name='fk_task_file_file_id_stored_file'),
        sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name='fk_task_file_added_by_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_task_file'),
        sa.UniqueConstraint('task_id', 'key', name='uq_task_file_task_id_key'),
    )
    op.create_index('ix_task_file_task_id', 'task_file', ['task_id', 'removed_at'])
    op.create_index('ix_task_file_part_id', 'task_file', ['part_id'])
    op.create_index('ix_task_file_file_id', 'task_file', ['file_id'])
    op.create_table(
        'task_dependency',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('task_id', sa.Integer(), nullable=False),
        sa.Column('needs_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name='fk_task_dependency_task_id_task'),
        sa.ForeignKeyConstraint(['needs_id'], ['task.id'], name='fk_task_dependency_needs_id_task'),
        sa.PrimaryKeyConstraint('id', name='pk_task_dependency'),
        sa.UniqueConstraint('task_id', 'needs_id', name='uq_task_dependency_task_id_needs_id'),
    )
    op.create_index('ix_task_dependency_needs_id', 'task_dependency', ['needs_id'])


def downgrade():
    op.drop_table('task_dependency')
    op.drop_table('task_file')
    op.drop_table('task_check')
    with op.batch_alter_table('task') as batch_op:
        batch_op.drop_column('checks_done')
        batch_op.drop_column('checks_total')
