"""Agencies, their names over time, their posts and who holds them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.models import User
from app.agencies import service
from app.agencies.forms import AgencyForm, HolderForm, MergeForm, NewAgencyForm, NewPostForm, PostForm, RenameForm
from app.agencies.models import Agency, AgencyState, Post
from app.agencies.queries import AGENCIES, POSTS_OF, RELATIVES_OF
from app.audit_story import story_of
from app.evidence.service import Room
from app.extensions import db, fetch
from app.monitoring.score import asked_year, score_of
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

agencies = Blueprint("agencies", __name__)


@agencies.get("/instansi")
@requires("agency.read")
def index() -> Any:
    """All agencies."""
    page = AGENCIES.page(current_user, request.args, request.path)
    return render_template("agencies/index.html", page=page, states=AgencyState)


@agencies.get("/instansi/<id:id>")
@requires("agency.read", Agency)
def show(agency: Agency) -> Any:
    """One agency: posts and who holds them, names over time, what is still to be done, and the history."""
    work = service.workload(agency)
    return render_template(
        "agencies/show.html", agency=agency, posts=fetch(POSTS_OF, agency_id=agency.id),
        relatives=fetch(RELATIVES_OF, agency_id=agency.id, successor_id=agency.successor_id),
        open_work=service.open_work(work), story=story_of(agency), score=score_of(agency.id, asked_year()),
        quota=Room(agency.id, work.evidence),
    )  # fmt: skip


@agencies.route("/instansi/baru", methods=["GET", "POST"])
@requires("agency.manage")
@once
def new() -> Any:
    """Make an agency."""
    form = NewAgencyForm()
    if form.validate_on_submit():
        agency = Agency(kind=form.kind.data, name=form.name.data, address=form.address.data)
        agency.rename(form.name.data, form.from_date.data)
        db.session.add(agency)
        db.session.flush()
        return commit_and_redirect(_page(agency), gettext("%(name)s ditambahkan.", name=agency.name))
    return form_page("agencies/new.html", form)


@agencies.route("/instansi/<id:id>/ubah", methods=["GET", "POST"])
@requires("agency.manage", Agency)
def edit(agency: Agency) -> Any:
    """Change kind and address."""
    if not agency.is_current:
        return _ended(agency)
    form = AgencyForm(obj=agency)
    if form.validate_on_submit() and not form.is_stale(agency):
        form.write_to(agency)
        return commit_and_redirect(_page(agency), gettext("Perubahan disimpan."))
    return form_page("agencies/edit.html", form, agency=agency)


@agencies.route("/instansi/<id:id>/ganti-nama", methods=["GET", "POST"])
@requires("agency.manage", Agency)
@once
def rename(agency: Agency) -> Any:
    """Give the agency a new name from a day on."""
    if not agency.is_current:
        return _ended(agency)
    form = RenameForm(agency)
    if form.validate_on_submit() and not form.is_stale(agency):
        agency.rename(form.name.data, form.from_date.data)
        return commit_and_redirect(_page(agency), gettext("Namanya kini %(name)s.", name=agency.name))
    return form_page("agencies/rename.html", form, agency=agency)


@agencies.route("/instansi/<id:id>/gabung", methods=["GET", "POST"])
@requires("agency.manage", Agency)
@once
def merge(agency: Agency) -> Any:
    """Merge the agency into another, after showing what will move."""
    if not agency.is_current:
        return _ended(agency)
    form = MergeForm(agency)
    if form.validate_on_submit():
        moved = service.merge(agency, form.successor_id.data, form.ended_on.data)
        sentence = gettext(
            "Digabung: %(posts)s jabatan, %(commitments)s komitmen, %(supports)s dukungan, dan %(parts)s bagian tugas "
            "pindah.",
            **vars(moved),
        )
        return commit_and_redirect(_page(agency), sentence)
    posts = fetch(POSTS_OF, agency_id=agency.id)
    work = service.open_work(service.workload(agency))
    return form_page("agencies/merge.html", form, agency=agency, open_work=work, posts=posts)


@agencies.route("/instansi/<id:id>/jabatan/baru", methods=["GET", "POST"])
@requires("post.manage", Agency)
@once
def new_post(agency: Agency) -> Any:
    """Make a post at an agency."""
    if not agency.is_current:
        return _ended(agency)
    form = NewPostForm()
    if form.validate_on_submit():
        post = Post(agency=agency, title=form.title.data, role=form.role.data)
        db.session.add(post)
        db.session.flush()
        sentence = gettext("Jabatan %(title)s dibuat. Pilih pemegangnya.", title=post.title)
        return commit_and_redirect(url_for(".holder", id=post.id), sentence)
    return form_page("agencies/new_post.html", form, agency=agency)


@agencies.route("/jabatan/<id:id>/ubah", methods=["GET", "POST"])
@requires("post.manage", Post)
def edit_post(post: Post) -> Any:
    """Mend the title of a post."""
    form = PostForm(obj=post)
    if form.validate_on_submit() and not form.is_stale(post):
        form.write_to(post)
        return commit_and_redirect(_page(post.agency), gettext("Perubahan disimpan."))
    return form_page("agencies/edit_post.html", form, post=post)


@agencies.route("/jabatan/<id:id>/pemegang", methods=["GET", "POST"])
@requires("post.manage", Post)
@once
def holder(post: Post) -> Any:
    """Give the post to somebody, or leave it vacant, in one step."""
    form = HolderForm(post)
    if form.validate_on_submit() and not form.is_overtaken():
        user = db.session.get(User, form.user_id.data) if form.user_id.data else None
        post.give_to(user)
        own = form.present and form.present.user_id == current_user.id
        place = url_for("home.index") if own else _page(post.agency)  # who gave away the own post may see less now
        if user is None:
            return commit_and_redirect(place, gettext("%(title)s kini kosong.", title=post.title))
        return commit_and_redirect(
            place, gettext("%(title)s kini dipegang %(name)s.", title=post.title, name=user.name)
        )
    return form_page("agencies/holder.html", form, post=post)


def _page(agency: Agency) -> str:
    return url_for("agencies.show", id=agency.id)


def _ended(agency: Agency) -> Any:
    """Nothing can be done to an agency that was merged; its page tells where it went."""
    flash(gettext("%(name)s sudah digabung ke instansi lain.", name=agency.name), "error")
    return redirect(_page(agency), 303)
