"""what a potential and a mapping of stakeholders say more, and the documents and photos of a finding

Revision ID: 0036
Revises: 0035
Create Date: 2026-11-30 22:45:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

TEXTS = {'strengths': 2000, 'weaknesses': 2000, 'opportunities': 2000, 'threats': 2000, 'parties': 4000,
         'obstacle': 2000, 'conclusion': 2000, 'follow_up': 2000}


def upgrade():
    with op.batch_alter_table('finding') as batch:
        for name, length in TEXTS.items():
            batch.add_column(sa.Column(name, sa.String(length=length), server_default='', nullable=False))
    op.create_table(
        'finding_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('finding_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=True),
        sa.Column('keeps_place', sa.Boolean(), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        sa.Column('added_name', sa.String(length=200), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('removed_at', UTC(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name=op.f('fk_finding_file_added_by_id_user')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_finding_file_file_id_stored_file')),
        sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_file_finding_id_finding')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_file')),
        sa.UniqueConstraint('finding_id', 'key', name=op.f('uq_finding_file_finding_id_key')),
    )
    op.create_index('ix_finding_file_file_id', 'finding_file', ['file_id'])


def downgrade():
    op.drop_table('finding_file')
    for name in TEXTS:
        op.drop_column('finding', name)  # not in a batch: that would rebuild a table which others point to
