"""documents: letterheads of agencies and the texts of activity reports

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-25 11:10:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TEXTS = ('general', 'basis', 'purpose', 'scope', 'activities', 'results', 'conclusion', 'closing', 'annexes')


def line(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade():
    op.create_table(
        'letterhead',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        line('upper', 200), line('contact', 300), line('city', 100),
        sa.Column('picture_id', sa.Integer(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_letterhead_agency_id_agency'),
        sa.ForeignKeyConstraint(['picture_id'], ['stored_file.id'], name='fk_letterhead_picture_id_stored_file'),
        sa.PrimaryKeyConstraint('id', name='pk_letterhead'),
        sa.UniqueConstraint('agency_id', name='uq_letterhead_agency_id'),
    )
    op.create_index('ix_letterhead_picture_id', 'letterhead', ['picture_id'])
    op.create_table(
        'activity_report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        line('signer', 200), line('signer_position', 200),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name='fk_activity_report_meeting_id_meeting'),
        sa.PrimaryKeyConstraint('id', name='pk_activity_report'),
        sa.UniqueConstraint('meeting_id', name='uq_activity_report_meeting_id'),
    )


def downgrade():
    op.drop_table('activity_report')
    op.drop_table('letterhead')
