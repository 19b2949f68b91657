"""Passwords and the names of browsers."""

from __future__ import annotations

import pytest

from app.accounts.models import normal_email
from app.accounts.service import device_name, is_common


@pytest.mark.parametrize(
    "password",
    ["password1234", "PASSWORD1234", "indonesia2099", "12palopo99!!!!!", "palopopalopo", "aaaaaaaaaaaa", "abababababab",
     "bnnpalopo!!!!!", "123456789012"],
)  # fmt: skip
def test_passwords_that_everybody_tries_are_common(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["kuda lumping makan beling", "palopo kota di teluk bone", "x7!qLw0pZr#4"])
def test_other_passwords_are_not(password: str) -> None:
    assert not is_common(password)


def test_an_address_has_one_normal_form() -> None:
    assert normal_email("  ＡＤＭＩＮ@Contoh.GO.ID\n") == normal_email("admin@contoh.go.id")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_words(agent: str, name: str) -> None:
    assert device_name(agent) == name
