"""Long texts as people format them: **bold**, *italic*, lists and links of Markdown; everything else is text.

The libraries are loaded when the first text needs them: most lines hold no mark at all and are only escaped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "noopener noreferrer nofollow"
DEEPEST = 12  # levels of nesting; what is deeper the parser would leave out
LONGEST = 20_000
# The parser's time grows with the square of these: a text full of them is shown as it was typed.
MOST = {"[": 200, "://": 100, "*": 1000, "_": 1000, "@": 500}

# Marks that turn the direction of writing would reach into the text behind, and can make an address look like another.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARK = re.compile(r"[*_\[\\@]|://|^[ \t]*(?:-|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_PLUS = re.compile(r"^([ \t]*)\+(?=[ \t]|$)", re.MULTILINE)
_OWN_SCHEME = re.compile(r"https?://[^/]|mailto:[^/]", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def straight(text: str) -> str:
    """Return a text in one line without marks that turn the direction of writing, for where it stands among others."""
    return " ".join(_TURNS.sub("", text).split())


@lru_cache(maxsize=512)
def prose(text: str | None) -> Markup:
    """Return the text as paragraphs, with its few marks as HTML; safe whatever was typed."""
    clean, tokens = marks_of(text)
    return _plain(clean) if tokens is None else _formatted(tokens)


def marks_of(text: str | None) -> tuple[str, list[Any] | None]:
    """Return the clean text and the parser's tokens of its marks, None when it is shown as it was typed."""
    clean = _TURNS.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _MARK.search(clean) or len(clean) > LONGEST or any(clean.count(each) > n for each, n in MOST.items()):
        return clean, None
    return clean, _parsed(clean)


def _parsed(clean: str) -> list[Any] | None:
    tokens = _parser().parse(_PLUS.sub(r"\1\\+", clean))  # "+ 40 orang" is no list
    parts = [part for token in tokens for part in (token, *(token.children or ()))]
    return None if any(part.level > DEEPEST or part.attrs.get("href") == "" for part in parts) else tokens


def _formatted(tokens: list[Any]) -> Markup:
    import nh3

    parser = _parser()
    drawn = parser.renderer.render(tokens, parser.options, {}).replace("\n", "")
    return Markup(nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL))  # noqa: S704


def paragraphs_of(clean: str) -> list[str]:
    """Return the paragraphs of a clean text without marks; their lines end as they were typed."""
    return ["\n".join(line.strip() for line in each.split("\n")) for each in _BLANK_LINES.split(clean)] if clean else []


def _plain(text: str) -> Markup:
    paragraphs = [[escape(line) for line in each.split("\n")] for each in paragraphs_of(text)]
    return Markup().join(Markup("<p>%s</p>") % Markup("<br>").join(lines) for lines in paragraphs)


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"breaks": True, "linkify": True, "html": False, "maxNesting": 2 * DEEPEST})
    parser.enable(["emphasis", "list", "link", "linkify", "newline", "escape"])
    parser.validateLink = lambda url: bool(_OWN_SCHEME.match(url))  # type: ignore[method-assign]
    # As it was typed: decoded, an address can look like another and bring back the marks that were left out.
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    assert parser.linkify is not None  # noqa: S101
    parser.linkify.set({"fuzzy_link": False, "fuzzy_ip": False})
    return parser
