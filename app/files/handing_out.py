"""How a stored file is handed out: as nothing that a browser would run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import abort, current_app, send_file


def hand_out(path: Path, media_type: str, tag: str, name: str, inline: bool) -> Any:
    """Answer with a file, under a policy of its own; `inline` only for what we drew ourselves. 404 when it is gone."""
    try:
        answer = send_file(path, media_type, not inline, name, conditional=True, etag=tag)
    except FileNotFoundError:
        current_app.logger.error("files: %s is missing", path.name)
        abort(404)
    if inline:
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"  # a content never changes
    return answer
