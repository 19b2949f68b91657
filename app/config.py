"""Every setting, read once from the environment; each default is safe on a public server."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


def from_environment(instance: Path) -> dict[str, Any]:
    """Return Flask's settings. `instance` is the private folder for the database and the secret key."""
    public_url = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(instance),
        "SQLALCHEMY_DATABASE_URI": _database_url(instance),
        "PUBLIC_URL": public_url,
        "HOSTS": _hosts(public_url),
        "PROXY_COUNT": int(os.environ.get("PROXY_COUNT", "0")),
        "FILES_FOLDER": os.environ.get("FILES_FOLDER") or str(instance / "files"),
        "TEMPLATES_FOLDER": os.environ.get("TEMPLATES_FOLDER") or str(instance / "documents"),
        "FILES_LIMIT": int(os.environ.get("FILES_LIMIT") or 10 * 1024 * 1024),  # bytes of one file
        "EVIDENCE_QUOTA": int(os.environ.get("EVIDENCE_QUOTA") or 2 * 1024**3),  # bytes of evidence of one agency
        "CORRECTION_DAYS": max(1, min(30, int(os.environ.get("CORRECTION_DAYS") or 7))),  # of circulated minutes
        "RISK_DAYS": max(1, min(365, int(os.environ.get("RISK_DAYS") or 30))),  # without a report before the due date
        "STALE_DAYS": max(1, min(365, int(os.environ.get("STALE_DAYS") or 30))),  # in which nothing moved
        **_mail(),
        **_session(tls=public_url.startswith("https://")),
        **FIXED,
    }


FIXED = {
    "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
    "WTF_CSRF_TIME_LIMIT": None,  # a page of minutes stays open for hours; the token ends with the session
    "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,  # of all requests but those that carry files (`uploads`)
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # a text too long is answered by its own field, not by a 413
    "MAX_FORM_PARTS": 2000,
    "BABEL_DEFAULT_LOCALE": "id",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Makassar",
    "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
    "COMPRESS_ZSTD_LEVEL": 6,  # a twentieth smaller than 3 for a tenth of a millisecond
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_LEVEL": 6,  # gzip; below it the tools of 300 lines of minutes hardly shrink
    "COMPRESS_MIN_SIZE": 500,
}


def _mail() -> dict[str, Any]:
    """Without SMTP_URL nothing is mailed, and all else works. A gateway is told by signed posts to GATEWAY_URL."""
    return {
        "SMTP_URL": os.environ.get("SMTP_URL", ""),  # smtp://user:password@host:587, or smtps://
        "MAIL_FROM": os.environ.get("MAIL_FROM", ""),
        "MAIL_TIMEOUT": max(1.0, min(120.0, float(os.environ.get("MAIL_TIMEOUT") or 20))),  # seconds for an answer
        "MAIL_PREVIEW": os.environ.get("MAIL_PREVIEW") == "1",  # administrators may read mails: for trying it out only
        "GATEWAY_URL": os.environ.get("GATEWAY_URL", ""),
        "GATEWAY_SECRET": os.environ.get("GATEWAY_SECRET", ""),
    }


def _session(tls: bool) -> dict[str, Any]:
    return {
        "TLS": tls,
        "SESSION_COOKIE_NAME": "__Host-sinergi" if tls else "sinergi",
        "SESSION_COOKIE_SECURE": tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # the server counts idle time; the cookie need not travel each time
        "PERMANENT_SESSION_LIFETIME": timedelta(days=180),  # of the cookie: the token in it dies sooner
        "SESSION_IDLE": timedelta(hours=float(os.environ.get("SESSION_IDLE_HOURS", "12"))),
        "SESSION_LIFETIME": timedelta(days=float(os.environ.get("SESSION_DAYS", "7"))),
    }


def _database_url(instance: Path) -> str:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'sinergi.sqlite3'}"
    return url.replace("postgres://", "postgresql://", 1)  # the short form that some hosts hand out


def _hosts(public_url: str) -> list[str]:
    extra = os.environ.get("TRUSTED_HOSTS", "").replace(",", " ").split()
    return [urlsplit(public_url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]", *extra]


def _kept_secret(instance: Path) -> str:
    """Return the key kept in `instance/secret_key`, made at the first start and readable by its owner only."""
    path = instance / "secret_key"
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()
