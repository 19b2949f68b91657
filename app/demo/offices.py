"""Agencies that sit at such a table in Palopo, and the accounts of the demo. The people are invented."""

from __future__ import annotations

from app.agencies.models import AgencyKind
from app.demo.shapes import Account, Office
from app.policy import Role

# The names of the offices that were merged in 2026 are not known to us, so the new name says that it is an example.
OFFICES = {
    "bnn": Office("BNN Kota Palopo", AgencyKind.BNN),
    "setda": Office("Sekretariat Daerah Kota Palopo", AgencyKind.OPD),
    "kesbangpol": Office("Badan Kesatuan Bangsa dan Politik", AgencyKind.OPD),
    "bappeda": Office("Badan Perencanaan Pembangunan Daerah", AgencyKind.OPD),
    "koperasi": Office(
        "Dinas Koperasi dan UKM", AgencyKind.OPD,
        later="Dinas Koperasi, UKM, dan Perdagangan (nama contoh)", later_day=-230,
    ),
    "perdagangan": Office("Dinas Perdagangan", AgencyKind.OPD, later_day=-230, joins="koperasi"),
    "naker": Office("Dinas Tenaga Kerja", AgencyKind.OPD),
    "dinsos": Office("Dinas Sosial", AgencyKind.OPD),
    "dinkes": Office("Dinas Kesehatan", AgencyKind.OPD),
    "dp3a": Office("Dinas Pemberdayaan Perempuan dan Perlindungan Anak", AgencyKind.OPD),
    "perikanan": Office("Dinas Perikanan", AgencyKind.OPD),
    "polres": Office("Polres Palopo", AgencyKind.SECURITY),
    "kodim": Office("Komando Distrik Militer (Kodim)", AgencyKind.SECURITY),
    "camat": Office("Kecamatan Wara Timur", AgencyKind.DISTRICT),
    "lurah": Office("Kelurahan Salekoe", AgencyKind.WARD),
    "pkk": Office("Tim Penggerak PKK Kota Palopo", AgencyKind.COMMUNITY),
    "kampus": Office("Perguruan tinggi mitra (contoh)", AgencyKind.UNIVERSITY),
    "bank": Office("Bank mitra (contoh)", AgencyKind.COMPANY),
}  # fmt: skip

ACCOUNTS = (
    Account("admin@sinergi.example", "Asri Contoh", "Pengelola sistem", Role.ADMIN, "setda"),
    Account("sekretariat@sinergi.example", "Rahmi Contoh", "Sekretariat program", Role.SECRETARIAT, "bnn"),
    Account("narahubung.dinsos@sinergi.example", "Darma Contoh", "Narahubung", Role.LIAISON, "dinsos"),
    Account("narahubung.polres@sinergi.example", "Iwan Contoh", "Narahubung", Role.LIAISON, "polres"),
    Account("narahubung.bnn@sinergi.example", "Lestari Contoh", "Narahubung", Role.LIAISON, "bnn"),
    Account("peninjau@sinergi.example", "Hasna Contoh", "Peninjau program", Role.REVIEWER, "bappeda"),
    Account("pimpinan@sinergi.example", "Salim Contoh", "Pimpinan", Role.LEADER, "setda"),
)

# Posts that nobody holds yet: an administrator may give them to someone.
VACANT = ("koperasi", "naker", "dinkes", "perikanan", "kesbangpol", "dp3a")
