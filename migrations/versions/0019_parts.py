"""shared tasks: what a part is about, its own date, confirmation, obstacle and handing over; issuer, promise and trash

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-30 13:00:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('task') as batch_op:
        batch_op.add_column(sa.Column('commitment_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('issuer_agency_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('issuer_name', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('created_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('trashed_at', UTC(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('trashed_name', sa.String(length=200), nullable=False, server_default=''))
        batch_op.create_foreign_key('fk_task_commitment_id_commitment', 'commitment', ['commitment_id'], ['id'])
        batch_op.create_foreign_key('fk_task_issuer_agency_id_agency', 'agency', ['issuer_agency_id'], ['id'])
        batch_op.create_foreign_key('fk_task_created_by_id_user', 'user', ['created_by_id'], ['id'])
        batch_op.create_index('ix_task_commitment_id', ['commitment_id'])
        batch_op.create_index('ix_task_issuer_agency_id', ['issuer_agency_id'])
        batch_op.create_index('ix_task_created_by_id', ['created_by_id'])
    with op.batch_alter_table('task_part') as batch_op:
        batch_op.add_column(sa.Column('scope', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answer', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('has_own_due', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('needs_confirmation', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('blocked_on_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('blocked_on', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('handed_to', sa.String(length=300), nullable=False, server_default=''))
        batch_op.create_foreign_key('fk_task_part_blocked_on_id_agency', 'agency', ['blocked_on_id'], ['id'])
        batch_op.create_index('ix_task_part_blocked_on_id', ['blocked_on_id'])


def downgrade():
    with op.batch_alter_table('task_part') as batch_op:
        batch_op.drop_index('ix_task_part_blocked_on_id')
        batch_op.drop_constraint('fk_task_part_blocked_on_id_agency', type_='foreignkey')
        for name in ('handed_to', 'blocked_on', 'blocked_on_id', 'needs_confirmation', 'has_own_due', 'answer', 'scope'):
            batch_op.drop_column(name)
    with op.batch_alter_table('task') as batch_op:
        for name in ('commitment_id', 'issuer_agency_id', 'created_by_id'):
            batch_op.drop_index(f'ix_task_{name}')
        batch_op.drop_constraint('fk_task_created_by_id_user', type_='foreignkey')
        batch_op.drop_constraint('fk_task_issuer_agency_id_agency', type_='foreignkey')
        batch_op.drop_constraint('fk_task_commitment_id_commitment', type_='foreignkey')
        for name in ('trashed_name', 'trashed_at', 'created_by_id', 'issuer_name', 'issuer_agency_id', 'commitment_id'):
            batch_op.drop_column(name)
