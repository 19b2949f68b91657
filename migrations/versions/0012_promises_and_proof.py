"""promises that can be checked, rounds with evidence

What was agreed on before counts as agreed when it was made; verdicts already given become reviews.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-25 05:53:39.206479

"""
from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def fill():
    """Derive for what is there what new rows bring along; quantities are whole thousandths on both databases."""
    run = op.execute
    percent = 'CASE WHEN target IS NULL THEN {none} WHEN target <= 0 OR {sum} >= target THEN 100 ELSE {sum} * 100 / target END'
    run("UPDATE commitment SET agreed_at = created_at WHERE state IN ('agreed', 'underway', 'reported', 'returned', 'verified')")
    run('UPDATE commitment SET claimed_percent = ' + percent.format(sum='claimed', none="CASE WHEN state = 'verified' THEN 100 ELSE 0 END")
        + ', verified_percent = ' + percent.format(sum='verified', none="CASE WHEN state = 'verified' THEN 100 ELSE 0 END"))
    run('UPDATE commitment SET reported_at = (SELECT max(submitted_at) FROM progress_report WHERE commitment_id = commitment.id)')
    run("UPDATE commitment SET attainment = CASE WHEN verified_percent >= 100 THEN 'complete' WHEN verified_percent >= 50 THEN 'substantial' "
        "WHEN verified > 0 THEN 'limited' WHEN reported_at IS NOT NULL THEN 'no_evidence' ELSE 'not_started' END")
    run("UPDATE progress_report SET obstacle_kind = 'other' WHERE obstacle <> ''")
    run("UPDATE progress_report SET verdict = 'partly' WHERE verdict = 'verified' AND accepted < quantity")
    run("UPDATE progress_report SET level = 'complete', accepted_level = CASE WHEN verdict = 'verified' THEN 'complete' END "
        "WHERE commitment_id IN (SELECT id FROM commitment WHERE target IS NULL)")
    run('INSERT INTO review (report_id, reviewer_id, verdict, accepted, level, reason, at) SELECT id, reviewed_by, verdict, accepted, '
        "accepted_level, reason, reviewed_at FROM progress_report WHERE reviewed_by IS NOT NULL AND verdict <> 'waiting'")


def guard_changes():
    """An act after agreement stays as it was written, whoever connects to the database."""
    if op.get_bind().dialect.name == 'sqlite':
        for act in ('UPDATE', 'DELETE'):
            op.execute(f'CREATE TRIGGER commitment_change_no_{act.lower()} BEFORE {act} ON commitment_change '
                       "BEGIN SELECT RAISE(ABORT, 'commitment_change is append-only'); END")
    else:
        op.execute('CREATE TRIGGER commitment_change_no_change BEFORE UPDATE OR DELETE ON commitment_change '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def upgrade():
    op.create_table(
        'area',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=20), nullable=False),
        sa.Column('kind', choice('areakind', 'kota', 'kecamatan', 'kelurahan', 'bagian'), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('parent_id', sa.Integer(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['parent_id'], ['area.id'], name='fk_area_parent_id_area'),
        sa.PrimaryKeyConstraint('id', name='pk_area'),
        sa.UniqueConstraint('code', name='uq_area_code'),
    )
    with op.batch_alter_table('area') as batch_op:
        batch_op.create_index('ix_area_parent_id', ['parent_id'])

    op.create_table(
        'comment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('root_type', sa.String(length=40), nullable=False),
        sa.Column('root_id', sa.Integer(), nullable=False),
        sa.Column('round', sa.Integer(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('author_name', sa.String(length=200), nullable=False),
        sa.Column('author_position', sa.String(length=500), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['author_id'], ['user.id'], name='fk_comment_author_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_comment'),
    )
    with op.batch_alter_table('comment') as batch_op:
        batch_op.create_index('ix_comment_root', ['root_type', 'root_id', 'id'])

    op.create_table(
        'saved_filter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('page', sa.String(length=60), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('query', sa.String(length=1000), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_saved_filter_user_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_saved_filter'),
        sa.UniqueConstraint('user_id', 'page', 'name', name='uq_saved_filter_user_id_page_name'),
    )
    op.create_table(
        'watch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('root_type', sa.String(length=40), nullable=False),
        sa.Column('root_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_watch_user_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_watch'),
        sa.UniqueConstraint('user_id', 'root_type', 'root_id', name='uq_watch_user_id_root_type_root_id'),
    )
    with op.batch_alter_table('watch') as batch_op:
        batch_op.create_index('ix_watch_root', ['root_type', 'root_id'])

    op.create_table(
        'mention',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('comment_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name='fk_mention_comment_id_comment'),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name='fk_mention_user_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_mention'),
        sa.UniqueConstraint('comment_id', 'user_id', name='uq_mention_comment_id_user_id'),
    )
    with op.batch_alter_table('mention') as batch_op:
        batch_op.create_index('ix_mention_user_id_seen_at', ['user_id', 'seen_at'])

    op.create_table(
        'commitment_area',
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('area_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['area_id'], ['area.id'], name='fk_commitment_area_area_id_area'),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_commitment_area_commitment_id_commitment'),
        sa.PrimaryKeyConstraint('commitment_id', 'area_id', name='pk_commitment_area'),
    )
    with op.batch_alter_table('commitment_area') as batch_op:
        batch_op.create_index('ix_commitment_area_area_id', ['area_id'])

    op.create_table(
        'commitment_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('kind', choice('changekind', 'redated', 'reworded', 'handed_over', 'suspended', 'resumed', 'cancelled', 'reopened', 'waived'), nullable=False),
        sa.Column('reason', choice('reason', 'budget', 'staff', 'partner', 'policy', 'office', 'merged', 'not_needed', 'force', 'mistake', 'other'), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('by_name', sa.String(length=200), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['user.id'], name='fk_commitment_change_by_id_user'),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_commitment_change_commitment_id_commitment'),
        sa.PrimaryKeyConstraint('id', name='pk_commitment_change'),
    )
    with op.batch_alter_table('commitment_change') as batch_op:
        batch_op.create_index('ix_commitment_change_commitment_id', ['commitment_id'])

    op.create_table(
        'commitment_support',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('agency_name', sa.String(length=300), nullable=False),
        sa.Column('role', sa.String(length=200), nullable=False),
        sa.Column('state', choice('supportstate', 'asked', 'accepted', 'declined'), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_commitment_support_agency_id_agency'),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_commitment_support_commitment_id_commitment'),
        sa.PrimaryKeyConstraint('id', name='pk_commitment_support'),
        sa.UniqueConstraint('commitment_id', 'agency_id', name='uq_commitment_support_commitment_id_agency_id'),
    )
    with op.batch_alter_table('commitment_support') as batch_op:
        batch_op.create_index('ix_commitment_support_agency_id', ['agency_id'])

    op.create_table(
        'milestone',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('due', sa.Date(), nullable=False),
        sa.Column('reached_on', sa.Date(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_milestone_commitment_id_commitment'),
        sa.PrimaryKeyConstraint('id', name='pk_milestone'),
    )
    with op.batch_alter_table('milestone') as batch_op:
        batch_op.create_index('ix_milestone_commitment_id', ['commitment_id'])

    op.create_table(
        'report_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('saved_name', sa.String(length=200), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_report_draft_commitment_id_commitment'),
        sa.PrimaryKeyConstraint('id', name='pk_report_draft'),
        sa.UniqueConstraint('commitment_id', name='uq_report_draft_commitment_id'),
    )
    op.create_table(
        'evidence',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=True),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('link', sa.String(length=2000), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=True),
        sa.Column('keeps_place', sa.Boolean(), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        sa.Column('added_name', sa.String(length=200), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('verdict', choice('evidenceverdict', 'waiting', 'enough', 'not_enough', 'unreadable', 'irrelevant'), nullable=False),
        sa.Column('remark', sa.String(length=500), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name='fk_evidence_added_by_id_user'),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name='fk_evidence_agency_id_agency'),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name='fk_evidence_commitment_id_commitment'),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name='fk_evidence_file_id_stored_file'),
        sa.ForeignKeyConstraint(['report_id'], ['progress_report.id'], name='fk_evidence_report_id_progress_report'),
        sa.PrimaryKeyConstraint('id', name='pk_evidence'),
        sa.UniqueConstraint('commitment_id', 'key', name='uq_evidence_commitment_id_key'),
    )
    with op.batch_alter_table('evidence') as batch_op:
        batch_op.create_index('ix_evidence_commitment_id', ['commitment_id'])
        batch_op.create_index('ix_evidence_file_id', ['file_id'])
        batch_op.create_index('ix_evidence_quota', ['agency_id', 'removed_at', 'size'])
        batch_op.create_index('ix_evidence_report_id', ['report_id'])

    op.create_table(
        'review',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('reviewer_id', sa.Integer(), nullable=False),
        sa.Column('verdict', choice('verdict', 'waiting', 'verified', 'partly', 'returned', 'no_evidence', 'replaced'), nullable=False),
        sa.Column('accepted', sa.BigInteger(), nullable=True),
        sa.Column('level', choice('attainment', 'no_evidence', 'not_started', 'limited', 'substantial', 'complete'), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['report_id'], ['progress_report.id'], name='fk_review_report_id_progress_report'),
        sa.ForeignKeyConstraint(['reviewer_id'], ['user.id'], name='fk_review_reviewer_id_user'),
        sa.PrimaryKeyConstraint('id', name='pk_review'),
    )
    with op.batch_alter_table('review') as batch_op:
        batch_op.create_index('ix_review_report_id', ['report_id'])
        batch_op.create_index('ix_review_reviewer_id', ['reviewer_id'])

    op.create_table(
        'review_point',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('evidence_id', sa.Integer(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('answered_in_id', sa.Integer(), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['answered_in_id'], ['progress_report.id'], name='fk_review_point_answered_in_id_progress_report'),
        sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name='fk_review_point_evidence_id_evidence'),
        sa.ForeignKeyConstraint(['report_id'], ['progress_report.id'], name='fk_review_point_report_id_progress_report'),
        sa.PrimaryKeyConstraint('id', name='pk_review_point'),
    )
    with op.batch_alter_table('review_point') as batch_op:
        batch_op.create_index('ix_review_point_report_id', ['report_id'])

    with op.batch_alter_table('commitment') as batch_op:
        batch_op.add_column(sa.Column('post_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('place', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('baseline', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('support_kind', choice('supportkind', 'goods', 'people', 'other'), nullable=True))
        batch_op.add_column(sa.Column('fund_source', choice('fundsource', 'apbd', 'apbn', 'csr', 'self', 'other'), nullable=True))
        batch_op.add_column(sa.Column('in_plan', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('rhythm', choice('rhythm', 'none', 'monthly', 'quarterly', 'periods'), nullable=False, server_default='none'))
        batch_op.add_column(sa.Column('is_high', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_checkable', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('waiver', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('start', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('redated', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('report_due', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('suspended_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('claimed_percent', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('verified_percent', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('attainment', choice('attainment', 'no_evidence', 'not_started', 'limited', 'substantial', 'complete'), nullable=False, server_default='not_started'))
        batch_op.add_column(sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('suggested_name', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('copied_from_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('agenda_item_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_commitment_agenda_item_id', ['agenda_item_id'])
        batch_op.create_foreign_key('fk_commitment_agenda_item_id_agenda_item', 'agenda_item', ['agenda_item_id'], ['id'])
        batch_op.create_foreign_key('fk_commitment_post_id_post', 'post', ['post_id'], ['id'])
        batch_op.create_foreign_key('fk_commitment_copied_from_id_commitment', 'commitment', ['copied_from_id'], ['id'])

    with op.batch_alter_table('progress_report') as batch_op:
        batch_op.add_column(sa.Column('level', choice('attainment', 'no_evidence', 'not_started', 'limited', 'substantial', 'complete'), nullable=True))
        batch_op.add_column(sa.Column('obstacle_kind', choice('obstacle', 'none', 'budget', 'staff', 'goods', 'permit', 'partner', 'participants', 'place', 'other'), nullable=False, server_default='none'))
        batch_op.add_column(sa.Column('next_step', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('accepted_level', choice('attainment', 'no_evidence', 'not_started', 'limited', 'substantial', 'complete'), nullable=True))
        batch_op.add_column(sa.Column('holder_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_progress_report_submitted_at', ['submitted_at'])
        batch_op.create_foreign_key('fk_progress_report_holder_id_user', 'user', ['holder_id'], ['id'])

    fill()
    guard_changes()


def downgrade():
    op.execute("UPDATE commitment SET state = 'underway' WHERE state = 'suspended'")
    op.execute("UPDATE progress_report SET verdict = 'verified' WHERE verdict = 'partly'")
    op.execute("UPDATE progress_report SET verdict = 'returned' WHERE verdict IN ('no_evidence', 'replaced')")
    with op.batch_alter_table('progress_report') as batch_op:
        batch_op.drop_constraint('fk_progress_report_holder_id_user', type_='foreignkey')
        batch_op.drop_index('ix_progress_report_submitted_at')
        batch_op.drop_column('holder_id')
        batch_op.drop_column('accepted_level')
        batch_op.drop_column('next_step')
        batch_op.drop_column('obstacle_kind')
        batch_op.drop_column('level')

    with op.batch_alter_table('commitment') as batch_op:
        batch_op.drop_constraint('fk_commitment_copied_from_id_commitment', type_='foreignkey')
        batch_op.drop_constraint('fk_commitment_post_id_post', type_='foreignkey')
        batch_op.drop_constraint('fk_commitment_agenda_item_id_agenda_item', type_='foreignkey')
        batch_op.drop_index('ix_commitment_agenda_item_id')
        batch_op.drop_column('agenda_item_id')
        batch_op.drop_column('copied_from_id')
        batch_op.drop_column('suggested_name')
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('reported_at')
        batch_op.drop_column('agreed_at')
        batch_op.drop_column('attainment')
        batch_op.drop_column('verified_percent')
        batch_op.drop_column('claimed_percent')
        batch_op.drop_column('suspended_until')
        batch_op.drop_column('report_due')
        batch_op.drop_column('redated')
        batch_op.drop_column('start')
        batch_op.drop_column('waiver')
        batch_op.drop_column('is_checkable')
        batch_op.drop_column('is_high')
        batch_op.drop_column('rhythm')
        batch_op.drop_column('in_plan')
        batch_op.drop_column('fund_source')
        batch_op.drop_column('support_kind')
        batch_op.drop_column('baseline')
        batch_op.drop_column('place')
        batch_op.drop_column('post_id')

    with op.batch_alter_table('review_point') as batch_op:
        batch_op.drop_index('ix_review_point_report_id')

    op.drop_table('review_point')
    with op.batch_alter_table('review') as batch_op:
        batch_op.drop_index('ix_review_reviewer_id')
        batch_op.drop_index('ix_review_report_id')

    op.drop_table('review')
    with op.batch_alter_table('evidence') as batch_op:
        batch_op.drop_index('ix_evidence_report_id')
        batch_op.drop_index('ix_evidence_quota')
        batch_op.drop_index('ix_evidence_file_id')
        batch_op.drop_index('ix_evidence_commitment_id')

    op.drop_table('evidence')
    op.drop_table('report_draft')
    with op.batch_alter_table('milestone') as batch_op:
        batch_op.drop_index('ix_milestone_commitment_id')

    op.drop_table('milestone')
    with op.batch_alter_table('commitment_support') as batch_op:
        batch_op.drop_index('ix_commitment_support_agency_id')

    op.drop_table('commitment_support')
    with op.batch_alter_table('commitment_change') as batch_op:
        batch_op.drop_index('ix_commitment_change_commitment_id')

    op.drop_table('commitment_change')
    with op.batch_alter_table('commitment_area') as batch_op:
        batch_op.drop_index('ix_commitment_area_area_id')

    op.drop_table('commitment_area')
    with op.batch_alter_table('mention') as batch_op:
        batch_op.drop_index('ix_mention_user_id_seen_at')

    op.drop_table('mention')
    with op.batch_alter_table('watch') as batch_op:
        batch_op.drop_index('ix_watch_root')

    op.drop_table('watch')
    op.drop_table('saved_filter')
    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_index('ix_comment_root')

    op.drop_table('comment')
    with op.batch_alter_table('area') as batch_op:
        batch_op.drop_index('ix_area_parent_id')

    op.drop_table('area')
