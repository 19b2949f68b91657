"""calendar feeds

Revision ID: 0031
Revises: 0030
Create Date: 2026-11-30 22:10:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

LIVE = sa.text('revoked_at IS NULL')


def upgrade():
    op.create_table(
        'feed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('agency_id', sa.Integer(), nullable=True),
        sa.Column('nonce', sa.Integer(), nullable=False),
        sa.Column('created_at', UTC(timezone=True), nullable=False),
        sa.Column('created_name', sa.String(length=200), nullable=False),
        sa.Column('revoked_at', UTC(timezone=True), nullable=True),
        sa.CheckConstraint('(user_id IS NULL) <> (agency_id IS NULL)', name='ck_feed_one_owner'),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_feed_agency_id_agency'),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_feed_user_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_feed'),
    )
    op.create_index('uq_feed_user_id', 'feed', ['user_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index('uq_feed_agency_id', 'feed', ['agency_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade():
    op.drop_table('feed')
