"""Who may do what: every route declares it, the grid is as written here, and nothing read changes anything."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.identity import Identity
from app.accounts.models import User
from app.activities.models import Activity
from app.activities.parts import ActivityCount, ActivityFile, ActivitySession
from app.agencies.models import Agency, Post
from app.agency_messages.models import AgencyMessage
from app.agreement.models import Correction, MinutesCopy
from app.agreement.snapshot import snapshot_of
from app.agreement.versions import MinutesVersion
from app.areas.models import Area, AreaKind
from app.attendance.models import Attendance
from app.attendance.service import invite
from app.beneficiaries.models import Beneficiary
from app.clock import today
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.reports import ProgressReport
from app.evidence.models import Evidence
from app.extensions import db
from app.files.kinds import EVIDENCE
from app.files.service import keep
from app.findings.models import Finding, Skill, TargetChoice
from app.mapping.methods import MappingIndicator, MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.sheet_routes import IMPORTER
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.plans.models import ActionPlan, PlanAction
from app.policy import POLICY, Condition, Role, Seat, can
from app.series.models import AgendaProposal, MeetingSeries, ParkedItem, SeriesItem, SeriesPhrase
from app.spreadsheets.grid import read
from app.spreadsheets.service import keep as keep_upload
from app.task_templates.models import TaskTemplate, TemplateItem
from app.task_templates.repetition import TaskRepetition
from app.tasks.checks import TaskCheck
from app.tasks.dependencies import TaskDependency
from app.tasks.files import TaskFile
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from tests.activities.steps import furnish_activities
from tests.beneficiaries.steps import make_person, switch_on
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_area, make_commitment, make_meeting, make_series, make_task, propose
from tests.findings.steps import make_finding, make_target
from tests.mapping.steps import decide, make_mapping, share
from tests.pictures import picture
from tests.plans.steps import make_draft
from tests.task_templates.steps import make_repetition, make_template

# act: admin leader liaison reviewer secretariat;  y = always, . = never; o = own, n = not own, i = invited agency,
# s = own suggestion, f = own and fresh, m = made by own agency, d = unless liaison of that agency, c = both,
# k = made by own agency or its part, t = takes part, h = takes part or made it, w = of the whole task,
# e = shared with agencies
GOLDEN = """
activity.manage         . . o . y
activity.read           y y y y y
agency.manage           y . . . y
agency.read             y y y y y
agenda.propose          . . i . .
area.manage             y . . . y
area.read               y y y y y
beneficiary.log         y . . . y
beneficiary.manage      . . . . y
beneficiary.read        . . . . y
beneficiary.reveal      . . . . y
beneficiary.switch      y . . . .
comment.remove          . f f f y
comment.write           . y y y y
commitment.accept       . . o . .
commitment.amend        . . . . y
commitment.cancel       . . . . y
commitment.edit         . . s . y
commitment.read         y y y y y
commitment.remind       . . . . y
commitment.reopen       . . . n .
commitment.report       . . o . .
commitment.suggest      . . y . y
commitment.table        . . . . y
commitment.verify       . . . n .
commitment.waive        . . . . y
coverage.read           y y y y y
delivery.manage         y . . . .
feed.manage             . . o . y
finding.manage          . . o . y
finding.read            y y y y y
invitation.answer       . . o . .
letterhead.manage       y . . . y
mapping.confirm         . . e . .
mapping.decide          . y . . y
mapping.manage          . . . . y
mapping.method          y . . . .
mapping.read            . y e y y
mapping.read_all        . y . y y
meeting.manage          . . . . y
meeting.read            y y y y y
meeting.read_draft      . . . . y
minutes.circulate       . . . . y
minutes.sign_as_chair   . y . . .
minutes.sign_as_taker   . . . . y
minutes.write           . . . . y
outcome.define          y . . . y
outcome.manage          . . . . y
outcome.read            y y y y y
part.confirm            . . c . d
part.hand_over          . . o . y
part.update             . . o . .
plan.fill               . . o . y
plan.manage             . . . . y
plan.read               y y y y y
post.manage             y . . . .
support.answer          . . o . .
system.read             y . . . .
target.choose           . . . . y
task.attach             . . h . y
task.checklist          . . k . y
task.create             . . y . y
task.edit               . . m . y
task.read               y y y y y
task.tick               . . t . w
template.manage         . . . . y
template.use            . . y . y
user.manage             y . . . .
"""
OPEN = {
    "accounts.sign_in", "accounts.sign_out", "home.health", "home.preferences",
    "check_ins.check_in", "copies.show", "copies.agree", "copies.propose", "invitations.public_calendar",
    "notices.unsubscribe",
    "feeds.show",
}  # fmt: skip
FOR_ALL_SIGNED_IN = {
    "home.index",
    "home.all_of",
    "drafts.keep",
    "drafts.token",
    "home.permissions",
    "accounts.password",
    "accounts.sessions",
    "accounts.close_others",
    "comments.seen",
    "notices.index",
    "notices.count",
    "notices.open_it",
    "notices.mark_read",
    "notices.mark_unread",
    "notices.mark_all",
    "notices.unmark",
    "notices.settings",
    "notices.choose",
    "notices.add_absence",
    "notices.end_absence",
    "feeds.index",
    "feeds.make",
    "feeds.revoke",
}


def test_the_grid_of_rights_is_as_written() -> None:
    from app import policy

    letters = {id(policy.ALWAYS): "y", id(policy.OWN): "o", id(policy.NOT_OWN): "n", id(policy.INVITED): "i",
               id(policy.OWN_SUGGESTION): "s", id(policy.OWN_FRESH): "f",
               id(policy.ISSUED): "m", id(policy.NOT_DOING): "d", id(policy.ISSUED_NOT_DOING): "c",
               id(policy.KEEPING): "k", id(policy.DOING): "t", id(policy.ON_HAND): "h",
               id(policy.OF_WHOLE): "w", id(policy.SHARED): "e"}  # fmt: skip
    roles = sorted(Role, key=lambda role: role.value)

    def letter(condition: Condition | None) -> str:
        return letters[id(condition)] if condition else "."

    rows = [f"{act:<24}" + " ".join(letter(POLICY[act].grants.get(role)) for role in roles) for act in sorted(POLICY)]
    assert "\n".join(rows) == GOLDEN.strip()


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    access = {name: getattr(view, "access", None) for name, view in app.view_functions.items()}
    assert not [name for name, declared in access.items() if declared is None]
    assert {name for name, declared in access.items() if declared == "public"} == OPEN
    assert {name for name, declared in access.items() if declared == "signed_in"} == FOR_ALL_SIGNED_IN
    assert all(declared in POLICY or declared in ("public", "signed_in") for declared in access.values())


def test_signed_out_people_see_only_the_sign_in_page(app: Flask, browser: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN and "GET" in (rule.methods or ()):
            path = re.sub(r"<[^>]+>", "1", rule.rule)
            assert browser.get(path).url.startswith("/masuk"), rule.rule


def furnish(cast: Cast) -> dict[str, int]:
    """One object of each kind; returns the id that each endpoint's feature needs."""
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    attendance = invite(meeting, db.session.get_one(Agency, cast.social))
    item = meeting.agenda[0]
    line = MinutesLine(agenda_item_id=item.id, meeting_id=meeting.id, position=1, kind=LineKind.NOTE)
    line.write("Catatan", None)
    db.session.add(line)
    commitment = make_commitment(cast.social, meeting_id=meeting.id)
    agree(commitment)
    report = ProgressReport(on_date=today(), quantity=10, narrative="Sepuluh", submitted_name="Ani")
    commitment.submit_report(report)
    evidence = prove(report, cast.social)
    task = make_task(cast.social, cast.police)
    hangs = hang_on(task)
    make_series(meeting)
    propose(meeting, cast.social)
    repetition = make_repetition(make_template(("Menyiapkan tempat", -7, (cast.social,))))
    ids = sign_minutes_of(meeting) | talk_of(commitment) | promise_parts(commitment, cast) | map_areas()
    ids |= furnish_activities(cast.social, ids["Area"], 1) | find_in(ids["Area"], meeting, cast)
    plan = make_draft(cast, cast.social)
    upload_mappings(cast)
    db.session.commit()
    post = db.session.scalars(sa.select(Post.id).limit(1)).one()
    return {"Meeting": meeting.id, "AgendaItem": item.id, "MinutesLine": line.id, "Attendance": attendance.id,
            "Commitment": commitment.id, "Task": task.id, "TaskPart": task.parts[0].id, "Agency": cast.social,
            "Post": post, "User": 1, "Series": 1, "Evidence": evidence,
            "ActionPlan": plan.id, "PlanAction": plan.actions[0].id,
            "TaskRepetition": repetition.id} | hangs | ids  # fmt: skip


def upload_mappings(cast: Cast) -> None:
    """A spreadsheet of the secretariat that waits to be imported: one good row, one bad."""
    user = db.session.scalars(sa.select(User).where(User.email == cast.secretariat)).one()
    rows = "Kode wilayah,Tahun,P1 ada\n73.73,2026,ya\n99,2026,mungkin\n"
    keep_upload(user.id, IMPORTER, 1, "pemetaan.csv", read(rows.encode()))


def prove(report: ProgressReport, agency_id: int) -> int:
    """A piece of evidence of a report, and one of the draft of the next; returns the id of the first."""
    db.session.flush()
    file = keep(BytesIO(picture()), "foto.jpg", EVIDENCE)
    facts = {"commitment_id": report.commitment_id, "agency_id": agency_id, "added_name": "Ani", "name": "foto.jpg"}
    pieces = [Evidence(report_id=key, file_id=file.id, **facts) for key in (report.id, None)]
    db.session.add_all(pieces)
    db.session.flush()
    return pieces[0].id


def hang_on(task: Task) -> dict[str, int]:
    """An item of its checklist, a file, a task that it waits for, and one in the trash."""
    check = TaskCheck(task_id=task.id, part_id=task.parts[0].id, position=1, text="Kunci aula")
    file = TaskFile(task_id=task.id, file_id=1, name="foto.jpg", added_name="Ani")
    needed, thrown = make_task(), make_task()
    thrown.trash("Ani")
    db.session.add_all([check, file, TaskDependency(task_id=task.id, needs_id=needed.id, reference=needed.reference)])
    db.session.flush()
    return {"TaskCheck": check.id, "TaskFile": file.id, "Trashed": thrown.id}


def talk_of(commitment: Commitment) -> dict[str, int]:
    """A remark on it."""
    remark = Comment(root_type="commitment", root_id=commitment.id, text="Ya", author_id=1, author_name="Ani")
    db.session.add(remark)
    db.session.flush()
    return {"Comment": remark.id}


def promise_parts(commitment: Commitment, cast: Cast) -> dict[str, int]:
    """An area, an agency that helps, a step on the way, and a suggestion that no meeting took up."""
    area = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    commitment.areas.append(area)
    commitment.supports.append(CommitmentSupport(agency_id=cast.police, agency_name="Polres", role="Menjaga"))
    commitment.milestones.append(Milestone(title="Tahap pertama", due=today()))
    suggestion = make_commitment(cast.social, suggested_name="Ani", proof="")
    db.session.flush()
    return {"Area": area.id, "CommitmentSupport": commitment.supports[0].id, "Suggestion": suggestion.id,
            "Milestone": commitment.milestones[0].id}  # fmt: skip


def map_areas() -> dict[str, int]:
    """A kelurahan mapped, decided and shared, and one mapped by an index; with what they were mapped by."""
    mapping = make_mapping(make_area("73.73.05.1005"), there=13)
    make_mapping(mapping.area, kind=MethodKind.INDEX)
    decide(mapping)
    share(mapping)
    for each in db.session.scalars(sa.select(Mapping).where(Mapping.shared_at.is_(None))):
        share(each)
    return {"Mapping": mapping.id, "MappingMethod": mapping.method_id, "Mapped": mapping.area_id}


def find_in(area_id: int, meeting: Meeting, cast: Cast) -> dict[str, int]:
    """A problem of an area, which is chosen as target, a skill, and a person whose name is kept."""
    switch_on()
    finding, target = make_finding(area_id, cast.social), make_target(area_id, meeting.id)
    person = make_person(area_id)
    return {"Finding": finding.id, "TargetChoice": target.id, "Skill": person.skill_id or 0, "Beneficiary": person.id}


def sign_minutes_of(meeting: Meeting) -> dict[str, int]:
    """A copy with a correction that waits, and a struck version; the minutes are closed."""
    copy = MinutesCopy(meeting_id=meeting.id, circulation=1, person="Ani")
    version = MinutesVersion(meeting_id=meeting.id, number=1, circulation=1, content=snapshot_of(meeting).content)
    version.sha256, version.struck_at, version.struck_reason = "0" * 64, meeting.starts_at, "Keliru"
    db.session.add_all([copy, version])
    db.session.flush()
    line = db.session.scalars(sa.select(MinutesLine)).first()
    assert line
    facts = {"meeting_id": meeting.id, "line_id": line.id, "circulation": 1, "line_number": "1.1", "author": "Ani"}
    correction = Correction(copy_id=copy.id, original=line.text, text="Lain", reason="Keliru", **facts)
    db.session.add(correction)
    db.session.flush()
    return {"Correction": correction.id, "MinutesCopy": copy.id}


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_reading_changes_nothing_and_never_fails(app: Flask, browser: Browser, cast: Cast, who: str) -> None:
    ids = furnish(cast)
    browser.sign_in(getattr(cast, who))
    browser.checking = True
    written: list[str] = []

    def watch(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    try:
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "accounts.sign_in":
                continue
            for key in set(ids.values()) if "<id:id>" in rule.rule else {0}:
                path = re.sub(r"<[^>]+>", "1", rule.rule.replace("<id:id>", str(key)))
                answer = browser.client.get(path, follow_redirects=True)
                assert answer.status_code in (200, 403, 404), f"{rule.rule} {key}: {answer.status_code}"
                answer.close()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", watch)
    assert not written, written


def somebody(role: Role, agency_id: int) -> Identity:
    """A person with one post."""
    return Identity(1, "Uji", "uji@contoh.go.id", 1, "x", (Seat(1, role, "Uji", agency_id, "Uji"),))


@pytest.mark.parametrize("role", list(Role))
def test_rows_that_are_visible_are_those_that_may_be_read(app: Flask, cast: Cast, role: Role) -> None:
    furnish(cast)
    make_meeting(cast.bnn, MeetingState.DRAFT, starts_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    who = somebody(role, cast.social)
    nobody = Identity(1, "Uji", "uji@contoh.go.id", 1, "x", ())
    reads = {Meeting: "meeting.read", Attendance: "meeting.read", AgendaItem: "meeting.read",
             MinutesLine: "meeting.read", Commitment: "commitment.read", Task: "task.read", TaskPart: "task.read",
             TaskCheck: "task.read", TaskFile: "task.read",
             Agency: "agency.read", Area: "area.read", CommitmentSupport: "commitment.read",
             Milestone: "commitment.read", MeetingSeries: "meeting.read", SeriesPhrase: "meeting.read",
             Correction: "meeting.read", MinutesCopy: "meeting.read", MinutesVersion: "meeting.read",
             Comment: "commitment.read", TaskTemplate: "template.use", TemplateItem: "template.use",
             Mapping: "mapping.read", MappingMethod: "mapping.method", MappingIndicator: "mapping.method",
             TaskRepetition: "template.use", AgencyMessage: "agency.read",
             ActionPlan: "plan.read", PlanAction: "plan.read",
             Activity: "activity.read", ActivitySession: "activity.read", ActivityCount: "activity.read",
             ActivityFile: "activity.read", OutcomeIndicator: "outcome.read", OutcomeSeries: "outcome.read",
             OutcomeValue: "outcome.read",
             Finding: "finding.read", TargetChoice: "finding.read", Skill: "finding.read",
             Beneficiary: "beneficiary.read",
             SeriesItem: "meeting.read", ParkedItem: "meeting.read", AgendaProposal: "meeting.read"}  # fmt: skip
    for model, act in reads.items():
        seen = len(db.session.scalars(model.visible_to(who)).unique().all())  # type: ignore[attr-defined]
        drafts = act == "meeting.read" and not can("meeting.read_draft", who=who)
        everything = db.session.scalars(sa.select(model)).unique().all()
        expected = [o for o in everything if not (drafts and _is_of_draft(o)) and not getattr(o, "trashed_at", None)]
        assert seen == (len(expected) if can(act, who=who) else 0), model
        assert not db.session.scalars(model.visible_to(nobody)).unique().all(), model  # type: ignore[attr-defined]


def _is_of_draft(obj: object) -> bool:
    """A series and its parking lot are open even where its meetings are not."""
    if isinstance(obj, MeetingSeries | SeriesPhrase | SeriesItem | ParkedItem):
        return False
    meeting = obj if isinstance(obj, Meeting) else db.session.get_one(Meeting, obj.meeting_id)  # type: ignore[attr-defined]
    return meeting.state is MeetingState.DRAFT
