"""Every error is a sentence that says what to do, and gives back what was typed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import Flask, current_app, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from app.extensions import db
from app.refusal import Refused
from app.web import return_path, wants_fragment


def typed_fields() -> list[tuple[str, str]]:
    """Return what the refused request carried, so that it can be given back; never a password or a token."""
    secret = ("csrf_token", "password")
    try:
        typed = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []  # what was too big to be read cannot be given back
    return [(k, v) for k, v in typed if not any(s in k for s in secret)]


def error_page(status: int, title: str, sentence: str) -> Any:
    """Answer with a plain sentence: a page, or for htmx a message that leaves the page as it is."""
    db.session.rollback()
    fragment = wants_fragment()
    fields = typed_fields() if request.method == "POST" and not fragment else []
    template = "errors/fragment.html" if fragment else "errors/error.html"
    back = _way_back() if status == 403 else ""
    body = render_template(template, title=title, sentence=sentence, status=status, fields=fields, back=back)
    response = make_response(body, status)
    if fragment:
        response.headers["HX-Reswap"] = "none"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _way_back() -> str:
    """The own page that led here; none when that is this one."""
    back = return_path("")
    return "" if back.split("?")[0] == request.path else back


def http_error(error: HTTPException) -> Any:
    """Answer what werkzeug or Flask-WTF refused."""
    if error.response is not None:
        return error.response
    if isinstance(error, CSRFError):
        sentence = gettext("Halaman ini dibuka sebelum Anda masuk kembali. Periksa isiannya, lalu kirim lagi.")
        return error_page(400, gettext("Formulir ini sudah kedaluwarsa"), sentence)
    forbidden = gettext("Jabatan Anda tidak membolehkan membuka halaman atau melakukan tindakan ini.")
    texts = {
        400: (gettext("Permintaan tidak dapat dibaca"), gettext("Muat ulang halaman, lalu coba lagi.")),
        403: (gettext("Bukan wewenang Anda"), forbidden),
        404: (gettext("Halaman tidak ditemukan"), gettext("Periksa alamatnya, atau mulai dari beranda.")),
        413: (gettext("Isian terlalu besar"), gettext("Kurangi isinya, lalu kirim lagi.")),
        503: (gettext("Layanan sedang sibuk"), gettext("Isian belum tersimpan. Tunggu sebentar, lalu kirim lagi.")),
        429: (gettext("Terlalu sering"), gettext("Tunggu sebentar, lalu coba lagi.")),
    }
    fallback = (gettext("Permintaan tidak dapat dilayani"), gettext("Kembali ke beranda, lalu coba lagi."))
    title, sentence = texts.get(error.code or 500, fallback)
    answer = error_page(error.code or 500, title, sentence)
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def _refused(error: Refused) -> Any:
    if wants_fragment():  # a redirect would put another page in the place of the form and what was typed in it
        return error_page(409, gettext("Permintaan tidak dapat dilayani"), str(error))
    db.session.rollback()
    flash(str(error), "error")
    back = return_path()
    if request.method == "GET" and back.split("?")[0] == request.path:
        back = "/"  # a page that refuses to be shown cannot be where its reader is led back to
    return redirect(back, 303)


def _stale(_error: Exception) -> Any:
    sentence = gettext("Orang lain baru saja mengubah data ini. Isian Anda ada di bawah; periksa, lalu kirim lagi.")
    return error_page(409, gettext("Data sudah berubah"), sentence)


def _ask_no_more() -> None:
    """See to it that the page of an error does not ask the database again, for the person or for the demo band."""
    g.setdefault("_login_user", current_app.login_manager.anonymous_user())  # type: ignore[attr-defined]
    g.setdefault("is_demo", False)


def _unavailable(error: sa.exc.DBAPIError) -> Any:
    current_app.logger.error("database: %s", type(error.orig).__name__, exc_info=error)
    _ask_no_more()
    sentence = gettext("Data belum tersimpan karena basis data sedang sibuk. Tunggu sebentar, lalu kirim lagi.")
    return error_page(503, gettext("Layanan sedang sibuk"), sentence)


def _broken(error: Exception) -> Any:
    current_app.logger.error("request %s", g.get("request_id"), exc_info=error)
    _ask_no_more()
    sentence = gettext("Sebutkan nomor %(number)s kepada pengelola sistem.", number=g.get("request_id", "-"))
    return error_page(500, gettext("Terjadi kesalahan di server"), sentence)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(so.exc.StaleDataError, _stale)
    app.register_error_handler(sa.exc.IntegrityError, _stale)
    app.register_error_handler(sa.exc.OperationalError, _unavailable)
    app.register_error_handler(sa.exc.InternalError, _unavailable)  # so PostgreSQL says that it only reads at present
    app.register_error_handler(Exception, _broken)
