"""How templates are compiled: what they print is escaped, what they name exists, what they say is translated."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, session
from markupsafe import Markup

from app.language import Lazy, _choose


def draw(app: Flask, source: str, language: str = "id", **values: Any) -> str:
    """Render a template of one's own in one language."""
    with app.test_request_context():
        session["bahasa"] = language
        _choose()
        drawn: str = app.jinja_env.from_string(source).render(**values)
        return drawn


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("<b> & \"'", "&lt;b&gt; &amp; &#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (7, "7"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
        (Lazy("Simpan"), "Simpan"),
    ],
)
def test_whatever_is_printed_is_escaped(app: Flask, value: Any, printed: str) -> None:
    assert draw(app, "{{ x }}", x=value) == printed
    assert draw(app, "{{ 'a' ~ x }}", x=value) in ("a" + printed, "a" + str(value))  # joined text stays text
    assert draw(app, "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}", x=value) == printed


def test_a_sentence_is_said_in_each_language_and_its_values_are_escaped(app: Flask) -> None:
    source = "{{ _('Menu pengguna: %(name)s', name=who) }}{% set s = _('Menu pengguna: %(name)s', name=who) %}{{ s }}"
    assert draw(app, source, who="<i>") == "Menu pengguna: &lt;i&gt;" * 2
    assert draw(app, source, "en", who="<i>") == "User menu: &lt;i&gt;" * 2
    assert draw(app, "{{ _('Simpan') }}") == "Simpan"
    assert draw(app, "{{ _('Simpan') }}", "en") == "Save"


def test_what_does_not_exist_is_an_error_not_an_empty_place(app: Flask) -> None:
    with pytest.raises(AttributeError):
        draw(app, "{{ x.nothing }}", x=object())
    with pytest.raises(AttributeError):
        draw(app, "{{ x.key }}", x={"key": "a dict is asked by x['key']"})
    assert draw(app, "{{ 'is' if x.nothing is defined else 'is not' }}", x=object()) == "is not"
