"""The closed sets of a mapping: who reads it, what was found."""

from __future__ import annotations

from app.columns import Labelled
from app.language import Lazy as _l


class Sharing(Labelled):
    """Whether agencies may read a mapping."""

    OFFICE = "office", _l("Belum dibagikan"), "eye-off", "neutral"
    AGENCIES = "agencies", _l("Dibagikan kepada instansi"), "eye", "info"


class Presence(Labelled):
    """What was found for one indicator; the empty one is not answered yet."""

    THERE = "ada", _l("Ada"), "check", "warn"
    NOT_THERE = "tidak", _l("Tidak ada"), "x", "neutral"
    UNKNOWN = "", _l("Belum diketahui"), "circle", "neutral"

    @classmethod
    def of(cls, is_present: bool | None) -> Presence:
        """The member for a stored answer."""
        return cls.UNKNOWN if is_present is None else cls.THERE if is_present else cls.NOT_THERE

    @property
    def is_present(self) -> bool | None:
        """The answer as it is stored."""
        return None if self is Presence.UNKNOWN else self is Presence.THERE
