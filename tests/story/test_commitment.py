"""The story of a commitment: every moment once, in order, at a price that does not grow."""

from __future__ import annotations

from collections import Counter

import pytest

from app.clock import now, today
from app.comments.models import Comment
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange
from app.commitments.reports import ProgressReport
from app.commitments.states import ChangeKind, CommitmentState, Reason
from app.extensions import db
from app.meetings.models import MeetingState
from app.story.commitment import story_of_commitment
from app.story.events import FILTERS, Moment
from tests.browser import Browser
from tests.commitments.steps import in_state
from tests.factories import Cast, make_commitment, make_meeting
from tests.story.life import KINDS, TOPICS, live, reader


def story(commitment: Commitment) -> list[Moment]:
    """All moments as a leader reads them."""
    return story_of_commitment(commitment, reader())


def details(moment: Moment) -> dict[str, str]:
    """The details by their labels."""
    return {str(label): str(text) for label, text, _ in moment.details}


def test_each_moment_of_a_long_life_is_told_once_and_in_order(cast: Cast) -> None:
    moments = story(live(cast))
    assert Counter(each.kind for each in moments) == KINDS
    assert [each.at for each in moments] == sorted(each.at for each in moments)
    assert [each.kind for each in moments[:5]] == ["line", "proposed", "revised", "support_asked", "waived"]
    assert moments[-1].kind == "verified"
    assert all(each.sentence and each.icon and each.tone and each.href for each in moments)


def test_moments_tell_who_what_and_why(cast: Cast) -> None:
    moments = story(live(cast))
    by_kind = {each.kind: each for each in reversed(moments)}
    line = by_kind["line"]
    assert details(line) == {"Rapat": f"{details(line)['Rapat']}", "Acara rapat": "Acara 1",
                             "Butir notula": "Dinas Sosial menyediakan tempat pelatihan"}  # fmt: skip
    assert "#butir-" in line.href and "Rapat asal" in details(line)["Rapat"]
    assert (
        by_kind["agreed"].sentence == "Disetujui Dinas Sosial"
        and by_kind["agreed"].who == "Dinsos, liaison, Dinas Sosial"
    )
    assert [m.sentence for m in moments if m.kind == "agreed"][1] == "Disetujui Dinas Kesehatan"
    assert "→" in by_kind["redated"].sentence and details(by_kind["redated"])["Catatan"] == "Anggaran bergeser"
    assert details(by_kind["reworded"])["Target"] == "40 → 50"
    assert by_kind["handed_over"].sentence == "Diserahkan dari Dinas Sosial kepada Dinas Kesehatan"
    report = by_kind["report"]
    assert report.sentence == "Laporan putaran 1: 20 orang" and report.who == "Dinsos, liaison, Dinas Sosial"
    assert (
        details(report)["Kendala"] == "Anggaran: Dana belum cair" and details(report)["Langkah berikutnya"] == "Menagih"
    )
    assert details(report)["Bukti"] == "daftar hadir.pdf"
    second = [m for m in moments if m.kind == "report"][1]
    assert details(second)["Jawaban atas “Foto belum ada”"] == "Foto terlampir"


def test_verdicts_name_the_round_the_reviewer_and_what_is_missing(cast: Cast) -> None:
    verdicts = [each for each in story(live(cast)) if each.kind == "verdict"]
    partly = "Putaran 2 diverifikasi sebagian: 20 orang dari 25 orang yang dilaporkan"
    fully = "Putaran %d diverifikasi penuh: %d orang"
    assert [each.sentence for each in verdicts] == [
        "Putaran 1 dikembalikan", partly, partly, fully % (2, 25), fully % (2, 25), fully % (4, 50),
    ]  # fmt: skip
    assert details(verdicts[0])["Kekurangan"] == "Foto belum ada" and details(verdicts[0])["Alasan"] == "Mohon lengkapi"
    assert verdicts[0].who == "Peninjau, reviewer, Bappeda"
    assert details(verdicts[1])["Pemeriksaan"] == "Peninjau pertama dari dua"
    assert "Dicoret" in details(verdicts[1])["Status"] and verdicts[2].who == "Peninjau Kedua"


def test_the_filters_and_their_counts_agree(browser: Browser, cast: Cast) -> None:
    commitment = live(cast)
    browser.sign_in(cast.leader)
    total = sum(KINDS.values())
    expected = {**TOPICS, "semua": total}
    for key, _label in FILTERS:
        page = browser.get("story.commitment", id=commitment.id, saring=key)
        shown = [e for e in page.find("li") if e.get("data-kind")]
        link = next(a for a in page.find("a") if a.get("aria-current") == "page" and "saring=" in (a.get("href") or ""))
        assert int("".join(link.itertext()).split()[-1]) == len(shown)
        assert len(shown) == expected.get(key, len(shown)), key
    assert (
        0 < len([e for e in browser.get("story.commitment", id=commitment.id).find("li") if e.get("data-kind")]) < total
    )


def test_newest_first_turns_the_order_round(browser: Browser, cast: Cast) -> None:
    commitment = live(cast)
    browser.sign_in(cast.social_liaison)

    def kinds(**query: str) -> list[str]:
        page = browser.get("story.commitment", id=commitment.id, saring="semua", **query)
        return [e.get("data-kind") or "" for e in page.find("li") if e.get("data-kind")]

    assert kinds(urutan="terbaru") == kinds()[::-1]
    assert kinds(urutan="apa-saja", halaman="-3") == kinds()


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "police_liaison", "reviewer", "leader"])
def test_everyone_with_a_post_reads_the_story_with_its_header(browser: Browser, cast: Cast, who: str) -> None:
    commitment = in_state(cast, CommitmentState.UNDERWAY)
    page = browser.sign_in(getattr(cast, who)).get("story.commitment", id=commitment.id)
    for words in (commitment.reference, commitment.statement, "Dinas Sosial", "Berjalan", "Tenggat semula",
                  "Terverifikasi 20 dari 40 orang", "Diusulkan kepada Dinas Sosial",
                  "Laporan putaran 1: 20 orang"):  # fmt: skip
        assert words in page.text, words
    assert page.find("button", data_print="") and "story.css" in page.html


def test_the_story_costs_the_same_with_two_hundred_moments(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)
    commitment = in_state(cast, CommitmentState.UNDERWAY)
    few = browser.get("story.commitment", id=commitment.id, saring="semua").queries
    for n in range(2, 62):
        facts = {"on_date": today(), "narrative": "Maju", "submitted_name": "Ani", "submitted_at": now()}
        report = ProgressReport(commitment_id=commitment.id, round=n, quantity=n, reviewed_by=5, **facts)
        report.reviewed_at = now()
        db.session.add(report)
        db.session.add(Comment(root_type="commitment", root_id=commitment.id, text="Ya", author_id=1, author_name="A"))
    for _ in range(40):
        db.session.add(CommitmentChange(commitment_id=commitment.id, kind=ChangeKind.REDATED, reason=Reason.BUDGET,
                                        before={"due": "2026-01-01"}, after={"due": "2026-02-01"}, by_id=2,
                                        by_name="B"))  # fmt: skip
    db.session.commit()
    page = browser.get("story.commitment", id=commitment.id, saring="semua")
    assert len([e for e in page.find("li") if e.get("data-kind")]) > 200
    assert page.queries <= few + 1 <= 12


def test_more_than_three_hundred_moments_come_in_pages(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    for n in range(350):
        db.session.add(
            Comment(root_type="commitment", root_id=commitment.id, text=f"Ke-{n}", author_id=1, author_name="A")
        )
    db.session.commit()
    browser.sign_in(cast.leader)
    pages = [browser.get("story.commitment", id=commitment.id, saring="komentar", halaman=n).html for n in (1, 2, 9)]
    assert [page.count('data-kind="comment"') for page in pages] == [300, 50, 50]
    assert "Ke-0<" in pages[0] and "Ke-349<" in pages[1]


def test_a_cancelled_line_is_told_with_its_reason_and_a_suggestion_as_such(cast: Cast) -> None:
    cancelled = in_state(cast, CommitmentState.CANCELLED)
    last = story(cancelled)[-1]
    assert last.kind == "cancelled" and details(last)["Alasan"] == "Anggaran dialihkan"
    suggestion = make_commitment(cast.social, suggested_name="Ani")
    first = story(suggestion)[0]
    assert first.sentence == "Diusulkan di luar rapat kepada Dinas Sosial" and first.who == "Ani"


def test_a_meeting_that_is_still_a_draft_is_not_named_to_who_may_not_read_it(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rapat rahasia")
    commitment = make_commitment(cast.social, meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id)
    page = browser.sign_in(cast.social_liaison).get("story.commitment", id=commitment.id, saring="semua")
    assert "Rapat rahasia" not in page.text and "Diusulkan kepada" in page.text
