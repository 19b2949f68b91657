"""To which post a letter to an agency goes, as long as nobody said otherwise."""

from __future__ import annotations

import re

from app.agencies.models import AgencyKind

LONGEST = 200
# What the name begins with, and the post that stands in its place.
POSTS = (
    (r"Sekretariat\b", "Sekretaris"), (r"Inspektorat\b", "Inspektur"), (r"Kecamatan\b", "Camat"),
    (r"Kelurahan\b", "Lurah"), (r"Polres\b", "Kapolres"), (r"Polsek\b", "Kapolsek"), (r"Komando\b", "Komandan"),
    (r"(?=Kodim\b|Koramil\b|Korem\b)", "Komandan "),
)  # fmt: skip
BY_KIND = {
    AgencyKind.DISTRICT: "Camat", AgencyKind.WARD: "Lurah", AgencyKind.BNN: "Kepala", AgencyKind.OPD: "Kepala",
    AgencyKind.VERTICAL: "Kepala",
}  # fmt: skip


def likely_addressee(kind: AgencyKind | None, name: str) -> str:
    """Return "Kepala Dinas Sosial", "Camat Wara Timur", "Pimpinan Bank mitra"; always Indonesian."""
    for begin, post in POSTS:
        if re.match(begin, name):
            return re.sub(begin, post, name, count=1)[:LONGEST]
    return f"{BY_KIND.get(kind, 'Pimpinan') if kind else 'Pimpinan'} {name}"[:LONGEST]
