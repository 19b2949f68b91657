"""timekeeping of the agenda

Each item knows how long it has been going on; at most one item of a meeting is the present one.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-24 09:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PRESENT = sa.text('started_at IS NOT NULL')


def upgrade():
    op.add_column('agenda_item', sa.Column('section', sa.String(length=120), nullable=False, server_default=''))
    op.add_column('agenda_item', sa.Column('used_seconds', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('agenda_item', sa.Column('started_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        'ix_agenda_item_present', 'agenda_item', ['meeting_id'], unique=True,
        sqlite_where=PRESENT, postgresql_where=PRESENT,
    )


def downgrade():
    op.drop_index('ix_agenda_item_present', 'agenda_item')
    # not in a batch: that makes the table anew, and the lines of the minutes point to it
    op.drop_column('agenda_item', 'started_at')
    op.drop_column('agenda_item', 'used_seconds')
    op.drop_column('agenda_item', 'section')
