"""comments: who removed a remark

Revision ID: 0018
Revises: 0012
Create Date: 2026-11-25 14:30:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('comment') as batch_op:
        batch_op.add_column(sa.Column('removed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('removed_name', sa.String(length=200), nullable=False, server_default=''))
        batch_op.create_foreign_key('fk_comment_removed_by_id_user', 'user', ['removed_by_id'], ['id'])


def downgrade():
    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_constraint('fk_comment_removed_by_id_user', type_='foreignkey')
        batch_op.drop_column('removed_name')
        batch_op.drop_column('removed_by_id')
