"""Formatted texts: the few marks work, everything else is text, and nothing typed is slow or lost."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from flask import Flask, render_template_string

from app.prose import _formatted, _parsed, _plain, prose

REL = ' rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("Rapat dibuka.", "<p>Rapat dibuka.</p>"),
        ("satu\ndua", "<p>satu<br>dua</p>"),
        ("satu\r\n\r\n  dua", "<p>satu</p><p>dua</p>"),
        ("**tebal** dan *miring*", "<p><strong>tebal</strong> dan <em>miring</em></p>"),
        ("- satu\n- dua", "<ul><li>satu</li><li>dua</li></ul>"),
        ("Hasil:\n1. satu\n2. dua", "<p>Hasil:</p><ol><li>satu</li><li>dua</li></ol>"),
        ("25. April", '<ol start="25"><li>April</li></ol>'),
        ("lihat https://palopo.go.id/a?b=1&c=2.",
         f'<p>lihat <a href="https://palopo.go.id/a?b=1&amp;c=2"{REL}>https://palopo.go.id/a?b=1&amp;c=2</a>.</p>'),
        ("[peta](http://contoh.id)", f'<p><a href="http://contoh.id"{REL}>peta</a></p>'),
        ("surel a@contoh.id", f'<p>surel <a href="mailto:a@contoh.id"{REL}>a@contoh.id</a></p>'),
    ],
)  # fmt: skip
def test_marks_become_html(typed: str, shown: str) -> None:
    assert str(prose(typed)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "# bukan judul", "> bukan kutipan", "`kode`", "    kode", "---", "| a | b |", "+ 40 orang *lebih*",
        "snake_case_x", "2 * 3 * 4", "palopo.go.id", "![gambar](http://a.id/x.png)", "<b>tebal</b>",
        "&lt;b&gt;", "{{ 7*7 }} {% raw %}",
    ],
)  # fmt: skip
def test_everything_else_is_text(typed: str) -> None:
    shown = prose(typed)
    assert not set(re.findall(r"<(\w+)", shown)) - {"p", "em", "a"}
    assert re.sub(r"\W", "", shown.striptags()) == re.sub(r"\W|http://a.id/x.png", "", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script> *x*", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "[x](java\nscript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](vbscript:x)", "[x](/keluar)",
        "[x](//jahat.id)",
        "[x](file:///etc/passwd)", "[x]()", "<a hx-get='/keluar' data-x=1 onclick=alert(1)>*x*</a>",
        "[x](http:/keluar)", "*<img src=x onerror=alert(1)>*", "[x](https:///keluar)",
    ],
)  # fmt: skip
def test_nothing_typed_becomes_code_or_a_link_elsewhere(typed: str) -> None:
    shown = str(prose(typed))
    assert not re.search(r"<(?!/?(p|em|strong|br|ul|ol|li)>)", shown), shown


def test_links_carry_no_attribute_but_their_address() -> None:
    shown = str(prose('[x](https://a.id "onclick=x" ) [y](https://a.id/"onclick="x) [z](https://a.id "t")'))
    assert set(re.findall(r'\s([\w-]+)="', shown)) <= {"href", "rel"}


def test_the_sanitiser_alone_drops_what_is_not_allowed() -> None:
    import nh3

    from app import prose as rules

    options = {"tags": rules.TAGS, "attributes": rules.ATTRIBUTES, "url_schemes": rules.SCHEMES, "link_rel": rules.REL}
    dirty = (
        '<a href="javascript:x" hx-get="/x" data-a="1" onclick="x" class="y">a</a><script>x</script><svg><img src=x>'
    )
    assert nh3.clean(dirty, **options) == f"<a{REL}>a</a>"


def test_marks_that_turn_the_direction_of_writing_are_left_out() -> None:
    assert str(prose("*satu* \u202edua\u2066 tiga\u200f")) == "<p><em>satu</em> dua tiga</p>"
    assert str(prose("satu \u202edua\x00")) == "<p>satu dua</p>"


@pytest.mark.parametrize(
    "part",
    ["*", "[", "_", "a*", "*a ", "[a](", "[]()", "![", "- ", "1. ", "- a\n", "http://a.b ", "a@", "://", "\\", "*_",
     "[*",     "mailto:", "http:", "[[]]", "a**b ", "(", "\n", " ", "<", "&", "a@b.co "],
)  # fmt: skip
def test_five_thousand_letters_of_anything_take_no_time_and_stay(part: str) -> None:
    typed = part * (5000 // len(part))
    took = []
    for _ in range(3):  # the quickest: the machine may be doing something else besides
        start = time.perf_counter()
        shown = prose.__wrapped__(typed)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.2
    assert shown.striptags().count("a") >= (typed.count("a") if "](" not in part else 0)


@pytest.mark.parametrize(
    "typed",
    ["- " * 200 + "akhir", "".join(" " * (2 * n) + "- a\n" for n in range(40)) + " " * 80 + "- akhir",
     "*a **b " * 30 + "akhir" + "** *" * 30],
)  # fmt: skip
def test_deep_nesting_loses_no_word(typed: str) -> None:
    assert "akhir" in prose(typed)


def test_text_without_marks_looks_the_same_with_and_without_the_parser() -> None:
    for typed in ("satu", "satu\ndua", "satu\n\n \n dua\n  tiga", "a < b & c", "Rp1.000,- per orang"):
        assert _plain(typed) == _formatted(_parsed(typed) or [])


def test_a_template_prints_it_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ text|prose }}", text="**a** <b>") == "<p><strong>a</strong> &lt;b&gt;</p>"


def test_the_libraries_are_loaded_by_the_first_mark_only() -> None:
    code = "import sys; from app.prose import prose; prose('Rapat dibuka.\\nDua'); print('nh3' in sys.modules); "
    code += "prose('*a*'); print('nh3' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("typed", ["https://a.id/%E2%80%AEx", "https://xn--pple-43d.com/a", "https://a.id/?q=%3Cb%3E"])
def test_the_text_of_a_link_is_what_was_typed(typed: str) -> None:
    assert str(prose(typed)) == f'<p><a href="{typed}"{REL}>{typed}</a></p>'
