"""Indexes from which the figures of all commitments are read, and how new an answer of a supporting agency is."""

from alembic import op

revision = "0017"
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    percents = ["claimed_percent", "verified_percent"]
    with op.batch_alter_table("commitment") as batch_op:
        batch_op.create_index("ix_commitment_totals", ["is_open", "attainment", *percents])
        batch_op.create_index("ix_commitment_matrix", ["lead_agency_id", "state", *percents])
    with op.batch_alter_table("commitment_support") as batch_op:
        batch_op.create_index("ix_commitment_support_answered_at", ["answered_at"])


def downgrade():
    with op.batch_alter_table("commitment_support") as batch_op:
        batch_op.drop_index("ix_commitment_support_answered_at")
    with op.batch_alter_table("commitment") as batch_op:
        batch_op.drop_index("ix_commitment_matrix")
        batch_op.drop_index("ix_commitment_totals")
