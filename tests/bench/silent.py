"""The site as it would be if nobody were told of anything: what notices cost an act is measured against it."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.orm as so

from app import audit
from app.notices import happening
from wsgi import app

audit.recorded.disconnect(happening._collect)
for name, listener in (("before_commit", happening._tell), ("after_rollback", happening._forget)):
    sa.event.remove(so.Session, name, listener)

__all__ = ["app"]
