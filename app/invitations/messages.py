"""The short text that goes by WhatsApp, and the links in it. Always Indonesian, whatever the language of the page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import guests
from app.formats import official_date
from app.invitations.letter import hours
from app.invitations.models import Matter
from app.meetings.models import Meeting
from app.prose import straight
from app.whatsapp import public

PURPOSE = "calendar"
OPENINGS = {
    Matter.INVITATION: "Dengan hormat, kami mengundang Bapak/Ibu untuk hadir pada rapat berikut.",
    Matter.CHANGE: "Dengan hormat, kami sampaikan perubahan undangan rapat. Yang berlaku sekarang:",
    Matter.CANCELLATION: "Dengan hormat, kami sampaikan bahwa rapat berikut dibatalkan.",
}
CLOSINGS = {
    Matter.INVITATION: "Atas perhatian dan kehadiran Bapak/Ibu, kami ucapkan terima kasih.",
    Matter.CHANGE: "Mohon maaf atas perubahan ini. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih.",
    Matter.CANCELLATION: "Mohon maaf atas pembatalan ini. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih.",
}


def calendar_link(meeting: Meeting) -> str:
    """Return the address of the calendar file for people without an account; it stays good when the call changes."""
    return public(url_for("invitations.public_calendar", token=guests.seal(PURPOSE, meeting.id)))


def meeting_link(meeting: Any) -> str:
    """Return the address of the meeting's page."""
    return public(f"/rapat/{meeting.id}")  # made a thousand times in a feed


def message(meeting: Meeting, matter: Matter, addressee: str = "") -> str:
    """Return the text for one addressee, or for all."""
    whom = straight(addressee) if addressee else "Bapak/Ibu"
    lines = [f"Yth. {whom}", "", OPENINGS[matter], ""]
    lines += [
        straight(meeting.theme),
        f"Hari/tanggal: {official_date(meeting.starts_at)}",
        f"Waktu: {hours(meeting.starts_at, meeting.ends_at)}",
        f"Tempat: {straight(meeting.venue)}",
    ]
    if matter is Matter.CANCELLATION and meeting.cancel_reason:
        lines.append(f"Alasan: {straight(meeting.cancel_reason)}")
    lines += ["", f"Berkas kalender: {calendar_link(meeting)}", "", CLOSINGS[matter]]
    return "\n".join([*lines, straight(meeting.convener.name_on(meeting.day))])
