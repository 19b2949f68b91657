"""How templates are compiled: once per language, and to straight Python (docs/adr/0009).

Texts that a template names literally, `{{ _("Simpan") }}`, are put into the compiled template itself. A page holds
about a hundred of them; looking each up at every request took longer than the queries. What a template asks of an
object, `{{ row.due }}`, is plain attribute access, and what it calls is called directly: a name that does not exist
is an error, never an empty place in the page.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_babel import gettext, pgettext
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.utils import LRUCache
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.language import language

try:
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:  # built without a C compiler
    from markupsafe._native import _escape_inner as escape_text

TRANSLATORS = {"_": gettext, "pgettext": pgettext}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
WANT_CONTEXT = ("_", "ngettext", "pgettext")


def shown(value: Any) -> str:
    """Return what a template prints for `value`, escaped; like `markupsafe.escape`, without an object per text."""
    kind = type(value)
    if kind is str:
        return escape_text(value)
    if kind is Markup:
        return value
    if kind is int:
        return str(value)
    return escape(value)


def _plain(text: str) -> str:
    """A text of our own catalogue: it may hold markup, and most hold none, which is cheaper to pass on."""
    return text if escape(text) == text else Markup(text)  # noqa: S704


class _Prepare(NodeTransformer):
    """Puts texts of the catalogue in their place; what they name in `%(x)s` is put in when they are shown."""

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:
        self.generic_visit(node)
        translate = TRANSLATORS.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        literals = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if not translate or len(literals) != len(node.args) or node.dyn_args or node.dyn_kwargs:
            return node
        text = translate(*literals)
        if not node.kwargs:
            return nodes.Const(_plain(text), lineno=node.lineno)
        values = {each.key: each.value for each in node.kwargs}
        parts = enumerate(PLACEHOLDER.split(text))  # text, name, text, name, ... text
        return nodes.Concat([values[x] if n % 2 else nodes.Const(Markup(x.replace("%%", "%"))) for n, x in parts])  # noqa: S704

    def visit_Output(self, node: nodes.Output, *args: Any, **kwargs: Any) -> nodes.Node:
        """What is joined only to be printed is printed part by part."""
        self.generic_visit(node)
        node.nodes = [
            part for each in node.nodes for part in (each.nodes if isinstance(each, nodes.Concat) else [each])
        ]
        return node

    def visit_Test(self, node: nodes.Test, *args: Any, **kwargs: Any) -> nodes.Node:
        """`x.y is defined` asks for what may be missing: that look-up stays Jinja's."""
        self.generic_visit(node)
        if node.name == "defined" and isinstance(node.node, nodes.Getattr):
            asked = node.node
            node.node = nodes.Getitem(asked.node, nodes.Const(asked.attr), "load", lineno=asked.lineno)
        return node


class _Straight(CodeGenerator):
    """Writes attribute access, calls and output as plain Python instead of Jinja's look-ups at run time."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("shown = environment.shown")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        wants_context = isinstance(node.node, nodes.Name) and node.node.name in WANT_CONTEXT
        if wants_context or node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("shown(")


class LocalisedEnvironment(Environment):
    """A Jinja environment that keeps compiled templates apart by language."""

    code_generator_class = _Straight
    shown = staticmethod(shown)

    def __init__(self, app: Flask, **options: Any) -> None:
        self._caches: dict[str, Any] = {}
        super().__init__(app, **options)

    @property
    def cache(self) -> Any:
        """The compiled templates of the present language."""
        known = self._caches.get(language())
        if known is None:
            known = self._caches[language()] = LRUCache(400)
        return known

    @cache.setter
    def cache(self, _value: Any) -> None:
        self._caches.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Prepare().visit(super()._parse(source, name, filename))
        return tree
