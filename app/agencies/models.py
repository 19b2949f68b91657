"""Agencies, their names over time, their posts, and who held each post when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.accounts.models import User
from app.audit import Audited
from app.clock import now, today
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder, Role
from app.refusal import Refused


class AgencyKind(Labelled):
    """Where an agency belongs."""

    BNN = "bnn", _l("BNN")
    OPD = "opd", _l("Perangkat daerah (OPD)")
    VERTICAL = "vertical", _l("Instansi vertikal")
    SECURITY = "security", _l("Polri atau TNI")
    DISTRICT = "district", _l("Kecamatan")
    WARD = "ward", _l("Kelurahan")
    COMMUNITY = "community", _l("Organisasi masyarakat")
    UNIVERSITY = "university", _l("Perguruan tinggi")
    COMPANY = "company", _l("Perusahaan atau bank")


class AgencyState(Labelled):
    """Derived from `ended_on`."""

    CURRENT = "aktif", _l("Aktif"), "circle-check", "ok"
    MERGED = "digabung", _l("Digabung"), "git-merge", "neutral"


class Agency(Audited, Model):
    """An office that makes promises. Renaming and merging are normal acts: Palopo went from 39 to 25 offices."""

    __tablename__ = "agency"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    kind: so.Mapped[AgencyKind] = so.mapped_column(choice(AgencyKind), info={"label": _l("Jenis")})
    name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Nama")})
    address: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Alamat")})
    successor_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("agency.id"), info={"label": _l("Penerus")})
    ended_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Berakhir")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    names: so.Mapped[list[AgencyName]] = so.relationship(
        order_by="AgencyName.from_date", back_populates="agency", cascade="all, delete-orphan"
    )
    posts: so.Mapped[list[Post]] = so.relationship(order_by="Post.id", back_populates="agency")
    successor: so.Mapped[Agency | None] = so.relationship(remote_side="Agency.id")

    __table_args__ = (sa.Index("ix_agency_name_id", "name", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Agency]:
        """Everyone with a post knows every agency; who has none sees none."""
        return sa.select(cls) if who.seats else sa.select(cls).where(sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: each answers for itself."""
        return self.id

    @property
    def is_current(self) -> bool:
        """False once the agency was merged into another."""
        return self.ended_on is None

    @property
    def state(self) -> AgencyState:
        """What the badge shows."""
        return AgencyState.CURRENT if self.is_current else AgencyState.MERGED

    @property
    def named_since(self) -> dt.date | None:
        """The day from which the present name holds."""
        return self.names[-1].from_date if self.names else None

    def expect_current(self) -> None:
        """Raise Refused once the agency was merged into another."""
        if not self.is_current:
            raise Refused(gettext("%(name)s sudah digabung ke instansi lain.", name=self.name))

    def rename(self, name: str, on: dt.date) -> None:
        """Take a new name from `on`; records from before keep the old one.

        With the day of the present name this mends a slip in that name. Days to come and days before the present
        name are refused.
        """
        self.expect_current()
        self.expect_possible(on)
        if self.named_since == on:
            self.names[-1].name = name
        else:
            self.names.append(AgencyName(name=name, from_date=on))
        self.name = name

    def merge_into(self, successor: Agency, on: dt.date) -> None:
        """End on `on` and point to the agency that goes on; `service.merge` also moves what is still to be done."""
        self.expect_current()
        successor.expect_current()
        if self is successor or self.id in successor.line():
            raise Refused(gettext("Instansi tidak dapat digabung ke dirinya sendiri."))
        self.expect_possible(on)
        self.ended_on, self.successor = on, successor

    def line(self) -> list[int]:
        """The ids of the agencies that this one went over to, one after the other."""
        ids: list[int] = []
        follower = self.successor
        while follower is not None and follower.id not in ids:
            ids.append(follower.id)
            follower = follower.successor
        return ids

    @property
    def heir_id(self) -> int:
        """Who does its work today: itself, or the last that it went over to."""
        return (self.line() or [self.id])[-1] if self.ended_on else self.id

    def expect_possible(self, on: dt.date) -> None:
        """Raise Refused when a change cannot hold from `on`: too early for the present name, or still to come."""
        if self.named_since and on < self.named_since:
            raise Refused(gettext("Tanggal berlaku mendahului nama yang sekarang."))
        if on > today():
            raise Refused(gettext("Tanggal berlaku belum tiba."))

    def name_on(self, day: dt.date) -> str:
        """Return the name that the agency had on `day`; before its first known name, that first name."""
        known = [each.name for each in self.names if each.from_date <= day]
        return known[-1] if known else self.names[0].name if self.names else self.name


class AgencyName(Model):
    """One name and the day from which it holds."""

    __tablename__ = "agency_name"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(300))
    from_date: so.Mapped[dt.date]

    agency: so.Mapped[Agency] = so.relationship(back_populates="names")


class Post(Audited, Model):
    """A seat at an agency. Duties, notices and approvals belong to it, never to the person who holds it."""

    __tablename__ = "post"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), index=True, info={"label": _l.pgettext("satu", "Instansi")}
    )
    title: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l.pgettext("satu", "Jabatan")})
    role: so.Mapped[Role] = so.mapped_column(choice(Role), info={"label": _l("Peran")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agency: so.Mapped[Agency] = so.relationship(back_populates="posts")
    holdings: so.Mapped[list[Holding]] = so.relationship(order_by="Holding.starts_at", back_populates="post")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Post]:
        """Posts are as visible as their agencies."""
        return sa.select(cls) if who.seats else sa.select(cls).where(sa.false())

    @property
    def audit_root(self) -> tuple[str, int]:
        """A post's history shows on its agency's page."""
        return "agency", self.agency_id

    @property
    def audit_name(self) -> str:
        """Which post."""
        return self.title

    @property
    def holding(self) -> Holding | None:
        """The present holding, None when the post is vacant."""
        return next((each for each in self.holdings if each.ends_at is None), None)

    def give_to(self, user: User | None) -> None:
        """Make `user` the holder from now on, ending the present holding in the same step; None leaves it vacant."""
        present = self.holding
        if present and present.user is user:
            raise Refused(gettext("%(name)s sudah memegang jabatan ini.", name=user.name))
        if user and not user.is_active:
            raise Refused(gettext("%(name)s sudah dinonaktifkan.", name=user.name))
        instant = now()
        if present:
            present.ends_at = instant
        if user:
            self.holdings.append(Holding(user=user, starts_at=instant))


class Holding(Audited, Model):
    """Who holds a post from when to when; history names the person of that time."""

    __tablename__ = "holding"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    post_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("post.id"), index=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True, info={"label": _l("Pemegang")})
    starts_at: so.Mapped[dt.datetime] = so.mapped_column(info={"label": _l("Mulai")})
    ends_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Sampai")})

    post: so.Mapped[Post] = so.relationship(back_populates="holdings")
    user: so.Mapped[User] = so.relationship()

    __table_args__ = (
        sa.Index(
            "uq_holding_post_id_open", "post_id", unique=True,
            sqlite_where=sa.text("ends_at IS NULL"), postgresql_where=sa.text("ends_at IS NULL"),
        ),
    )  # fmt: skip

    @property
    def audit_root(self) -> tuple[str, int]:
        """A holding's history shows on its agency's page."""
        return "agency", self.post.agency_id

    @property
    def audit_name(self) -> str:
        """The post that was given."""
        return self.post.title
