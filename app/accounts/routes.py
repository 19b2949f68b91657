"""Signing in and out, one's own password and sessions, and the administrator's users."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, logout_user

from app import audit
from app.accounts import identity, service
from app.accounts.forms import PasswordForm, SignInForm, UserForm
from app.accounts.models import User, UserSession
from app.accounts.queries import USERS, holdings_of, sessions_of, user_rows
from app.audit_story import story_of
from app.errors import typed_fields
from app.extensions import db, login_manager
from app.policy import public, requires, signed_in
from app.submissions import once
from app.web import commit_and_redirect, form_page, safe_path, wants_fragment

accounts = Blueprint("accounts", __name__)
login_manager.user_loader(identity.load)

KEPT = "isi."


@login_manager.unauthorized_handler
def _unauthorized() -> Any:
    """Lead to the sign-in page; what a form carried waits there until the person is back."""
    if wants_fragment():
        here = safe_path(request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/")))
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in", next=here)}
    if request.method == "POST" and request.endpoint != "accounts.sign_out":
        form = SignInForm(formdata=None, next=request.path)
        kept = [(KEPT + name, value) for name, value in typed_fields()]
        return render_template("accounts/sign_in.html", form=form, kept=kept), 401
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("accounts.sign_in", **({} if target == "/" else {"next": target})))


@accounts.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """Sign in; a right password opens a new session."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(safe_path(request.args.get("next")))
    form = SignInForm(next=request.args.get("next", ""))
    kept = [(name, value) for name, value in request.form.items(multi=True) if name.startswith(KEPT)]
    if form.validate_on_submit() and _opened(form):
        if kept:
            fields = [(name.removeprefix(KEPT), value) for name, value in kept]
            return render_template("accounts/resend.html", target=safe_path(form.next.data), fields=fields)
        return redirect(safe_path(form.next.data), 303)
    return form_page("accounts/sign_in.html", form, kept=kept)


def _opened(form: SignInForm) -> bool:
    """Check the password, count failures, open the session; say what went wrong otherwise."""
    keys = service.throttle_keys(form.email.data, request.remote_addr or "")
    wait = service.wait_before(keys).total_seconds()
    if wait > 0:
        form.form_errors.append(gettext("Terlalu banyak percobaan. Coba lagi %(wait)s detik lagi.", wait=int(wait) + 1))
        return False
    user = service.find(form.email.data)
    db.session.rollback()  # hashing takes 30 ms: nobody else should wait for the write lock meanwhile
    if not service.check_password(user, form.password.data) or user is None:
        service.record_failure(keys)
        db.session.commit()
        form.form_errors.append(gettext("Surel atau kata sandi tidak cocok."))
        return False
    service.forget_failures(keys[0])
    identity.open_session(user)
    audit.note(user, "signed_in")
    db.session.commit()
    return True


@accounts.post("/keluar")
@public
def sign_out() -> Any:
    """End this session here and on the server."""
    if current_user.is_authenticated:
        db.session.execute(sa.delete(UserSession).where(UserSession.id == current_user.session_id))
        db.session.commit()
    logout_user()
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@accounts.route("/akun/kata-sandi", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """Change one's own password; all other sessions end."""
    user = db.session.get_one(User, current_user.id)
    form = PasswordForm(user)
    if form.validate_on_submit():
        user.password_hash = service.hash_password(form.password.data)
        identity.close_sessions(user.id, but=current_user.session_id)
        audit.note(user, "password_changed")
        return commit_and_redirect(
            url_for("home.index"), gettext("Kata sandi diganti; perangkat lain sudah dikeluarkan.")
        )
    return form_page("accounts/password.html", form)


@accounts.get("/akun/perangkat")
@signed_in
def sessions() -> Any:
    """The browsers that are signed in as this person."""
    rows = db.session.execute(sessions_of(current_user.id)).all()
    return render_template("accounts/sessions.html", rows=rows)


@accounts.post("/akun/perangkat/keluarkan")
@signed_in
def close_others() -> Any:
    """Sign out every other browser."""
    identity.close_sessions(current_user.id, but=current_user.session_id)
    return commit_and_redirect(url_for(".sessions"), gettext("Perangkat lain sudah dikeluarkan."))


@accounts.get("/pengguna")
@requires("user.manage")
def index() -> Any:
    """All users."""
    return render_template("accounts/index.html", page=USERS.page(user_rows(), request.args, request.path))


@accounts.route("/pengguna/baru", methods=["GET", "POST"])
@requires("user.manage")
@once
def new() -> Any:
    """Make a user."""
    form = UserForm()
    if form.validate_on_submit():
        user = User(
            name=form.name.data, email=form.email.data, is_active=form.is_active.data,
            password_hash=service.hash_password(form.password.data),
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        return commit_and_redirect(url_for(".show", id=user.id), gettext("Pengguna %(name)s dibuat.", name=user.name))
    return form_page("accounts/new.html", form)


@accounts.get("/pengguna/<id:id>")
@requires("user.manage", User)
def show(user: User) -> Any:
    """One user: posts held now and before, and the history."""
    holdings = db.session.execute(holdings_of(user.id)).all()
    return render_template("accounts/show.html", user=user, holdings=holdings, story=story_of(user))


@accounts.route("/pengguna/<id:id>/ubah", methods=["GET", "POST"])
@requires("user.manage", User)
def edit(user: User) -> Any:
    """Change a user. A new password or a closed account ends the sessions."""
    form = UserForm(user)
    if form.validate_on_submit() and not form.is_stale(user):
        if user.id == current_user.id and not form.is_active.data:
            flash(gettext("Anda tidak dapat menonaktifkan akun sendiri."), "error")
            return redirect(url_for(".edit", id=user.id), 303)
        user.name, user.email, user.is_active = form.name.data, form.email.data, form.is_active.data
        if form.password.data:
            user.password_hash = service.hash_password(form.password.data)
            audit.note(user, "password_changed")
        if form.password.data or not user.is_active:
            identity.close_sessions(user.id, but=current_user.session_id)
        return commit_and_redirect(url_for(".show", id=user.id), gettext("Perubahan disimpan."))
    return form_page("accounts/edit.html", form, user=user)
