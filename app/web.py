"""How answers are put together: page or fragment, forms, saved acts, headers, addresses of static files."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from flask import Flask, Response, abort, current_app, flash, redirect, render_template, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import IntegerConverter
from werkzeug.sansio.utils import host_is_trusted

from app.columns import BIGGEST_ID
from app.config import ROOT
from app.extensions import SAFE_METHODS, db
from app.submissions import remember

LONGEST_PATH = 2000
STATIC = ROOT / "static"


class IdConverter(IntegerConverter):
    """`<id:id>`: a positive number that a database can hold; anything else is no page."""

    def to_python(self, value: str) -> int:
        number = super().to_python(value)
        if not 0 < number <= BIGGEST_ID:
            abort(404)
        return number


def wants_fragment() -> bool:
    """Tell whether htmx asked, and not for the sake of the browser's Back button."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def layout() -> str:
    """Return the layout that the answer is set in."""
    if wants_fragment():
        return "layouts/bare.html"
    return "layouts/page.html" if current_user.is_authenticated else "layouts/plain.html"


def form_page(template: str, form: Any, **context: Any) -> Any:
    """Show a form: 200 when fresh, 422 when a field is wrong, 409 when its object moved on meanwhile."""
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render_template(template, form=form, **context), status


def commit_and_redirect(location: str, sentence: str = "", undo: str = "") -> Any:
    """Commit the act, say what happened, and lead to `location` (303, so that reloading repeats nothing).

    `undo` is the address that takes it back, for a button beside the sentence.
    """
    remember(location)
    db.session.commit()
    if undo:
        flash({"text": sentence, "undo": undo}, "undo")  # type: ignore[arg-type]
    elif sentence:
        flash(sentence, "success")
    return redirect(location, 303)


def present_path() -> str:
    """Return the path and query of this request; bytes that are no text are replaced, not refused."""
    query = request.query_string.decode(errors="replace")
    return f"{request.path}?{query}" if query else request.path


def return_path(default: str = "/") -> str:
    """Return the own page that the person came from, never a foreign address."""
    came_from = split_address(request.headers.get("HX-Current-URL") or request.referrer or "")
    own = came_from.netloc == request.host and came_from.path.startswith("/")
    return safe_path(came_from.path + ("?" + came_from.query if came_from.query else ""), default) if own else default


def split_address(address: str) -> SplitResult:
    """Return the parts of an address that a client sent; what is no address has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def safe_path(path: str | None, default: str = "/") -> str:
    """Return `path` if it stays on this site, else `default`."""
    if not path or len(path) > LONGEST_PATH or not path.startswith("/") or path.startswith(("//", "/\\")):
        return default
    parts = split_address(path)
    if parts.scheme or parts.netloc or any(ord(c) < 33 or c == "\\" for c in path):
        return default
    return path


def whatsapp_link(text: str) -> str:
    """Return an address that opens WhatsApp with this text; the person chooses there to whom it goes."""
    return "https://wa.me/?text=" + quote(text, safe="")


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """Return the address of a static file; it changes whenever the content does."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def refuse_foreign_host() -> None:
    """Run first of all: a request for a host that is not ours reaches no handler."""
    if not host_is_trusted(request.environ.get("HTTP_HOST"), current_app.config["HOSTS"]):
        abort(Response("Host tidak dikenal.\n", 400, mimetype="text/plain"))
    origin = request.headers.get("Origin")
    if request.method not in SAFE_METHODS and origin and not _is_own(split_address(origin)):
        abort(Response("Asal permintaan tidak dikenal.\n", 403, mimetype="text/plain"))


def refuse_unreadable_query() -> None:
    """Answer 400 to a query that is no text, which would break whoever reads it."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def _is_own(origin: SplitResult) -> bool:
    return origin.netloc == request.host and (origin.scheme == "https" or not current_app.config["TLS"])


def csrf_token() -> str:
    """Return the signed token of this browser; it lives as long as its cookie, so it is signed only once."""
    raw = session.get("csrf_token")
    return _signed(raw) if raw else generate_csrf()


@lru_cache(maxsize=1024)
def _signed(_raw: str) -> str:
    return generate_csrf()


CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def _headers(response: Response) -> Response:
    if response.status_code == 304:
        return response  # leaves all that was sent before as it was, and is asked for so often that bytes count
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a file has a stricter policy of its own
    if current_app.config["TLS"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(["HX-Request", "Cookie"])
    return response


def init_app(app: Flask) -> None:
    """Wire the answers of this module into the application."""
    app.url_map.converters["id"] = IdConverter
    app.after_request(_headers)
    app.jinja_env.globals["asset"] = asset
