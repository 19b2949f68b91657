"""invitations: the letter's words, and who was sent what when

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-25 11:10:00

"""
from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def upgrade():
    op.create_table(
        'invitation_letter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('nature', choice('nature', 'ordinary', 'limited', 'secret', 'top_secret'), nullable=False),
        sa.Column('attachment', sa.String(length=100), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('opening', sa.Text(), nullable=False),
        sa.Column('closing', sa.Text(), nullable=False),
        sa.Column('signer', sa.String(length=200), nullable=False),
        sa.Column('signer_position', sa.String(length=200), nullable=False),
        sa.Column('signer_rank', sa.String(length=100), nullable=False),
        sa.Column('signer_number', sa.String(length=50), nullable=False),
        sa.Column('copies', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name='fk_invitation_letter_meeting_id_meeting'),
        sa.PrimaryKeyConstraint('id', name='pk_invitation_letter'),
        sa.UniqueConstraint('meeting_id', name='uq_invitation_letter_meeting_id'),
    )
    op.create_table(
        'dispatch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('attendance_id', sa.Integer(), nullable=False),
        sa.Column('matter', choice('matter', 'invitation', 'change', 'cancellation'), nullable=False),
        sa.Column('channel', choice('channel', 'letter', 'whatsapp', 'email', 'telephone', 'other'), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('noted_name', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name='fk_dispatch_meeting_id_meeting'),
        sa.ForeignKeyConstraint(
            ['attendance_id'], ['attendance.id'], name='fk_dispatch_attendance_id_attendance', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_dispatch'),
    )
    op.create_index('ix_dispatch_meeting_id', 'dispatch', ['meeting_id'])
    op.create_index('ix_dispatch_attendance_id', 'dispatch', ['attendance_id'])


def downgrade():
    op.drop_table('dispatch')
    op.drop_table('invitation_letter')
