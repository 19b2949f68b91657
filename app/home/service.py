"""What the first page shows: what needs the person now, what changed, which meetings come, and how far all is."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.accounts.identity import Identity
from app.home.changes import Since, since_last_visit
from app.home.figures import Figures, figures_of
from app.home.gathering import gather
from app.home.meetings import Soon
from app.home.needs import Section
from app.language import Lazy as _l
from app.policy import Role

# What an empty page says to each role.
NOTHING = {
    Role.LIAISON: _l("Semua yang menjadi giliran instansi Anda sudah selesai. Terima kasih."),
    Role.REVIEWER: _l("Tidak ada laporan yang menunggu pemeriksaan Anda. Terima kasih."),
    Role.SECRETARIAT: _l("Tidak ada notula, usulan, atau bagian tugas yang menunggu sekretariat. Terima kasih."),
    Role.LEADER: _l("Tidak ada notula yang perlu Anda tanda tangani, dan tidak ada komitmen yang terlambat."),
    Role.ADMIN: _l("Semua jabatan terisi, dan setiap pengguna memegang jabatan."),
}


@dataclass
class Overview:
    """What the first page shows."""

    sections: list[Section] = field(default_factory=list)
    meetings: list[Soon] = field(default_factory=list)
    since: Since = field(default_factory=lambda: Since(None, []))
    figures: Figures = field(default_factory=Figures)
    nothing: str = ""


def overview(who: Identity) -> Overview:
    """Return what `who` should see first. Six queries at most, whatever the data and however many posts."""
    if not who.seats:
        return Overview()
    nothing = str(NOTHING[who.seats[0].role])
    return Overview(*gather(who), since_last_visit(who), figures_of(who), nothing)
