"""The marks that people type (`prose`) as plain data, which templates draw: nothing typed is ever markup.

A text is a list of blocks: {"kind": "p", "runs": [...]} or {"kind": "list", "ordered", "start", "items": [blocks]}.
A run is {"t": text, "b": bold, "i": italic, "href": address or ""}; its lines end with "\\n".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.prose import marks_of, paragraphs_of

Block = dict[str, Any]


def blocks_of(text: str | None) -> list[Block]:
    """Return a text as blocks."""
    clean, tokens = marks_of(text)
    if tokens is None:
        return [_paragraph([_run(each)]) for each in paragraphs_of(clean)]
    return _blocks(iter(tokens))


def _blocks(tokens: Iterator[Any], until: str = "") -> list[Block]:
    found: list[Block] = []
    for token in tokens:
        if token.type == until:
            break
        if token.type == "inline":
            found.append(_paragraph(_runs(token.children or ())))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            found.append(_list(tokens, token))
    return found


def _list(tokens: Iterator[Any], opening: Any) -> Block:
    items: list[list[Block]] = []
    for token in tokens:
        if token.type == opening.type.replace("open", "close"):
            break
        if token.type == "list_item_open":
            items.append(_blocks(tokens, "list_item_close"))
    ordered = opening.type == "ordered_list_open"
    return {"kind": "list", "ordered": ordered, "start": int(opening.attrs.get("start", 1)), "items": items}


def _runs(tokens: Any) -> list[dict[str, Any]]:
    runs, bold, italic, href = [], 0, 0, ""
    for token in tokens:
        if token.type in ("text", "softbreak", "hardbreak"):
            content = token.content if token.type == "text" else "\n"
            if content:
                runs.append(_run(content, bold > 0, italic > 0, href))
        elif token.type.startswith("link"):
            href = str(token.attrs["href"]) if token.nesting > 0 else ""
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
    return runs


def _run(text: str, bold: bool = False, italic: bool = False, href: str = "") -> dict[str, Any]:
    return {"t": text, "b": bold, "i": italic, "href": href}


def _paragraph(runs: list[dict[str, Any]]) -> Block:
    return {"kind": "p", "runs": runs}
