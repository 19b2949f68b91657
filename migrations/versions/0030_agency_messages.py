"""messages to agencies

Revision ID: 0030
Revises: 0028
Create Date: 2026-11-30 22:00:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'agency_message',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column(
            'channel',
            sa.Enum('whatsapp', 'letter', 'call', 'meeting', name='reminderchannel', native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column('noted_name', sa.String(length=200), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('commitments', sa.JSON(), nullable=False),
        sa.Column('tasks', sa.JSON(), nullable=False),
        sa.Column('undone_at', UTC(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_agency_message_agency_id_agency'),
        sa.PrimaryKeyConstraint('id', name='pk_agency_message'),
    )
    op.create_index('ix_agency_message_agency_id_id', 'agency_message', ['agency_id', 'id'])


def downgrade():
    op.drop_table('agency_message')
