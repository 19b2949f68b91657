"""what is remembered of backups; refused sign-ins are found without reading the whole history

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-30 21:00:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

REFUSED = sa.text("action = 'sign_in_refused'")


def upgrade():
    op.create_table(
        'backup_run',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column('kind', sa.Enum('sqlite', 'postgresql', 'noted', name='backupkind', native_enum=False, length=20), nullable=False),
        sa.Column('result', sa.Enum('done', 'failed', name='backupresult', native_enum=False, length=20), nullable=False),
        sa.Column('bytes', sa.BigInteger(), nullable=False),
        sa.Column('took_seconds', sa.Integer(), nullable=False),
        sa.Column('folder', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_backup_run'),
    )
    op.create_index('ix_backup_run_at', 'backup_run', ['at'])
    op.create_index('ix_audit_event_refused', 'audit_event', ['at'], sqlite_where=REFUSED, postgresql_where=REFUSED)


def downgrade():
    op.drop_index('ix_audit_event_refused', 'audit_event')
    op.drop_table('backup_run')
