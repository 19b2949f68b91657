"""Shared tasks of the demo that were given out between meetings: confirmed, held up, split, handed over, trashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.demo.meetings import example
from app.demo.stage import SECRETARIAT, Stage, liaison
from app.tasks.parts import TaskPart
from app.tasks.service import SECRETARIAT as BY_SECRETARIAT
from app.tasks.service import Issuer, create
from app.tasks.states import PartState, Priority

P = PartState
Act = Callable[[Stage, TaskPart], object]


@dataclass(frozen=True)
class Errand:
    """A task given out on day `given` by an office (`issuer`) or the secretariat, perhaps for a promise.

    `acts` are (day, office whose part, who does it: "" for the office itself, what).
    """

    title: str
    detail: str
    given: int
    due: int
    offices: tuple[str, ...]
    issuer: str = ""
    promise: str = ""
    priority: Priority = Priority.NORMAL
    acts: tuple[tuple[int, str, str, Act], ...] = field(default=())


def moves(state: PartState, note: str = "", waits_for: str = "") -> Act:
    """A step of the office; `waits_for` is the office that a blocked part needs."""
    return lambda stage, part: part.update(state, note, stage.offices[waits_for] if waits_for else None)


def is_for(scope: str, confirmed: bool = False) -> Act:
    """What the part is about, and whether it has to be confirmed."""

    def act(_stage: Stage, part: TaskPart) -> None:
        part.scope = scope
        part.set_confirmation(confirmed)

    return act


def earlier(day: int) -> Act:
    """A date of its own."""
    return lambda stage, part: part.set_due(stage.timeline.day(day))


def splits(kept: str, office: str, given: str) -> Act:
    """Keep something, ask another office for the rest."""
    return lambda stage, part: part.split(kept, stage.offices[office], given)


ERRANDS = {
    "surat": Errand(
        "Mengurus surat izin pemakaian Gedung Saokotae",
        "Untuk pembukaan pelatihan; izin keramaian diurus bersamaan.", -9, 4, ("dinsos", "polres"),
        promise="kelas", priority=Priority.HIGH,
        acts=(
            (-9, "dinsos", SECRETARIAT, is_for("Surat permohonan dan jaminan kebersihan", True)),
            (-9, "polres", SECRETARIAT, is_for("Izin keramaian")),
            (-9, "dinsos", SECRETARIAT, earlier(2)),
            (-8, "dinsos", "", moves(P.ACCEPTED)), (-7, "dinsos", "", moves(P.DOING)),
            (-5, "dinsos", "", moves(P.DELIVERED, "Surat sudah masuk ke pengelola gedung.")),
            (-4, "dinsos", SECRETARIAT, lambda _, part: part.give_back("Lampirkan tanda terima dari pengelola.")),
            (-2, "dinsos", "", moves(P.DELIVERED, "Tanda terima sudah dilampirkan.")),
            (-6, "polres", "", moves(P.ACCEPTED)),
            (-3, "polres", "", moves(P.BLOCKED, "Izin keramaian terbit sesudah izin gedung ada.", "dinsos")),
        ),
    ),
    "data": Errand(
        "Mencocokkan data calon peserta dengan data rehabilitasi",
        "Data hanya dicocokkan jumlahnya; nama tidak dibawa ke rapat.", -20, 9, ("dinkes", "dinsos"), issuer="dinsos",
        promise="data",
        acts=(
            (-19, "dinsos", "", moves(P.ACCEPTED)), (-18, "dinsos", "", moves(P.DOING, "Rekap kelurahan diminta.")),
            (-16, "dinsos", "", splits("Rekap dari kelurahan", "lurah", "Jumlah calon peserta di Kelurahan Salekoe")),
            (-15, "dinkes", "", lambda stage, part: part.hand_over(stage.offices["bnn"], "Datanya ada di BNN.")),
            (-14, "bnn", "", moves(P.ACCEPTED)),
        ),
    ),
    "spanduk": Errand(
        "Memasang spanduk ajakan di lima titik", "", -15, 15, ("lurah",),
        acts=((-10, "lurah", SECRETARIAT, lambda _, part: part.task.trash("Sekretariat (contoh)")),),
    ),
}  # fmt: skip


def plan_errands(stage: Stage) -> None:
    """Plan when each is given out, and what becomes of it."""
    for number, (key, errand) in enumerate(ERRANDS.items()):
        minutes = number * 31 % 200
        giver = liaison(errand.issuer) if errand.issuer else SECRETARIAT
        stage.timeline.add(stage.timeline.moment(errand.given, minutes), giver, partial(_give, stage, key, errand))
        for place, (day, office, who, act) in enumerate(errand.acts, 1):
            moment = stage.timeline.moment(day, minutes + place)
            stage.timeline.add(moment, who or liaison(office), partial(_act, stage, key, office, act))


def _give(stage: Stage, key: str, errand: Errand) -> None:
    office = stage.offices[errand.issuer] if errand.issuer else None
    issuer = Issuer(stage.actor(liaison(errand.issuer)).id, office.id, office.name) if office else BY_SECRETARIAT
    task = create(
        example(errand.title), [stage.offices[each] for each in errand.offices], stage.timeline.day(errand.due),
        detail=example(errand.detail) if errand.detail else "", priority=errand.priority, issuer=issuer,
    )  # fmt: skip
    if errand.promise:
        task.belong_to(stage.commitments[errand.promise])
    stage.tasks[f"titipan {key}"] = task


def _act(stage: Stage, key: str, office: str, act: Act) -> None:
    agency = stage.offices[office]
    act(stage, next(part for part in stage.tasks[f"titipan {key}"].parts if part.agency_id == agency.id))
