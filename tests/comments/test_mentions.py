"""Which names a text mentions."""

from __future__ import annotations

import pytest

from app.comments.mentions import MOST, directory, find
from app.comments.queries import HELD
from app.extensions import db, fetch
from app.policy import Role
from tests.factories import Cast, make_agency, make_user, seat

NAMES = {"Darma": [1], "Darma Contoh": [2], "Dinas Sosial": [3, 4], "Dinas Sosial dan Tenaga Kerja": [5], "Élan": [6]}


@pytest.mark.parametrize(
    ("text", "ids", "unknown"),
    [
        ("Mohon @Darma Contoh periksa", [2], []),
        ("Mohon @Darma periksa", [1], []),
        ("@darma contoh, @DARMA", [2, 1], []),
        ("@Dinas Sosial dan @Dinas Sosial dan Tenaga Kerja", [3, 4, 5], []),
        ("(@Dinas Sosial)", [3, 4], []),
        ("@Darmawan", [], ["Darmawan"]),
        ("@Darma_2 dan @Budi, ya", [], ["Darma_2", "Budi"]),
        ("surat ke a@darma.id dan x.@Darma dan @@Darma", [], []),
        ("@ Darma, @, @\n@", [], []),
        ("@élan", [6], []),
        ("@Darma @Darma @Darma", [1], []),
        ("tanpa sebutan", [], []),
    ],
)
def test_the_longest_name_that_fits_is_meant(text: str, ids: list[int], unknown: list[str]) -> None:
    found = find(text, NAMES)
    assert found.user_ids == ids and found.unknown == unknown


def test_many_mentions_stop_at_the_limit_and_many_unknown_are_told_briefly() -> None:
    names = {f"Nama{n:03}": [n] for n in range(500)}
    found = find(" ".join(f"@Nama{n:03}" for n in range(500)), names)
    assert len(found.user_ids) == MOST
    assert len(find(" ".join(f"@Tak{n}" for n in range(500)), names).unknown) == 5


def test_only_who_holds_a_post_and_may_read_can_be_mentioned(cast: Cast) -> None:
    retired = make_user("lama@contoh.go.id", "Orang Lama")
    seat(retired, make_agency("Dinas Kosong"), Role.REVIEWER).give_to(None)
    closed = make_user("tutup@contoh.go.id", "Orang Tutup")
    seat(closed, make_agency("Dinas Tutup"), Role.LIAISON)
    closed.is_active = False
    make_user("baru@contoh.go.id", "Tanpa Jabatan")
    db.session.commit()
    names = directory(fetch(HELD), "commitment.read", None)
    assert {"Dinsos", "Dinas Sosial", "Polres Palopo", "Peninjau", "Admin"} <= set(names)
    assert not {"Orang Lama", "Orang Tutup", "Tanpa Jabatan", "Dinas Kosong", "Dinas Tutup", "Bappeda"} & set(names)
    assert set(directory(fetch(HELD), "user.manage", None)) == {"Admin"}


def test_two_people_of_one_name_are_both_meant(cast: Cast) -> None:
    for number in (1, 2):
        seat(make_user(f"sama{number}@contoh.go.id", "Nama Sama"), make_agency(f"Dinas {number}"), Role.LIAISON)
    db.session.commit()
    assert len(find("@Nama Sama", directory(fetch(HELD), "commitment.read", None)).user_ids) == 2
