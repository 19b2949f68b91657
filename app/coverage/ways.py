"""The lists that the cells of the matrix lead to: each asks what its cell counts."""

from __future__ import annotations

from dataclasses import dataclass
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

    def promises(self, area: int = WHOLE, agency: int | str = "", kind: str = "", role: str = "") -> str:
        """The promises that an agency leads or, in this role, supports."""
        return self._to("/komitmen", {
            "status": self.values.get("status") or AGREED_ON, "periode": self.values.get("periode"),
            "dukungan": kind or self.values.get("dukungan"), "peran": role,
        }, area, agency)  # fmt: skip

    def supports(self, area: int = WHOLE, agency: int | str = "") -> str:
        """The promises of others that it supports."""
        return self.promises(area, agency, role="pendukung")

    def activities(self, area: int = WHOLE, agency: int | str = "") -> str:
        """The activities that it organises."""
        return self._to("/kegiatan", {"status": NOT_CANCELLED, "periode": self.values.get("periode")}, area, agency)

    def matrix(self, **changes: str | int) -> str:
        """The matrix asked otherwise."""
        return self._to("/peta-kerja", {**self.values, "baris": self.face, **changes})

    def file(self, kind: str) -> str:
        """The same as a file."""
        return self._to(f"/peta-kerja.{kind}", dict(self.values))

    def _to(self, path: str, asked: dict[str, str | int | None], area: int = WHOLE, agency: int | str = "") -> str:
        if path != "/peta-kerja" and not path.startswith("/peta-kerja."):
            asked |= {"kawasan": area or self.values.get("kawasan"), "instansi": agency or self.values.get("instansi")}
        pairs = [(key, value) for key, value in asked.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path
