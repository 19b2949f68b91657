"""Two signatures by two people make a version of the minutes."""

from __future__ import annotations

from flask_babel import gettext

from app.agreement.models import SignerRole
from app.agreement.snapshot import Snapshot, snapshot_of
from app.agreement.standing import Standing, standing_of
from app.agreement.versions import MinutesVersion, Signature, VersionPhoto
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.refusal import Refused


def why_not(standing: Standing, role: SignerRole, user_id: int) -> str:
    """Say why this person cannot sign in this role now; empty when nothing stands against it."""
    meeting, version = standing.meeting, standing.valid
    known = version.signatures if version else []
    if any(each.user_id == user_id for each in known):
        return gettext("Anda sudah menandatangani notula ini. Tanda tangan kedua harus dari orang lain.")
    if earlier := version.by(role) if version else None:
        return gettext("Notula ini sudah ditandatangani %(who)s.", who=earlier.name)
    if meeting.state is not MeetingState.CIRCULATED:
        return gettext("Notula hanya ditandatangani setelah diedarkan kepada peserta.")
    if standing.waiting:
        return gettext("Masih ada usulan perbaikan yang belum diputuskan. Tanda tangan menunggu keputusannya.")
    if not standing.is_signable:
        return gettext("Masa perbaikan belum berakhir. Notula ditandatangani sesudahnya, atau bila semua sudah setuju.")
    return ""


def to_be_signed(standing: Standing) -> Snapshot:
    """Return what the next signature is for: the version that the first one made, or the minutes as they are now."""
    return Snapshot(standing.valid.content) if standing.valid else snapshot_of(standing.meeting)


def sign(meeting: Meeting, role: SignerRole, sha256: str, user_id: int, name: str, position: str) -> MinutesVersion:
    """Sign what has this digest. The first signature makes a version, the second ends the matter.

    Raises Refused when the person may not, or when the minutes are not what was shown. The meeting must be locked.
    """
    standing = standing_of(meeting)
    if reason := why_not(standing, role, user_id):
        raise Refused(reason)
    snapshot = to_be_signed(standing)
    if snapshot.sha256 != sha256:
        raise Refused(moved())
    version = standing.valid or _new_version(standing, snapshot)
    planned = meeting.chair if role is SignerRole.CHAIR else meeting.minute_taker
    version.signatures.append(
        Signature(
            role=role, user_id=user_id, name=name, position=position,
            on_behalf="" if _same(planned, name) else planned,
        )
    )  # fmt: skip
    db.session.flush()
    if version.is_valid:
        meeting.seal()
    return version


def moved() -> str:
    """Say that what was read is no longer what would be signed."""
    return gettext("Notula berubah sejak Anda membukanya, jadi belum ditandatangani. Baca lagi naskah di bawah ini.")


def _new_version(standing: Standing, snapshot: Snapshot) -> MinutesVersion:
    meeting = standing.meeting
    version = MinutesVersion(
        meeting_id=meeting.id, number=max((each.number for each in standing.versions), default=0) + 1,
        circulation=meeting.circulation, content=snapshot.content, sha256=snapshot.sha256,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    lines = [line for item in snapshot.record["items"] for line in item["lines"]]
    for file_id in sorted({file_id for line in lines for file_id in line["photos"]}):
        db.session.add(VersionPhoto(version_id=version.id, file_id=file_id))
    return version


def _same(planned: str, name: str) -> bool:
    return planned.casefold().split() == name.casefold().split()
