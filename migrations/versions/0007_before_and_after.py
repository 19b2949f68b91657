"""the meeting before and after

Attendance by person with times and by code; topics that are carried on; minutes that circulate; internal lines and
the agencies that a decision concerns.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-25 10:40:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def add_reference(table, column, target):
    """Written out: a batch would rebuild the table on SQLite, which its foreign keys do not allow while it holds rows."""
    op.execute(
        f'ALTER TABLE {table} ADD COLUMN {column} INTEGER '
        f'CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id)'
    )
    op.create_index(f'ix_{table}_{column}', table, [column])


def flag(name, value):
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if value else sa.false())


def upgrade():
    # Nothing points to this table, so it can be rebuilt.
    with op.batch_alter_table('attendance') as table:
        table.alter_column('agency_id', existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column('addressee', sa.String(length=200), nullable=False, server_default=''))
        table.add_column(flag('invited', True))
        table.add_column(sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('left_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('source', choice('source', 'typist', 'code'), nullable=False, server_default='typist'))
        table.add_column(flag('confirmed', True))
        table.add_column(sa.Column('device', sa.String(length=64), nullable=True))
        table.add_column(sa.Column('signature', sa.Text(), nullable=False, server_default=''))
        table.create_unique_constraint('uq_attendance_meeting_id_device', ['meeting_id', 'device'])
    op.add_column('meeting', sa.Column('circulation', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('meeting', sa.Column('circulated_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('meeting', sa.Column('corrections_until', sa.DateTime(timezone=True), nullable=True))
    add_reference('meeting', 'previous_id', 'meeting')
    op.add_column('agenda_item', flag('recurring', False))
    op.add_column('agenda_item', sa.Column('deferred_reason', sa.String(length=500), nullable=False, server_default=''))
    add_reference('agenda_item', 'topic_id', 'agenda_item')
    op.add_column('minutes_line', flag('internal', False))
    op.create_table(
        'line_agency',
        sa.Column('line_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['line_id'], ['minutes_line.id'], name='fk_line_agency_line_id_minutes_line'),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_line_agency_agency_id_agency'),
        sa.PrimaryKeyConstraint('line_id', 'agency_id', name='pk_line_agency'),
    )
    op.create_index('ix_line_agency_agency_id', 'line_agency', ['agency_id'])


def drop_reference(table, column):
    op.drop_index(f'ix_{table}_{column}', table)
    op.execute(f'ALTER TABLE {table} DROP COLUMN {column}')


def downgrade():
    op.drop_table('line_agency')
    op.drop_column('minutes_line', 'internal')
    drop_reference('agenda_item', 'topic_id')
    op.drop_column('agenda_item', 'deferred_reason')
    op.drop_column('agenda_item', 'recurring')
    drop_reference('meeting', 'previous_id')
    for name in ('corrections_until', 'circulated_at', 'circulation'):
        op.drop_column('meeting', name)
    op.execute('DELETE FROM attendance WHERE agency_id IS NULL')  # what the older table cannot hold
    with op.batch_alter_table('attendance') as table:
        table.drop_constraint('uq_attendance_meeting_id_device', type_='unique')
        for name in ('signature', 'device', 'confirmed', 'source', 'left_at', 'arrived_at', 'invited', 'addressee'):
            table.drop_column(name)
        table.alter_column('agency_id', existing_type=sa.Integer(), nullable=False)
