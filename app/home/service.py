"""What needs a person now."""

from __future__ import annotations

from typing import Any


def overview(who: Any) -> dict[str, Any]:
    """Return what the first page shows."""
    return {}
