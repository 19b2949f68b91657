"""a mapping counts its changes, and a reading says which state of it was read

Revision ID: 0035
Revises: 0034
Create Date: 2026-12-01 05:30:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

# Until now a reading counted as long as no other decision followed it.
READ = """
UPDATE mapping_reading SET content = 1 WHERE coalesce(decision_id, 0) = coalesce(
    (SELECT max(level_decision.id) FROM level_decision WHERE level_decision.mapping_id = mapping_reading.mapping_id), 0)
"""


def upgrade():
    op.add_column('mapping', sa.Column('content', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('mapping_reading', sa.Column('content', sa.Integer(), nullable=False, server_default='0'))
    op.execute(READ)


def downgrade():
    op.drop_column('mapping_reading', 'content')
    op.drop_column('mapping', 'content')
