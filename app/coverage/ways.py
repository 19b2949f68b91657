"""The lists that the cells of the matrix lead to: each asks what its cell counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.activities.queries import NOT_CANCELLED
from app.commitments.filters import AGREED_ON
from app.coverage.queries import WHOLE
from app.listing import Values


@dataclass(frozen=True)
class Ways:
    """Addresses for one question and face. What a cell does not name stays as the question has it."""

    values: Values
    face: str = ""
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def promises(self, area: int = WHOLE, agency: int | str = "", kind: str = "", role: str = "") -> str:
        """The promises that an agency leads or, in this role, supports."""
        return self._to(area, agency, "/komitmen", self.values.get("status") or AGREED_ON, kind, role)

    def supports(self, area: int = WHOLE, agency: int | str = "") -> str:
        """The promises of others that it supports, or without an agency those that any supports."""
        return self.promises(area, agency, role="pendukung")

    def activities(self, area: int = WHOLE, agency: int | str = "", kind: str = "") -> str:
        """The activities that it organises."""
        return self._to(area, agency, "/kegiatan", NOT_CANCELLED, kind, "")

    def matrix(self, **changes: str | int) -> str:
        """The matrix asked otherwise."""
        return _address("/peta-kerja", {**self.values, "baris": self.face, **changes})

    def file(self, kind: str) -> str:
        """The same as a file."""
        return _address(f"/peta-kerja.{kind}", dict(self.values))

    def _to(self, area: int, agency: int | str, *asked: str) -> str:
        """What all cells share is written once: a page has some two thousand of these."""
        if asked not in self._known:
            path, state, kind, role = asked
            self._known[asked] = _address(path, {
                "status": state, "periode": self.values.get("periode"),
                "dukungan": kind or self.values.get("dukungan"), "peran": role,
            })  # fmt: skip
        place, who = area or self.values.get("kawasan"), agency or self.values.get("instansi")
        shared = self._known[asked]
        return f"{shared}{f'&kawasan={place}' if place else ''}{f'&instansi={who}' if who else ''}"


def _address(path: str, asked: dict[str, Any]) -> str:
    pairs = [(key, value) for key, value in asked.items() if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path
