"""What became of the demo's commitments and tasks after the meetings: consent, reports, reviews, parts."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from app.clock import now
from app.commitments.reports import ProgressReport
from app.commitments.states import Attainment, Obstacle, Reason
from app.commitments.submitting import submit
from app.demo.jobs import JOBS
from app.demo.meetings import PROMISES, example
from app.demo.proofs import add_proofs, judge_proofs
from app.demo.shapes import Change, Promise, Report, Review, Step
from app.demo.stage import REVIEWER, SECRETARIAT, Stage, liaison

REVIEWING = 240  # minutes after nine


def plan_promises(stage: Stage) -> None:
    """Plan all that happened to the commitments, each act at a time of day of its own."""
    for number, (key, plan) in enumerate(PROMISES.items()):
        minutes = number * 17 % 200
        who = liaison(plan.office)
        if plan.accepted is not None and plan.target is None:
            stage.timeline.add(stage.timeline.moment(plan.accepted, minutes), SECRETARIAT, partial(_waive, stage, key))
        if plan.accepted is not None:
            stage.timeline.add(stage.timeline.moment(plan.accepted, minutes), who, partial(_accept, stage, key))
        _plan_changes(stage, key, plan, minutes)
        for report in plan.reports:
            who = liaison(plan.office_on(report.day))
            stage.timeline.add(
                stage.timeline.moment(report.day, minutes), who, partial(_report, stage, key, plan, report)
            )
            if report.review:
                instant = stage.timeline.moment(report.review.day, REVIEWING + minutes)
                stage.timeline.add(instant, REVIEWER, partial(_review, stage, key, report.review))
        if plan.suspended:
            offset, code, words = plan.suspended
            stage.timeline.add(
                stage.timeline.moment(offset, minutes), SECRETARIAT, partial(_suspend, stage, key, code, words)
            )
        if plan.cancelled:
            offset, reason = plan.cancelled
            stage.timeline.add(
                stage.timeline.moment(offset, minutes), SECRETARIAT, partial(_cancel, stage, key, reason)
            )


def _plan_changes(stage: Stage, key: str, plan: Promise, minutes: int) -> None:
    for change in plan.changes:
        instant = stage.timeline.moment(change.day, minutes)
        stage.timeline.add(instant, SECRETARIAT, partial(_change, stage, key, change))
        if change.office:
            instant = stage.timeline.moment(change.accepted, minutes)
            stage.timeline.add(instant, liaison(change.office), partial(_accept, stage, key))


def _change(stage: Stage, key: str, change: Change) -> None:
    commitment, by = stage.commitments[key], stage.actor(SECRETARIAT)
    if change.due is not None:
        commitment.redate(stage.timeline.day(change.due), change.reason, change.note, by)
    elif change.target is not None:
        commitment.reword({"target": Decimal(change.target)}, change.reason, change.note, by)
    else:
        commitment.hand_over(stage.offices[change.office], None, change.reason, change.note, by)


def _waive(stage: Stage, key: str) -> None:
    stage.commitments[key].waive(
        "Isi komitmen ini tidak dapat dihitung; disepakati bersama dalam rapat.", stage.actor(SECRETARIAT)
    )


def _suspend(stage: Stage, key: str, code: Reason, words: str) -> None:
    stage.commitments[key].suspend(code, words, stage.actor(SECRETARIAT))


def _accept(stage: Stage, key: str) -> None:
    stage.commitments[key].accept()


def _report(stage: Stage, key: str, plan: Promise, report: Report) -> None:
    speaker, commitment = stage.actor(liaison(plan.office_on(report.day))), stage.commitments[key]
    facts = {"submitted_by": speaker.id, "submitted_name": speaker.name, "submitted_at": now()}
    add_proofs(commitment, report.proofs, speaker)
    told = ProgressReport(
        on_date=stage.timeline.day(report.day),
        quantity=Decimal(report.quantity),
        level=None if commitment.target is not None else Attainment.COMPLETE,
        narrative=example(report.narrative),
        obstacle=report.obstacle,
        obstacle_kind=Obstacle.OTHER if report.obstacle else Obstacle.NONE,
        **facts,
    )
    answers = {point.id: example(report.narrative) for point in commitment.points_to_answer}
    submit(commitment, told, answers, (), speaker)


def _review(stage: Stage, key: str, review: Review) -> None:
    reviewer = stage.actors[REVIEWER].id or 0
    judge_proofs(stage.commitments[key].waiting_report(), review.accepted is not None)
    if review.accepted is None:
        stage.commitments[key].send_back(review.reason, reviewer, points=[(review.reason, None)])
    else:
        stage.commitments[key].verify(Decimal(review.accepted), reviewer)


def _cancel(stage: Stage, key: str, reason: str) -> None:
    stage.commitments[key].cancel(reason, by=stage.actor(SECRETARIAT))


def plan_jobs(stage: Stage) -> None:
    """Plan how each agency moved its part of the shared tasks."""
    for number, (key, plan) in enumerate(JOBS.items()):
        minutes = number * 23 % 200
        for step in plan.steps:
            who = liaison(step.office) if step.state else SECRETARIAT
            stage.timeline.add(stage.timeline.moment(step.day, minutes), who, partial(_move, stage, key, step))
        if plan.cancelled is not None:
            stage.timeline.add(
                stage.timeline.moment(plan.cancelled, minutes), SECRETARIAT, partial(_withdraw, stage, key)
            )


def _move(stage: Stage, key: str, step: Step) -> None:
    agency = stage.offices[step.office]
    part = next(each for each in stage.tasks[key].parts if each.agency_id == agency.id)
    if step.state:
        part.update(step.state, step.note)
    else:
        part.waive()


def _withdraw(stage: Stage, key: str) -> None:
    stage.tasks[key].cancel()
