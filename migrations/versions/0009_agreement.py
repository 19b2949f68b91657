"""agreeing on the minutes

Copies for those who were there, their corrections, versions with two signatures, the signed paper beside them.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-25 11:20:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

# What may never change in a version, and what is written once.
FROZEN = ('id', 'meeting_id', 'number', 'circulation', 'content', 'sha256', 'created_at')
STRIKE = ('struck_at', 'struck_name', 'struck_reason')


def instant(name, nullable=True):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name, length=None, default=None):
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default=default)


def reference(table, column, target, **options):
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=f'fk_{table}_{column}_{target}', **options)


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def guard_versions():
    """A version and a signature stay as they were, whoever connects to the database."""
    if op.get_bind().dialect.name == 'sqlite':
        refuse = "BEGIN SELECT RAISE(ABORT, '{0} is append-only'); END"
        for table, act in (('minutes_version', 'DELETE'), ('minutes_signature', 'DELETE'), ('minutes_signature', 'UPDATE')):
            op.execute(f'CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} ' + refuse.format(table))
        changed = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in FROZEN)
        again = ' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in STRIKE)
        op.execute(
            f'CREATE TRIGGER minutes_version_no_update BEFORE UPDATE ON minutes_version '
            f'WHEN {changed} OR (OLD.struck_at IS NOT NULL AND ({again})) ' + refuse.format('minutes_version')
        )
        return
    op.execute(
        'CREATE TRIGGER minutes_signature_no_change BEFORE UPDATE OR DELETE ON minutes_signature '
        'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
    )
    op.execute(
        'CREATE TRIGGER minutes_version_no_delete BEFORE DELETE ON minutes_version '
        'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
    )
    changed = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in FROZEN)
    again = ' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in STRIKE)
    op.execute(
        'CREATE TRIGGER minutes_version_no_update BEFORE UPDATE ON minutes_version FOR EACH ROW '
        f'WHEN ({changed} OR (OLD.struck_at IS NOT NULL AND ({again}))) EXECUTE FUNCTION refuse_change()'
    )


def upgrade():
    op.add_column('meeting', text('reopen_reason', 500, ''))
    op.create_table(
        'minutes_copy',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('attendance_id', sa.Integer(), nullable=True),
        sa.Column('circulation', sa.Integer(), nullable=False),
        text('person', 200),
        text('position', 200),
        text('agency_name', 300),
        sa.Column('nonce', sa.Integer(), nullable=False),
        instant('opened_at'),
        instant('agreed_at'),
        instant('sent_at'),
        text('sent_name', 200),
        reference('minutes_copy', 'meeting_id', 'meeting'),
        reference('minutes_copy', 'attendance_id', 'attendance', ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name='pk_minutes_copy'),
        sa.UniqueConstraint(
            'meeting_id', 'circulation', 'attendance_id', name='uq_minutes_copy_meeting_id_circulation_attendance_id'
        ),
    )
    op.create_index('ix_minutes_copy_attendance_id', 'minutes_copy', ['attendance_id'])
    op.create_table(
        'correction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('copy_id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('line_id', sa.Integer(), nullable=False),
        sa.Column('circulation', sa.Integer(), nullable=False),
        text('line_number', 20),
        text('original'),
        text('text'),
        text('reason', 1000),
        text('author', 200),
        text('author_agency', 300),
        instant('at', False),
        sa.Column('key', sa.String(length=40), nullable=True),
        sa.Column('state', choice('correctionstate', 'waiting', 'accepted', 'declined'), nullable=False),
        text('answer', 1000),
        text('written'),
        instant('decided_at'),
        text('decided_name', 200),
        sa.Column('version', sa.Integer(), nullable=False),
        reference('correction', 'copy_id', 'minutes_copy'),
        reference('correction', 'meeting_id', 'meeting'),
        reference('correction', 'line_id', 'minutes_line'),
        sa.PrimaryKeyConstraint('id', name='pk_correction'),
        sa.UniqueConstraint('key', name='uq_correction_key'),
    )
    for name in ('copy_id', 'meeting_id', 'line_id'):
        op.create_index(f'ix_correction_{name}', 'correction', [name])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        'ix_correction_waiting', 'correction', ['meeting_id'], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        'minutes_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('circulation', sa.Integer(), nullable=False),
        text('content'),
        text('sha256', 64),
        instant('created_at', False),
        instant('struck_at'),
        text('struck_name', 200),
        text('struck_reason', 500),
        reference('minutes_version', 'meeting_id', 'meeting'),
        sa.PrimaryKeyConstraint('id', name='pk_minutes_version'),
        sa.UniqueConstraint('meeting_id', 'number', name='uq_minutes_version_meeting_id_number'),
    )
    valid = sa.text('struck_at IS NULL')
    op.create_index(
        'ix_minutes_version_valid', 'minutes_version', ['meeting_id'], unique=True, sqlite_where=valid,
        postgresql_where=valid,
    )
    op.create_table(
        'minutes_signature',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('role', choice('signerrole', 'chair', 'taker'), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        text('name', 200),
        text('position', 600),
        text('on_behalf', 200),
        instant('at', False),
        reference('minutes_signature', 'version_id', 'minutes_version'),
        reference('minutes_signature', 'user_id', 'user'),
        sa.PrimaryKeyConstraint('id', name='pk_minutes_signature'),
        sa.UniqueConstraint('version_id', 'role', name='uq_minutes_signature_version_id_role'),
        sa.UniqueConstraint('version_id', 'user_id', name='uq_minutes_signature_version_id_user_id'),
    )
    op.create_index('ix_minutes_signature_user_id', 'minutes_signature', ['user_id'])
    op.create_table(
        'signed_scan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        text('name', 200),
        text('added_name', 200),
        instant('at', False),
        reference('signed_scan', 'version_id', 'minutes_version'),
        reference('signed_scan', 'meeting_id', 'meeting'),
        reference('signed_scan', 'file_id', 'stored_file'),
        sa.PrimaryKeyConstraint('id', name='pk_signed_scan'),
    )
    for name in ('version_id', 'meeting_id', 'file_id'):
        op.create_index(f'ix_signed_scan_{name}', 'signed_scan', [name])
    op.create_table(
        'version_photo',
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        reference('version_photo', 'version_id', 'minutes_version'),
        reference('version_photo', 'file_id', 'stored_file'),
        sa.PrimaryKeyConstraint('version_id', 'file_id', name='pk_version_photo'),
    )
    op.create_index('ix_version_photo_file_id', 'version_photo', ['file_id'])
    guard_versions()


def downgrade():
    # The tables take their triggers along; a meeting goes back to a state that the older program knows.
    for table in ('version_photo', 'signed_scan', 'minutes_signature', 'minutes_version', 'correction', 'minutes_copy'):
        op.drop_table(table)
    op.execute("UPDATE meeting SET state = 'closed' WHERE state IN ('circulated', 'signed', 'revising')")
    op.drop_column('meeting', 'reopen_reason')
