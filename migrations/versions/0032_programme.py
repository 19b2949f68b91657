"""areas and the programme: boundaries, mapping, findings, plan, activities, results, beneficiaries

Revision ID: 0032
Revises: 0031
Create Date: 2026-11-30 19:20:27.982748

"""
from alembic import op
import sqlalchemy as sa

from app.columns import UTC

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


METHODS = (
    ('checklist', 'Daftar indikator kawasan rawan', '8 pokok dan 5 pendukung',
     'BNN; dipakai sampai 2023 (bandaacehkota.bnn.go.id, 29 Januari 2020)', ''),
    ('index', 'Indeks Kawasan Rawan Narkoba (IKRN)', 'Sejak 2024',
     'BNN; kuesioner kepada 30 warga, lurah, dan 2 penegak hukum per kelurahan', ''),
)
INDICATORS = (
    ('P1', 'main', 'Kasus kejahatan narkoba', 'kasus'),
    ('P2', 'main', 'Angka kriminalitas/aksi kekerasan', 'kejadian'),
    ('P3', 'main', 'Bandar/pengedar narkoba', 'orang'),
    ('P4', 'main', 'Kegiatan produksi narkoba', 'tempat'),
    ('P5', 'main', 'Angka pengguna narkoba', 'orang'),
    ('P6', 'main', 'Barang bukti narkoba', 'gram'),
    ('P7', 'main', 'Titik masuk (entry point) narkoba', 'titik'),
    ('P8', 'main', 'Kurir narkoba', 'orang'),
    ('D1', 'supporting', 'Banyaknya lokasi hiburan', 'tempat'),
    ('D2', 'supporting', 'Tempat kos dan hunian dengan privasi tinggi', 'tempat'),
    ('D3', 'supporting', 'Tingginya angka kemiskinan', 'keluarga'),
    ('D4', 'supporting', 'Ketiadaan sarana publik', ''),
    ('D5', 'supporting', 'Rendahnya interaksi sosial masyarakat', ''),
)
RULE_SOURCE = 'Kepala BNN Kota Banda Aceh, news.detik.com, 7 Desember 2021: paling sedikit lima pokok dan empat pendukung'
OUTCOMES = (
    ('IKP', 'Indeks Kemandirian Partisipasi', 'indeks'),
    ('IKKR', 'Indeks Keterpulihan Kawasan Rawan', 'indeks'),
    ('SKM', 'Survei Kepuasan Masyarakat', 'nilai'),
    ('Wirausaha', 'Indeks kewirausahaan peserta', 'indeks'),
)


def ship():
    """What every installation begins with: two methods, the one published rule, four indicators of results."""
    def rows(name, *values):
        op.bulk_insert(sa.table(name, *map(sa.column, values[0])), list(values))

    rows('mapping_method', *({'kind': kind, 'name': name, 'edition': edition, 'source': source, 'scale': scale,
                              'is_current': True, 'version': 1} for kind, name, edition, source, scale in METHODS))
    checklist = op.get_bind().scalar(sa.text("SELECT id FROM mapping_method WHERE kind = 'checklist'"))
    rows('mapping_indicator', *({'method_id': checklist, 'key': key, 'indicator_group': group, 'label': label, 'unit': unit,
                                 'position': position} for position, (key, group, label, unit) in enumerate(INDICATORS, 1)))
    rows('level_rule', {'method_id': checklist, 'level': '4', 'main': 5, 'supporting': 4, 'source': RULE_SOURCE})
    rows('outcome_indicator', *({'short': short, 'name': name, 'unit': unit, 'scale': '', 'is_current': True, 'version': 1}
                                for short, name, unit in OUTCOMES))


APPEND_ONLY = ('level_decision', 'name_switch', 'beneficiary_view')


def guard_records():
    """A decision, a switch and a look at full data stay as they were written, whoever connects to the database."""
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == 'sqlite':
            for act in ('UPDATE', 'DELETE'):
                op.execute(f'CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} '
                           f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        else:
            op.execute(f'CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} '
                       'FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def upgrade():
    op.create_table('mapping_method',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('checklist', 'index', name='methodkind', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('edition', sa.String(length=100), nullable=False),
    sa.Column('source', sa.String(length=500), nullable=False),
    sa.Column('scale', sa.String(length=200), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mapping_method')),
    sa.UniqueConstraint('name', 'edition', name=op.f('uq_mapping_method_name_edition'))
    )
    op.create_table('name_switch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('assessed_on', sa.Date(), nullable=True),
    sa.Column('assessed_by', sa.String(length=200), nullable=False),
    sa.Column('document', sa.String(length=300), nullable=False),
    sa.Column('checks_doubles', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_name_switch'))
    )
    op.create_table('outcome_indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('short', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=50), nullable=False),
    sa.Column('scale', sa.String(length=300), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_indicator')),
    sa.UniqueConstraint('short', name=op.f('uq_outcome_indicator_short'))
    )
    op.create_table('skill',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('plain', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill')),
    sa.UniqueConstraint('plain', name=op.f('uq_skill_plain'))
    )
    op.create_table('area_boundary',
    sa.Column('area_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.Column('top', sa.Integer(), nullable=False),
    sa.Column('right', sa.Integer(), nullable=False),
    sa.Column('bottom', sa.Integer(), nullable=False),
    sa.Column('label_x', sa.Integer(), nullable=False),
    sa.Column('label_y', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('imported_at', UTC(timezone=True), nullable=False),
    sa.Column('imported_name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_area_boundary_area_id_area')),
    sa.PrimaryKeyConstraint('area_id', name=op.f('pk_area_boundary'))
    )
    op.create_table('beneficiary_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('seen', 'exported', name='viewkind', native_enum=False, length=20), nullable=False),
    sa.Column('beneficiary_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_beneficiary_view_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_beneficiary_view'))
    )
    with op.batch_alter_table('beneficiary_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_beneficiary_view_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_view_beneficiary_id'), ['beneficiary_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_view_by_id'), ['by_id'], unique=False)

    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('problem', 'people', 'nature', 'group', 'interest', name='findingkind', native_enum=False, length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('detail', sa.String(length=4000), nullable=False),
    sa.Column('vulnerable_group', sa.Enum('users', 'offenders', 'growers', 'poor', 'other', name='vulnerablegroup', native_enum=False, length=20), nullable=True),
    sa.Column('skill_id', sa.Integer(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('created_name', sa.String(length=200), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_finding_agency_id_agency')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_finding_area_id_area')),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_finding_skill_id_skill')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index('ix_finding_area', ['area_id', 'kind', 'rank'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_skill_id'), ['skill_id'], unique=False)

    op.create_table('level_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('method_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Enum('4', '3', '2', '1', name='level', native_enum=False, length=20), nullable=False),
    sa.Column('main', sa.Integer(), nullable=False),
    sa.Column('supporting', sa.Integer(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['method_id'], ['mapping_method.id'], name=op.f('fk_level_rule_method_id_mapping_method')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_rule')),
    sa.UniqueConstraint('method_id', 'level', name=op.f('uq_level_rule_method_id_level'))
    )
    op.create_table('mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('method_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('half', sa.Enum('0', '1', '2', name='half', native_enum=False, length=20), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('main', sa.Integer(), nullable=False),
    sa.Column('supporting', sa.Integer(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('scale', sa.String(length=200), nullable=False),
    sa.Column('given', sa.Enum('4', '3', '2', '1', name='level', native_enum=False, length=20), nullable=True),
    sa.Column('returned', sa.Integer(), nullable=True),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=2000), nullable=False),
    sa.Column('level', sa.Enum('4', '3', '2', '1', name='level', native_enum=False, length=20), nullable=True),
    sa.Column('shared_at', UTC(timezone=True), nullable=True),
    sa.Column('released_at', UTC(timezone=True), nullable=True),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('updated_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_mapping_area_id_area')),
    sa.ForeignKeyConstraint(['method_id'], ['mapping_method.id'], name=op.f('fk_mapping_method_id_mapping_method')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mapping')),
    sa.UniqueConstraint('area_id', 'method_id', 'year', 'half', name=op.f('uq_mapping_area_id_method_id_year_half')),
    sa.UniqueConstraint('reference', name=op.f('uq_mapping_reference'))
    )
    with op.batch_alter_table('mapping', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mapping_method_id'), ['method_id'], unique=False)
        batch_op.create_index('ix_mapping_year', ['year', 'half'], unique=False)

    op.create_table('mapping_indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('method_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=10), nullable=False),
    sa.Column('indicator_group', sa.Enum('main', 'supporting', name='indicatorgroup', native_enum=False, length=20), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=50), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['method_id'], ['mapping_method.id'], name=op.f('fk_mapping_indicator_method_id_mapping_method')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mapping_indicator')),
    sa.UniqueConstraint('method_id', 'key', name=op.f('uq_mapping_indicator_method_id_key'))
    )
    op.create_table('outcome_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('baseline', sa.BigInteger(), nullable=True),
    sa.Column('baseline_year', sa.Integer(), nullable=True),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.Column('target_year', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_outcome_series_area_id_area')),
    sa.ForeignKeyConstraint(['indicator_id'], ['outcome_indicator.id'], name=op.f('fk_outcome_series_indicator_id_outcome_indicator')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_series')),
    sa.UniqueConstraint('indicator_id', 'area_id', name=op.f('uq_outcome_series_indicator_id_area_id'))
    )
    with op.batch_alter_table('outcome_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_series_area_id'), ['area_id'], unique=False)

    op.create_table('purged_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('people_group', sa.Enum('residents', 'youth', 'women', 'users', 'offenders', 'poor', 'stakeholders', 'companions', 'other', name='peoplegroup', native_enum=False, length=20), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_purged_count_area_id_area')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purged_count')),
    sa.UniqueConstraint('area_id', 'people_group', 'year', name=op.f('uq_purged_count_area_id_people_group_year'))
    )
    op.create_table('spreadsheet_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_spreadsheet_upload_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spreadsheet_upload'))
    )
    with op.batch_alter_table('spreadsheet_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spreadsheet_upload_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_spreadsheet_upload_user_id'), ['user_id'], unique=False)

    op.create_table('action_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('legal_basis', sa.String(length=2000), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('state', sa.Enum('draft', 'adopted', 'closed', name='planstate', native_enum=False, length=20), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('adopted_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_action_plan_agency_id_agency')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_action_plan_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_plan')),
    sa.UniqueConstraint('reference', name=op.f('uq_action_plan_reference'))
    )
    with op.batch_alter_table('action_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_plan_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_plan_year'), ['year'], unique=False)

    op.create_table('level_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mapping_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Enum('4', '3', '2', '1', name='level', native_enum=False, length=20), nullable=False),
    sa.Column('computed', sa.Enum('4', '3', '2', '1', name='level', native_enum=False, length=20), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.String(length=500), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('by_position', sa.String(length=500), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_level_decision_by_id_user')),
    sa.ForeignKeyConstraint(['mapping_id'], ['mapping.id'], name=op.f('fk_level_decision_mapping_id_mapping')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_level_decision_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_decision'))
    )
    with op.batch_alter_table('level_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_level_decision_mapping_id'), ['mapping_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_level_decision_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('mapping_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mapping_id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('is_present', sa.Boolean(), nullable=True),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.String(length=50), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('remark', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['indicator_id'], ['mapping_indicator.id'], name=op.f('fk_mapping_value_indicator_id_mapping_indicator')),
    sa.ForeignKeyConstraint(['mapping_id'], ['mapping.id'], name=op.f('fk_mapping_value_mapping_id_mapping')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mapping_value')),
    sa.UniqueConstraint('mapping_id', 'indicator_id', name=op.f('uq_mapping_value_mapping_id_indicator_id'))
    )
    op.create_table('outcome_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('half', sa.Enum('0', '1', '2', name='half', native_enum=False, length=20), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('category', sa.String(length=100), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('recorded_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_outcome_value_file_id_stored_file')),
    sa.ForeignKeyConstraint(['series_id'], ['outcome_series.id'], name=op.f('fk_outcome_value_series_id_outcome_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_value')),
    sa.UniqueConstraint('series_id', 'year', 'half', name=op.f('uq_outcome_value_series_id_year_half'))
    )
    with op.batch_alter_table('outcome_value', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_value_file_id'), ['file_id'], unique=False)

    op.create_table('mapping_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mapping_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_mapping_reading_agency_id_agency')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_mapping_reading_by_id_user')),
    sa.ForeignKeyConstraint(['decision_id'], ['level_decision.id'], name=op.f('fk_mapping_reading_decision_id_level_decision')),
    sa.ForeignKeyConstraint(['mapping_id'], ['mapping.id'], name=op.f('fk_mapping_reading_mapping_id_mapping')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mapping_reading')),
    sa.UniqueConstraint('mapping_id', 'agency_id', name=op.f('uq_mapping_reading_mapping_id_agency_id'))
    )
    with op.batch_alter_table('mapping_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mapping_reading_agency_id'), ['agency_id'], unique=False)

    op.create_table('plan_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('strategy', sa.String(length=1000), nullable=False),
    sa.Column('action', sa.String(length=1000), nullable=False),
    sa.Column('output', sa.String(length=1000), nullable=False),
    sa.Column('criterion', sa.String(length=1000), nullable=False),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.String(length=50), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('line', sa.Enum('institution', 'environment', 'community', 'area', 'enterprise', name='workline', native_enum=False, length=20), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('fund_source', sa.Enum('apbd', 'apbn', 'csr', 'self', 'other', name='fundsource', native_enum=False, length=20), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('obstacle', sa.String(length=2000), nullable=False),
    sa.Column('follow_up', sa.String(length=2000), nullable=False),
    sa.Column('evidence', sa.String(length=1000), nullable=False),
    sa.Column('remark', sa.String(length=1000), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('updated_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_plan_action_agency_id_agency')),
    sa.ForeignKeyConstraint(['plan_id'], ['action_plan.id'], name=op.f('fk_plan_action_plan_id_action_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_action')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_plan_action_plan_id_number'))
    )
    with op.batch_alter_table('plan_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_agency_id'), ['agency_id'], unique=False)

    op.create_table('plan_action_agency',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_action_agency_action_id_plan_action')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_plan_action_agency_agency_id_agency')),
    sa.PrimaryKeyConstraint('action_id', 'agency_id', name=op.f('pk_plan_action_agency'))
    )
    with op.batch_alter_table('plan_action_agency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_agency_agency_id'), ['agency_id'], unique=False)

    op.create_table('plan_action_area',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_action_area_action_id_plan_action')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_plan_action_area_area_id_area')),
    sa.PrimaryKeyConstraint('action_id', 'area_id', name=op.f('pk_plan_action_area'))
    )
    with op.batch_alter_table('plan_action_area', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_area_area_id'), ['area_id'], unique=False)

    op.create_table('plan_action_finding',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_action_finding_action_id_plan_action')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_plan_action_finding_finding_id_finding')),
    sa.PrimaryKeyConstraint('action_id', 'finding_id', name=op.f('pk_plan_action_finding'))
    )
    with op.batch_alter_table('plan_action_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_finding_finding_id'), ['finding_id'], unique=False)

    op.create_table('plan_measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.Enum('B03', 'B06', 'B09', 'B12', name='measure', native_enum=False, length=20), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_measure_action_id_plan_action')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_measure')),
    sa.UniqueConstraint('action_id', 'period', name=op.f('uq_plan_measure_action_id_period'))
    )
    op.create_table('target_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=2000), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('chosen_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_target_choice_area_id_area')),
    sa.ForeignKeyConstraint(['line_id'], ['minutes_line.id'], name=op.f('fk_target_choice_line_id_minutes_line')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_target_choice_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_choice')),
    sa.UniqueConstraint('area_id', 'year', name=op.f('uq_target_choice_area_id_year'))
    )
    with op.batch_alter_table('target_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_target_choice_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_choice_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_choice_year'), ['year'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('step', sa.Enum('mapping', 'meeting', 'briefing', 'training', 'following', 'evaluation', 'support', name='activitystep', native_enum=False, length=20), nullable=False),
    sa.Column('kind', sa.Enum('stakeholders', 'companions', 'work', 'following', 'goods', 'people', 'other', name='activitykind', native_enum=False, length=20), nullable=True),
    sa.Column('state', sa.Enum('planned', 'held', 'cancelled', name='activitystate', native_enum=False, length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('agency_name', sa.String(length=300), nullable=False),
    sa.Column('skill_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('commitment_id', sa.Integer(), nullable=True),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('is_bersinar', sa.Boolean(), nullable=False),
    sa.Column('is_ibm', sa.Boolean(), nullable=False),
    sa.Column('budget', sa.BigInteger(), nullable=True),
    sa.Column('fund_source', sa.Enum('apbd', 'apbn', 'csr', 'self', 'other', name='fundsource', native_enum=False, length=20), nullable=True),
    sa.Column('satisfaction', sa.BigInteger(), nullable=True),
    sa.Column('satisfaction_category', sa.Enum('poor', 'fair', 'good', 'excellent', name='satisfactioncategory', native_enum=False, length=20), nullable=True),
    sa.Column('result', sa.String(length=4000), nullable=False),
    sa.Column('obstacle', sa.String(length=2000), nullable=False),
    sa.Column('conclusion', sa.String(length=2000), nullable=False),
    sa.Column('recommendation', sa.String(length=2000), nullable=False),
    sa.Column('follow_up', sa.String(length=2000), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('updated_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_activity_action_id_plan_action')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_activity_agency_id_agency')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_activity_commitment_id_commitment')),
    sa.ForeignKeyConstraint(['follows_id'], ['activity.id'], name=op.f('fk_activity_follows_id_activity')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_activity_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_activity_skill_id_skill')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('reference', name=op.f('uq_activity_reference'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_agency_id'), ['agency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_commitment_id'), ['commitment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_follows_id'), ['follows_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_skill_id'), ['skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_starts_on'), ['starts_on'], unique=False)

    op.create_table('plan_action_commitment',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_action_commitment_action_id_plan_action')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_plan_action_commitment_commitment_id_commitment')),
    sa.PrimaryKeyConstraint('action_id', 'commitment_id', name=op.f('pk_plan_action_commitment'))
    )
    with op.batch_alter_table('plan_action_commitment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_commitment_commitment_id'), ['commitment_id'], unique=False)

    op.create_table('activity_area',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_area_activity_id_activity')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_activity_area_area_id_area')),
    sa.PrimaryKeyConstraint('activity_id', 'area_id', name=op.f('pk_activity_area'))
    )
    with op.batch_alter_table('activity_area', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_area_area_id'), ['area_id'], unique=False)

    op.create_table('activity_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('count_of', sa.Enum('expected', 'participant', 'beneficiary', name='countof', native_enum=False, length=20), nullable=False),
    sa.Column('people_group', sa.Enum('residents', 'youth', 'women', 'users', 'offenders', 'poor', 'stakeholders', 'companions', 'other', name='peoplegroup', native_enum=False, length=20), nullable=False),
    sa.Column('age', sa.Enum('0-17', '18-24', '25-59', '60+', 'unknown', name='ageband', native_enum=False, length=20), nullable=False),
    sa.Column('women', sa.Integer(), nullable=False),
    sa.Column('men', sa.Integer(), nullable=False),
    sa.CheckConstraint('women >= 0 AND men >= 0', name=op.f('ck_activity_count_not_negative')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_count_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_count')),
    sa.UniqueConstraint('activity_id', 'count_of', 'people_group', 'age', name=op.f('uq_activity_count_activity_id_count_of_people_group_age'))
    )
    op.create_table('activity_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('keeps_place', sa.Boolean(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('added_name', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_file_activity_id_activity')),
    sa.ForeignKeyConstraint(['added_by_id'], ['user.id'], name=op.f('fk_activity_file_added_by_id_user')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_activity_file_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_file')),
    sa.UniqueConstraint('activity_id', 'key', name=op.f('uq_activity_file_activity_id_key'))
    )
    with op.batch_alter_table('activity_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_file_file_id'), ['file_id'], unique=False)

    op.create_table('activity_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=True),
    sa.Column('ends', sa.Time(), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('topic', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_session_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_session'))
    )
    with op.batch_alter_table('activity_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_session_activity_id'), ['activity_id'], unique=False)

    op.create_table('beneficiary',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('people_group', sa.Enum('residents', 'youth', 'women', 'users', 'offenders', 'poor', 'stakeholders', 'companions', 'other', name='peoplegroup', native_enum=False, length=20), nullable=False),
    sa.Column('interest', sa.String(length=200), nullable=False),
    sa.Column('skill_id', sa.Integer(), nullable=True),
    sa.Column('consented_on', sa.Date(), nullable=False),
    sa.Column('consent_note', sa.String(length=300), nullable=False),
    sa.Column('keep_until', sa.Date(), nullable=False),
    sa.Column('nik_key', sa.String(length=64), nullable=True),
    sa.Column('nik_tail', sa.String(length=4), nullable=False),
    sa.Column('created_at', UTC(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('removed_at', UTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_beneficiary_activity_id_activity')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_beneficiary_area_id_area')),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_beneficiary_skill_id_skill')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_beneficiary'))
    )
    with op.batch_alter_table('beneficiary', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_beneficiary_activity_id'), ['activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_area_id'), ['area_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_keep_until'), ['keep_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_nik_key'), ['nik_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_beneficiary_skill_id'), ['skill_id'], unique=False)

    op.create_table('plan_action_task',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_action_task_action_id_plan_action')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_plan_action_task_task_id_task')),
    sa.PrimaryKeyConstraint('action_id', 'task_id', name=op.f('pk_plan_action_task'))
    )
    with op.batch_alter_table('plan_action_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_task_task_id'), ['task_id'], unique=False)

    with op.batch_alter_table('area', schema=None) as batch_op:
        batch_op.add_column(sa.Column('aliases', sa.String(length=500), nullable=False, server_default=''))
    with op.batch_alter_table('area', schema=None) as batch_op:
        batch_op.alter_column('aliases', server_default=None)

    ship()
    guard_records()


def downgrade():
    with op.batch_alter_table('area', schema=None) as batch_op:
        batch_op.drop_column('aliases')

    with op.batch_alter_table('plan_action_task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_task_task_id'))

    op.drop_table('plan_action_task')
    with op.batch_alter_table('beneficiary', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_beneficiary_skill_id'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_nik_key'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_keep_until'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_area_id'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_activity_id'))

    op.drop_table('beneficiary')
    with op.batch_alter_table('activity_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_session_activity_id'))

    op.drop_table('activity_session')
    with op.batch_alter_table('activity_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_file_file_id'))

    op.drop_table('activity_file')
    op.drop_table('activity_count')
    with op.batch_alter_table('activity_area', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_area_area_id'))

    op.drop_table('activity_area')
    with op.batch_alter_table('plan_action_commitment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_commitment_commitment_id'))

    op.drop_table('plan_action_commitment')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_starts_on'))
        batch_op.drop_index(batch_op.f('ix_activity_skill_id'))
        batch_op.drop_index(batch_op.f('ix_activity_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_activity_follows_id'))
        batch_op.drop_index(batch_op.f('ix_activity_commitment_id'))
        batch_op.drop_index(batch_op.f('ix_activity_agency_id'))
        batch_op.drop_index(batch_op.f('ix_activity_action_id'))

    op.drop_table('activity')
    with op.batch_alter_table('target_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_target_choice_year'))
        batch_op.drop_index(batch_op.f('ix_target_choice_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_target_choice_line_id'))

    op.drop_table('target_choice')
    op.drop_table('plan_measure')
    with op.batch_alter_table('plan_action_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_finding_finding_id'))

    op.drop_table('plan_action_finding')
    with op.batch_alter_table('plan_action_area', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_area_area_id'))

    op.drop_table('plan_action_area')
    with op.batch_alter_table('plan_action_agency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_agency_agency_id'))

    op.drop_table('plan_action_agency')
    with op.batch_alter_table('plan_action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_action_agency_id'))

    op.drop_table('plan_action')
    with op.batch_alter_table('mapping_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mapping_reading_agency_id'))

    op.drop_table('mapping_reading')
    with op.batch_alter_table('outcome_value', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_value_file_id'))

    op.drop_table('outcome_value')
    op.drop_table('mapping_value')
    with op.batch_alter_table('level_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_level_decision_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_level_decision_mapping_id'))

    op.drop_table('level_decision')
    with op.batch_alter_table('action_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_plan_year'))
        batch_op.drop_index(batch_op.f('ix_action_plan_meeting_id'))

    op.drop_table('action_plan')
    with op.batch_alter_table('spreadsheet_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spreadsheet_upload_user_id'))
        batch_op.drop_index(batch_op.f('ix_spreadsheet_upload_at'))

    op.drop_table('spreadsheet_upload')
    op.drop_table('purged_count')
    with op.batch_alter_table('outcome_series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_series_area_id'))

    op.drop_table('outcome_series')
    op.drop_table('mapping_indicator')
    with op.batch_alter_table('mapping', schema=None) as batch_op:
        batch_op.drop_index('ix_mapping_year')
        batch_op.drop_index(batch_op.f('ix_mapping_method_id'))

    op.drop_table('mapping')
    op.drop_table('level_rule')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_skill_id'))
        batch_op.drop_index('ix_finding_area')

    op.drop_table('finding')
    with op.batch_alter_table('beneficiary_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_beneficiary_view_by_id'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_view_beneficiary_id'))
        batch_op.drop_index(batch_op.f('ix_beneficiary_view_at'))

    op.drop_table('beneficiary_view')
    op.drop_table('area_boundary')
    op.drop_table('skill')
    op.drop_table('outcome_indicator')
    op.drop_table('name_switch')
    op.drop_table('mapping_method')
