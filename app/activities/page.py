"""What the page of one activity shows beside its own fields, and the one act that comes next."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext

from app.activities.counting import counted
from app.activities.evaluating import levels_around
from app.activities.matching import matches_of
from app.activities.models import Activity
from app.activities.parts import ActivityFile
from app.activities.queries import BESIDE
from app.activities.steps import ActivityState, ActivityStep, CountOf
from app.areas.models import AreaKind
from app.audit_story import story_of
from app.extensions import fetch
from app.files.attached import files_of
from app.outcomes.queries import measured_in
from app.policy import Holder


class NextAct(NamedTuple):
    """The one thing to do now; with `posts` a button does it, else a link leads there."""

    why: str
    label: str
    path: str
    posts: bool = False


def parts_of(activity: Activity, who: Holder) -> dict[str, Any]:
    """All that the page needs, in few queries."""
    beside: dict[str, list[Any]] = {}
    for row in fetch(BESIDE, activity_id=activity.id):
        beside.setdefault(row.kind, []).append(row)
    rows = sorted(beside.get("area", []), key=lambda row: row.reference)
    areas = [(row.id, AreaKind(row.detail).named(row.title)) for row in rows]
    counts = counted(activity.counts)
    return {
        "areas": areas, "beside": beside, "counts": counts, "matches": matches_of(activity, areas),
        "pieces": files_of(ActivityFile, activity.id), "story": story_of(activity), **_evaluated(activity, who, areas),
        "next_act": next_act(activity, {each.of for each in counts}, "follower" in beside),
    }  # fmt: skip


def _evaluated(activity: Activity, who: Holder, areas: list[tuple[int, str]]) -> dict[str, Any]:
    if activity.step is not ActivityStep.EVALUATION:
        return {"measured": [], "levels": []}
    return {"measured": measured_in(who, activity.id), "levels": levels_around(who, activity, areas)}


def next_act(activity: Activity, counted: set[CountOf], is_followed: bool) -> NextAct | None:
    """What comes next: held, counted, reported, followed; None when nothing is left or its day has not come."""
    base = f"/kegiatan/{activity.id}"
    if activity.removed_at or activity.state is ActivityState.CANCELLED:
        return None
    if activity.state is ActivityState.PLANNED:
        why, label = gettext("Hari pelaksanaannya sudah tiba."), gettext("Tandai terlaksana")
        return NextAct(why, label, f"{base}/terlaksana", True) if activity.may_be_held else None
    if CountOf.PARTICIPANT not in counted and activity.step not in (ActivityStep.MAPPING, ActivityStep.SUPPORT):
        why, label = gettext("Jumlah peserta yang hadir belum dicatat."), gettext("Catat jumlah peserta")
        return NextAct(why, label, f"{base}/jumlah?dari=participant")
    if not activity.result and not activity.conclusion:
        return NextAct(gettext("Hasilnya belum dicatat."), gettext("Catat hasil"), f"{base}/hasil")
    if activity.step is ActivityStep.TRAINING and not is_followed:
        why, label = gettext("Pelatihan ini belum memiliki pendampingan."), gettext("Rencanakan pendampingan")
        return NextAct(why, label, f"/kegiatan/baru?langkah=following&mengikuti={activity.reference}")
    return None
