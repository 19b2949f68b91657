"""answers to invitations

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-30 22:40:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    kinds = sa.Enum('coming', 'represented', 'not_coming', name='answer', native_enum=False, length=20)
    with op.batch_alter_table('attendance') as batch_op:
        batch_op.add_column(sa.Column('answer', kinds, nullable=True))
        batch_op.add_column(sa.Column('answer_note', sa.String(length=300), nullable=False, server_default=''))


def downgrade():
    with op.batch_alter_table('attendance') as batch_op:
        batch_op.drop_column('answer_note')
        batch_op.drop_column('answer')
