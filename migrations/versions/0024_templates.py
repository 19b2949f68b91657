"""templates of tasks, their repetitions, and what was made from them

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-30 13:30:00

"""
from alembic import op
import sqlalchemy as sa


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'task_template',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('description', sa.Text(), nullable=False),
        sa.Column('archived', sa.Boolean(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_task_template')),
    )
    op.create_index('ix_task_template_name_id', 'task_template', ['name', 'id'])
    op.create_table(
        'template_item',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('template_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('priority', sa.String(length=20), nullable=False),
        sa.Column('offset_days', sa.Integer(), nullable=False),
        sa.Column('needs_confirmation', sa.Boolean(), nullable=False),
        sa.Column('checks', sa.Text(), nullable=False),
        sa.Column('added_on', sa.Date(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['template_id'], ['task_template.id'], name=op.f('fk_template_item_template_id_task_template')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_template_item')),
    )
    op.create_index('ix_template_item_template_id', 'template_item', ['template_id'])
    op.create_table(
        'template_share',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('scope', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(['item_id'], ['template_item.id'], name=op.f('fk_template_share_item_id_template_item')),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_template_share_agency_id_agency')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_template_share')),
        sa.UniqueConstraint('item_id', 'agency_id', name=op.f('uq_template_share_item_id_agency_id')),
    )
    op.create_index('ix_template_share_agency_id', 'template_share', ['agency_id'])
    op.create_table(
        'task_repetition',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('template_id', sa.Integer(), nullable=False),
        sa.Column('rule', sa.String(length=20), nullable=False),
        sa.Column('weekday', sa.String(length=20), nullable=True),
        sa.Column('month_day', sa.Integer(), nullable=True),
        sa.Column('series_id', sa.Integer(), nullable=True),
        sa.Column('offset_days', sa.Integer(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('lead_days', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('last_run', sa.Date(), nullable=True),
        sa.Column('missed', sa.Integer(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['template_id'], ['task_template.id'], name=op.f('fk_task_repetition_template_id_task_template')),
        sa.ForeignKeyConstraint(['series_id'], ['meeting_series.id'], name=op.f('fk_task_repetition_series_id_meeting_series')),
        sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_task_repetition_created_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_task_repetition')),
    )
    for name in ('template_id', 'series_id', 'state'):
        op.create_index(f'ix_task_repetition_{name}', 'task_repetition', [name])
    op.create_table(
        'made_task',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('task_id', sa.Integer(), nullable=True),
        sa.Column('template_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=True),
        sa.Column('repetition_id', sa.Integer(), nullable=True),
        sa.Column('occurrence', sa.String(length=20), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=True),
        sa.Column('due', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_made_task_task_id_task'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['template_id'], ['task_template.id'], name=op.f('fk_made_task_template_id_task_template')),
        sa.ForeignKeyConstraint(['item_id'], ['template_item.id'], name=op.f('fk_made_task_item_id_template_item'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['repetition_id'], ['task_repetition.id'], name=op.f('fk_made_task_repetition_id_task_repetition')),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_made_task_meeting_id_meeting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_made_task')),
        sa.UniqueConstraint('task_id', name=op.f('uq_made_task_task_id')),
        sa.UniqueConstraint('repetition_id', 'item_id', 'occurrence', name=op.f('uq_made_task_repetition_id_item_id_occurrence')),
    )
    for name in ('template_id', 'item_id', 'meeting_id'):
        op.create_index(f'ix_made_task_{name}', 'made_task', [name])


def downgrade():
    for name in ('made_task', 'task_repetition', 'template_share', 'template_item', 'task_template'):
        op.drop_table(name)
