"""series of meetings

Series with phrases, an agenda template and a parking lot; proposals for an agenda.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 09:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

KINDS = ('opening', 'presentation', 'discussion', 'decision', 'closing')


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def part(table, *columns):
    """A table of rows that belong to something else and have a version."""
    op.create_table(
        table,
        sa.Column('id', sa.Integer(), nullable=False),
        *columns,
        sa.Column('version', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=f'pk_{table}'),
    )


def refers(table, column, target, nullable=False):
    return (
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f'{target}.id'], name=f'fk_{table}_{column}_{target}'),
    )


def upgrade():
    part(
        'meeting_series',
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('name_key', sa.Text(), nullable=False),
        sa.UniqueConstraint('name_key', name='uq_meeting_series_name_key'),
    )
    op.create_index('ix_meeting_series_name_id', 'meeting_series', ['name', 'id'])
    # Written out: a batch would rebuild the table on SQLite, which its foreign keys do not allow while it holds rows.
    op.execute(
        'ALTER TABLE meeting ADD COLUMN series_id INTEGER '
        'CONSTRAINT fk_meeting_series_id_meeting_series REFERENCES meeting_series (id)'
    )
    op.create_index('ix_meeting_series_id_starts_at_id', 'meeting', ['series_id', 'starts_at', 'id'])
    part(
        'series_phrase',
        *refers('series_phrase', 'series_id', 'meeting_series'),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=500), nullable=False),
    )
    op.create_index('ix_series_phrase_series_id', 'series_phrase', ['series_id'])
    part(
        'series_item',
        *refers('series_item', 'series_id', 'meeting_series'),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', choice('agendakind', *KINDS), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('presenter', sa.String(length=200), nullable=False),
        sa.Column('planned_minutes', sa.Integer(), nullable=True),
        sa.Column('section', sa.String(length=120), nullable=False),
    )
    op.create_index('ix_series_item_series_id', 'series_item', ['series_id'])
    part(
        'parked_item',
        *refers('parked_item', 'series_id', 'meeting_series'),
        *refers('parked_item', 'meeting_id', 'meeting'),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('added_name', sa.String(length=200), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', choice('parkedstate', 'waiting', 'taken', 'dropped'), nullable=False),
        sa.Column('drop_reason', sa.String(length=500), nullable=False),
        *refers('parked_item', 'agenda_item_id', 'agenda_item', nullable=True),
        sa.UniqueConstraint('agenda_item_id', name='uq_parked_item_agenda_item_id'),
    )
    op.create_index('ix_parked_item_meeting_id', 'parked_item', ['meeting_id'])
    op.create_index('ix_parked_item_series_id_state_id', 'parked_item', ['series_id', 'state', 'id'])
    part(
        'agenda_proposal',
        *refers('agenda_proposal', 'meeting_id', 'meeting'),
        *refers('agenda_proposal', 'agency_id', 'agency'),
        sa.Column('agency_name', sa.String(length=300), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('planned_minutes', sa.Integer(), nullable=True),
        sa.Column('added_name', sa.String(length=200), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', choice('proposalstate', 'waiting', 'accepted', 'declined'), nullable=False),
        sa.Column('answer', sa.String(length=500), nullable=False),
        *refers('agenda_proposal', 'agenda_item_id', 'agenda_item', nullable=True),
        sa.UniqueConstraint('agenda_item_id', name='uq_agenda_proposal_agenda_item_id'),
    )
    op.create_index('ix_agenda_proposal_meeting_id', 'agenda_proposal', ['meeting_id'])


def downgrade():
    for table in ('agenda_proposal', 'parked_item', 'series_item', 'series_phrase'):
        op.drop_table(table)
    op.drop_index('ix_meeting_series_id_starts_at_id', 'meeting')
    # not in a batch: that makes the table anew, and the rows of other tables point to it
    op.drop_column('meeting', 'series_id')
    op.drop_table('meeting_series')
