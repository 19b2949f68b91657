"""A small checker of how a PDF is tagged: what of PDF/UA-1 can be told from its structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

HEADINGS = {f"H{level}": level for level in range(1, 7)}


@dataclass
class Node:
    """One element of the structure."""

    kind: str
    alt: str = ""
    scope: str = ""
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, kind: str) -> list[Node]:
        """All elements of a kind."""
        return [node for node in self.walk() if node.kind == kind]


def structure(pdf: bytes) -> Node:
    """Return the tree of a document, standard kinds only."""
    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    return _node(root, {str(key): str(value) for key, value in (root.get("/RoleMap") or {}).items()})


def _node(raw: Any, roles: dict[str, str]) -> Node:
    kind = str(raw.get("/S", "/Root"))
    node = Node(roles.get(kind, kind).lstrip("/"), str(raw.get("/Alt", "")), _scope(raw.get("/A")))
    kids = raw.get("/K", ())
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        known = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(known, DictionaryObject) and "/S" in known:
            node.children.append(_node(known, roles))
    return node


def _scope(attributes: Any) -> str:
    listed = attributes if isinstance(attributes, ArrayObject) else [attributes]
    found = [each.get_object().get("/Scope") for each in listed if hasattr(each, "get_object")]
    return next((str(each) for each in found if each), "")


def faults(pdf: bytes, language: str = "id") -> list[str]:
    """Return what is wrong, nothing for a document that is as it should be."""
    reader = PdfReader(BytesIO(pdf))
    tree = structure(pdf)
    return [*_of_catalogue(reader, language), *_of_pages(reader), *_of_headings(tree), *_of_parts(tree)]


def _of_catalogue(reader: PdfReader, language: str) -> Iterator[str]:
    root: Any = reader.trailer["/Root"]
    if not _is_true(root.get("/MarkInfo", {}).get("/Marked")):
        yield "not marked as tagged"
    if not str(root.get("/Lang", "")).startswith(language):
        yield f"language is {root.get('/Lang')}"
    if not _is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "the viewer shows the file name, not the title"
    if not (reader.metadata and reader.metadata.title):
        yield "no title"
    description = root["/Metadata"].get_object().get_data().decode()
    if "pdfuaid:part>1<" not in description.replace(" ", "") and 'pdfuaid:part="1"' not in description:
        yield "does not say that it is PDF/UA-1"


def _is_true(value: Any) -> bool:
    return bool(getattr(value, "value", value))  # every object of pypdf is true by itself


def _of_pages(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        if page.get("/Tabs") != "/S" and page.get("/Annots"):
            yield f"page {number}: tabs do not follow the structure"
        for note in page.get("/Annots") or ():
            if not note.get_object().get("/Contents"):
                yield f"page {number}: a link without a description"
        for name, font in (page["/Resources"].get("/Font") or {}).items():
            if not _is_embedded(font.get_object()):
                yield f"page {number}: font {name} is not embedded"


def _is_embedded(font: Any) -> bool:
    if font["/Subtype"] == "/Type3":
        return True
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {})
    return "/ToUnicode" in font and any(f"/FontFile{each}" in descriptor for each in ("", "2", "3"))


def _of_headings(tree: Node) -> Iterator[str]:
    levels = [HEADINGS[node.kind] for node in tree.walk() if node.kind in HEADINGS]
    if levels[:1] != [1]:
        yield f"begins with heading {levels[:1]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"heading {after} follows {before}"
    for heading in [node for node in tree.walk() if node.kind in HEADINGS]:
        if any(child.kind in ("L", "P", "Table") for child in heading.walk()):
            yield "a heading that holds a list, paragraph or table"


def _of_parts(tree: Node) -> Iterator[str]:
    for figure in tree.all("Figure"):
        if not figure.alt:
            yield "a picture without words for it"
    for table in tree.all("Table"):
        heads = table.all("TH")
        if not heads or any(head.scope != "/Column" for head in heads):
            yield "a table without heads of its columns"
        if len({len([*row.all("TH"), *row.all("TD")]) for row in table.all("TR")}) != 1:
            yield "a table with rows of different lengths"
    yield from _of_lists(tree)


def _of_lists(tree: Node) -> Iterator[str]:
    for listing in tree.all("L"):
        if any(child.kind not in ("LI", "L") for child in listing.children):
            yield "a list that holds something else"
    for item in tree.all("LI"):
        if not item.all("LBody"):
            yield "an item of a list without a body"
