"""Repetitions: from which template tasks are made again and again, for which days, and how long before."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.clock import today
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.refusal import Refused
from app.series.models import MeetingSeries
from app.task_templates.models import PartOfTemplate, TaskTemplate, TemplateItem
from app.tasks.models import Task


class Rule(Labelled):
    """What the base days of a repetition are."""

    WEEKLY = "weekly", _l("Tiap pekan")
    MONTHLY = "monthly", _l("Tiap bulan")
    MEETING = "meeting", _l("Tiap rapat seri")


class RepetitionState(Labelled):
    """active <-> paused; ended for good."""

    ACTIVE = "active", _l("Aktif"), "repeat", "ok"
    PAUSED = "paused", _l("Dijeda"), "player-pause", "warn"
    ENDED = "ended", _l("Diakhiri"), "player-stop", "neutral"


class Weekday(Labelled):
    """Days of the week, as Python counts them."""

    MONDAY = "0", _l("Senin")
    TUESDAY = "1", _l("Selasa")
    WEDNESDAY = "2", _l("Rabu")
    THURSDAY = "3", _l("Kamis")
    FRIDAY = "4", _l("Jumat")
    SATURDAY = "5", _l("Sabtu")
    SUNDAY = "6", _l.pgettext("hari", "Minggu")


class TaskRepetition(PartOfTemplate, Model):
    """Makes the tasks of a template for base days between `starts_on` and `ends_on`, each `lead_days` before it is due.

    The base day is each `weekday`; each day `month_day` of a month, in a shorter month its last day; or `offset_days`
    from each meeting of a series. Nothing is made that was due before `since`, the day on which the rule was made,
    changed or resumed. `last_run` is the day of the last run, `missed` the number of tasks that came up while there
    was none, and that nobody has been told of yet.
    """

    __tablename__ = "task_repetition"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    template_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task_template.id"), index=True, info={"audit": False})
    rule: so.Mapped[Rule] = so.mapped_column(choice(Rule), info={"label": _l("Aturan")})
    weekday: so.Mapped[Weekday | None] = so.mapped_column(choice(Weekday), info={"label": _l("Hari")})
    month_day: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Tanggal tiap bulan")})
    series_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("meeting_series.id"), index=True, info={"label": _l("Seri rapat")}
    )
    offset_days: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Hari dari rapat")})
    starts_on: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Mulai")})
    ends_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Sampai")})
    lead_days: so.Mapped[int] = so.mapped_column(default=7, info={"label": _l("Dibuat berapa hari sebelum tenggat")})
    state: so.Mapped[RepetitionState] = so.mapped_column(
        choice(RepetitionState), default=RepetitionState.ACTIVE, index=True, info={"label": _l("Status")}
    )
    since: so.Mapped[dt.date] = so.mapped_column(default=today, info={"audit": False})
    last_run: so.Mapped[dt.date | None] = so.mapped_column(info={"audit": False})
    missed: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    created_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    template: so.Mapped[TaskTemplate] = so.relationship()
    series: so.Mapped[MeetingSeries | None] = so.relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_active(self) -> bool:
        """True while it makes tasks."""
        return self.state is RepetitionState.ACTIVE

    @property
    def is_ended(self) -> bool:
        """True once it was ended."""
        return self.state is RepetitionState.ENDED

    def begin_anew(self) -> None:
        """Its rule is another: what was due before today is not made up for."""
        self.expect_not_ended()
        self.since = today()

    def pause(self) -> None:
        """Make nothing for a while."""
        self._move(RepetitionState.PAUSED, RepetitionState.ACTIVE)

    def resume(self) -> None:
        """Go on from today; what came up during the pause is not made up for."""
        self.template.expect_usable()
        self._move(RepetitionState.ACTIVE, RepetitionState.PAUSED)
        self.since, self.missed = today(), 0

    def end(self) -> None:
        """Make nothing any more. Tasks that were made stay."""
        self._move(RepetitionState.ENDED, RepetitionState.ACTIVE, RepetitionState.PAUSED)

    def expect_not_ended(self) -> None:
        """Raise Refused once it was ended."""
        if self.is_ended:
            raise Refused(gettext("Pengulangan ini sudah diakhiri. Buat pengulangan baru."))

    def _move(self, to: RepetitionState, *allowed: RepetitionState) -> None:
        if self.state not in allowed:
            raise Refused(gettext("Pengulangan ini sudah berstatus %(state)s.", state=str(self.state.label)))
        self.state = to


class MadeTask(Model):
    """Where a task was made from: a template, and the repetition and occurrence for which it was made, if any.

    `due` is the date that it was given, here or by its meeting since: while the task still has it, nobody chose
    another. `meeting_id` is the meeting that it is counted from. The row outlives its task, so that no occurrence
    comes twice.
    """

    __tablename__ = "made_task"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("task.id", ondelete="SET NULL"), unique=True)
    template_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task_template.id"), index=True)
    item_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("template_item.id", ondelete="SET NULL"), index=True
    )
    repetition_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("task_repetition.id"))
    occurrence: so.Mapped[str] = so.mapped_column(sa.String(20), default="")
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    due: so.Mapped[dt.date]

    task: so.Mapped[Task | None] = so.relationship()
    item: so.Mapped[TemplateItem | None] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("repetition_id", "item_id", "occurrence"),)
