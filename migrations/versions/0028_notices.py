"""what people are told, how they want to be told, and what is mailed

Revision ID: 0028
Revises: 0027
Create Date: 2026-12-01 00:10:00

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('bounce',
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('last_at', UTC(timezone=True), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('paused_at', UTC(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_bounce'))
    )
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('from_date', sa.Date(), nullable=False),
    sa.Column('until_date', sa.Date(), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deputy_id'], ['user.id'], name=op.f('fk_absence_deputy_id_user')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_absence_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_absence_deputy_id'), ['deputy_id'], unique=False)
        batch_op.create_index(op.f('ix_absence_user_id'), ['user_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('mail', 'gateway', name='channel', native_enum=False, length=20), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sent', 'given_up', 'unsent', name='deliverystate', native_enum=False, length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', UTC(timezone=True), nullable=False),
    sa.Column('leased_until', UTC(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('sent_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_delivery_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('message_id', name=op.f('uq_delivery_message_id'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_state_id', ['state', 'id'], unique=False)
        batch_op.create_index(op.f('ix_delivery_user_id'), ['user_id'], unique=False)
        batch_op.create_index('ix_delivery_waiting', ['next_at', 'id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('notice_choice',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event', sa.Enum('assigned', 'due_soon', 'overdue', 'returned', 'to_verify', 'verified', 'mentioned', 'invited', 'corrections_open', 'minutes_signed', 'holder_changed', 'watched', name='event', native_enum=False, length=20), nullable=False),
    sa.Column('cadence', sa.Enum('immediate', 'daily', 'weekly', 'never', name='cadence', native_enum=False, length=20), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_choice_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', 'event', name=op.f('pk_notice_choice'))
    )
    op.create_table('notice_habit',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel', sa.Enum('mail', 'gateway', name='channel', native_enum=False, length=20), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=False),
    sa.Column('quiet_until', sa.Time(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_habit_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_notice_habit'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.Enum('assigned', 'due_soon', 'overdue', 'returned', 'to_verify', 'verified', 'mentioned', 'invited', 'corrections_open', 'minutes_signed', 'holder_changed', 'watched', name='event', native_enum=False, length=20), nullable=False),
    sa.Column('root_type', sa.String(length=40), nullable=False),
    sa.Column('root_id', sa.Integer(), nullable=False),
    sa.Column('part_id', sa.Integer(), nullable=True),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.Column('read_at', UTC(timezone=True), nullable=True),
    sa.Column('key', sa.String(length=80), nullable=True),
    sa.Column('mail_state', sa.Enum('new', 'planned', 'bundled', 'none', name='mailstate', native_enum=False, length=20), nullable=False),
    sa.Column('mail_at', UTC(timezone=True), nullable=True),
    sa.Column('delivery_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_notice_agency_id_agency')),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], name=op.f('fk_notice_delivery_id_delivery')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_notice_user_id_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_notice_delivery_id'), ['delivery_id'], unique=False)
        batch_op.create_index('ix_notice_root', ['root_type', 'root_id', 'id'], unique=False)
        batch_op.create_index('ix_notice_to_mail', ['mail_state', 'mail_at'], unique=False, sqlite_where=sa.text("mail_state IN ('new', 'planned')"), postgresql_where=sa.text("mail_state IN ('new', 'planned')"))
        batch_op.create_index('ix_notice_unread', ['user_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.create_index('ix_notice_user_id_id', ['user_id', 'id'], unique=False)



def downgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_user_id_id')
        batch_op.drop_index('ix_notice_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_notice_to_mail', sqlite_where=sa.text("mail_state IN ('new', 'planned')"), postgresql_where=sa.text("mail_state IN ('new', 'planned')"))
        batch_op.drop_index('ix_notice_root')
        batch_op.drop_index(op.f('ix_notice_delivery_id'))

    op.drop_table('notice')
    op.drop_table('notice_habit')
    op.drop_table('notice_choice')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(op.f('ix_delivery_user_id'))
        batch_op.drop_index('ix_delivery_state_id')

    op.drop_table('delivery')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_absence_user_id'))
        batch_op.drop_index(op.f('ix_absence_deputy_id'))

    op.drop_table('absence')
    op.drop_table('bounce')
