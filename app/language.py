"""Indonesian first, English by a switch: the language of the moment and the texts that are shown in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from babel.support import Translations
from flask import Flask, session
from flask_babel import Domain, gettext, pgettext
from markupsafe import Markup, escape

LANGUAGES = ("id", "en")


_present: ContextVar[str] = ContextVar("language", default="id")


def language() -> str:
    """Return "id" or "en": what the browser's cookie says, Indonesian outside a request."""
    return _present.get()


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Say what is said inside in this language: what leaves the house is Indonesian, whoever has it made."""
    token = _present.set(chosen)
    try:
        yield
    finally:
        _present.reset(token)


def _choose() -> None:
    chosen = session.get("bahasa")
    _present.set(chosen if chosen in LANGUAGES else "id")


class Lazy:
    """A text that is translated when it is shown, such as the label of a field or of a state."""

    __slots__ = ("context", "marked", "plain", "text")

    def __init__(self, text: str, context: str = "") -> None:
        self.text, self.context = text, context
        self.plain: dict[str, str] = {}
        self.marked: dict[str, Markup] = {}

    @classmethod
    def pgettext(cls, context: str, text: str) -> Lazy:
        """Return a text that other languages word by what is meant; catalogues are collected by this name."""
        return cls(text, context)

    def __str__(self) -> str:
        found = self.plain.get(language())
        if found is None:
            found = pgettext(self.context, self.text) if self.context else gettext(self.text)
            self.plain[language()] = found
        return found

    def __html__(self) -> Markup:
        found = self.marked.get(language())
        if found is None:
            found = self.marked[language()] = escape(str(self))
        return found

    def __mod__(self, values: Any) -> str:
        return str(self) % values

    def __repr__(self) -> str:
        return f"Lazy({self.text!r})"


class Texts(Domain):
    """Flask-Babel's catalogue, found by the language that the request already knows."""

    def get_translations(self) -> Any:
        """Return the catalogue of the present language."""
        known = self.cache.get(language())
        if known is None:
            catalogue = Translations.load(next(iter(self.translation_directories)), [language()])
            known = self.cache[language()] = catalogue
        return known


def init_app(app: Flask) -> None:
    """Choose the language before anything else happens, and forget it afterwards."""
    app.before_request(_choose)

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        _present.set("id")
