"""Templates of tasks: what is done each time something of a kind comes up, counted from a base day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import today
from app.columns import choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.states import Priority

MOST = 50  # items of one template
FURTHEST = 366  # days from the base day
LONGEST_NAME = 200
LONGEST_CHECKS = 2000
LONGEST_SCOPE = 500


class TaskTemplate(Audited, Model):
    """A list of tasks (templat tugas). One that is archived is kept for what was made from it, and offered no more."""

    __tablename__ = "task_template"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"label": _l("Nama")})
    description: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Keterangan")})
    archived: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Diarsipkan")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    items: so.Mapped[list[TemplateItem]] = so.relationship(
        order_by="TemplateItem.position", back_populates="template", cascade="all, delete-orphan"
    )

    __table_args__ = (sa.Index("ix_task_template_name_id", "name", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[TaskTemplate]:
        """Seen by everyone who may use templates; comes with its items, their agencies and those that follow them."""
        return sa.select(cls).options(with_shares()).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.true() if can("template.use", who=who) else sa.false()

    @property
    def content_version(self) -> str:
        """Changes whenever what the template asks for does: a preview that was made before it is out of date."""
        facts = [
            (item.id, item.version, item.position, sorted((share.agency_id, share.scope) for share in item.shares))
            for item in self.items
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    def add_item(self, **values: Any) -> TemplateItem:
        """Put a task at the end and return it."""
        if len(self.items) >= MOST:
            raise Refused(gettext("Satu templat memuat paling banyak %(most)s tugas.", most=MOST))
        item = TemplateItem(position=max((each.position for each in self.items), default=0) + 1, **values)
        self.items.append(item)
        return item

    def expect_usable(self) -> None:
        """Raise Refused when nothing can be made from it."""
        if self.archived:
            raise Refused(gettext("Templat ini diarsipkan. Pulihkan dahulu untuk memakainya."))
        if not self.items:
            raise Refused(gettext("Templat ini belum berisi tugas. Tambahkan tugasnya dahulu."))


def with_shares() -> Any:
    """Load the items of a template with the agencies that `shares.heirs_of` walks along.

    Three queries, and one more for each time that an agency which took another over was taken over itself.
    """
    return so.selectinload(TaskTemplate.items).options(_shares())


def _shares() -> Any:
    agency = so.selectinload(TemplateItem.shares).joinedload(TemplateShare.agency, innerjoin=True)
    return agency.selectinload(Agency.successor, recursion_depth=-1)


class PartOfTemplate(Audited):
    """What belongs to one template: as visible as the template, its history on the page of the template."""

    template_id: so.Mapped[int]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the template."""
        return sa.select(cls).where(TaskTemplate.visible_clause(who))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the page of the template."""
        return "task_template", self.template_id


class TemplateItem(PartOfTemplate, Model):
    """One task of a template, due `offset_days` after the base day; before it when negative.

    `checks` are the lines of its checklist. Repetitions make it for days from `added_on` on.
    """

    __tablename__ = "template_item"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    template_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task_template.id"), index=True, info={"audit": False})
    position: so.Mapped[int] = so.mapped_column(info={"label": _l("Urutan")})
    title: so.Mapped[str] = so.mapped_column(info={"label": _l.pgettext("satu", "Tugas")})
    detail: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Rincian")})
    priority: so.Mapped[Priority] = so.mapped_column(
        choice(Priority), default=Priority.NORMAL, info={"label": _l("Prioritas")}
    )
    offset_days: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Hari dari hari dasar")})
    needs_confirmation: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Perlu konfirmasi")})
    checks: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Daftar periksa")})
    added_on: so.Mapped[dt.date] = so.mapped_column(default=today, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    template: so.Mapped[TaskTemplate] = so.relationship(back_populates="items")
    shares: so.Mapped[list[TemplateShare]] = so.relationship(
        order_by="TemplateShare.id", back_populates="item", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the template; comes with its agencies and those that follow them."""
        return super().visible_to(who).options(_shares())

    @property
    def audit_name(self) -> str:
        """The history of a template tells of several tasks."""
        return f"“{self.title[:120]}”"

    @property
    def lines(self) -> list[str]:
        """The checklist, line by line."""
        return [line.strip() for line in self.checks.splitlines() if line.strip()]

    def share_among(self, scopes: Mapping[int, str]) -> bool:
        """Give it to these agencies, {id: what is theirs of it}; tell whether that changes anything."""
        if {share.agency_id: share.scope for share in self.shares} == scopes:
            return False
        known = {share.agency_id: share for share in self.shares}
        for agency_id in known.keys() - scopes.keys():
            self.shares.remove(known[agency_id])
        for agency_id, scope in scopes.items():
            if agency_id in known:
                known[agency_id].scope = scope
            else:
                self.shares.append(TemplateShare(agency_id=agency_id, scope=scope))
        return True


class TemplateShare(Model):
    """An agency that is asked for a task of a template, and what of it is this agency's.

    A merger leaves it as it is: whoever makes a task from it asks the successor (`shares.heirs_of`).
    """

    __tablename__ = "template_share"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    item_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("template_item.id"))
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True)
    scope: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_SCOPE), default="")

    item: so.Mapped[TemplateItem] = so.relationship(back_populates="shares")
    agency: so.Mapped[Agency] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("item_id", "agency_id"),)
