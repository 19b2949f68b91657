"""live minutes

Lines carry the name that their form gave them; unsent texts are kept.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-23 22:10:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('minutes_line', sa.Column('key', sa.String(length=40), nullable=True))
    op.create_index('ix_minutes_line_key', 'minutes_line', ['key'], unique=True)
    op.create_table(
        'draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.String(length=120), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_draft_user_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_draft'),
        sa.UniqueConstraint('user_id', 'place', 'key', name='uq_draft_user_id_place_key'),
    )
    op.create_index('ix_draft_at', 'draft', ['at'])


def downgrade():
    op.drop_table('draft')
    op.drop_index('ix_minutes_line_key', 'minutes_line')
    op.drop_column('minutes_line', 'key')
