"""Twenty photos of 5 MB sent as evidence at the same moment: how long they take, and how much memory at most."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from io import BytesIO

import sqlalchemy as sa
from PIL import Image

from app.commitments.models import Commitment
from app.commitments.states import REPORTABLE
from app.scale.people import LIAISON_AGENCY
from tests.bench.client import Connection, apart, post
from tests.bench.measure import Site
from tests.bench.pages import LIAISON
from tests.bench.server import Server

UPLOADS, MEGABYTES = 20, 5
PIXELS = (4000, 3000)
GLANCE = 0.02  # seconds between two looks at the memory
COMMITMENTS = Commitment.__table__


@dataclass
class Uploads:
    """Seconds until the last was answered, and megabytes more than before at most."""

    seconds: float
    megabytes: float


def measure_uploads(site: Site) -> Uploads:
    """Send the photos and watch the server's processes meanwhile."""
    requests, before = _requests(site.server), site.server.memory()[0]
    result: list[float] = []
    sender = threading.Thread(target=lambda: result.append(apart(_send_all, site.server.port, requests)))
    sender.start()
    most = before
    while sender.is_alive():
        most = max(most, site.server.memory()[0])
        time.sleep(GLANCE)
    return Uploads(result[0], most - before)


def _requests(server: Server) -> list[bytes]:
    engine = sa.create_engine(server.database.url)
    open_ones = sa.select(sa.func.max(COMMITMENTS.c.id)).where(
        COMMITMENTS.c.lead_agency_id == LIAISON_AGENCY, COMMITMENTS.c.state.in_(REPORTABLE)
    )
    with engine.connect() as connection:
        path = f"/komitmen/{connection.scalar(open_ones)}/bukti"
    engine.dispose()
    form = server.page(path, LIAISON).form("/bukti")
    token = dict(form.fields)["csrf_token"]
    return [_request(path, token, server.cookies[LIAISON], number) for number in range(UPLOADS)]


def _request(path: str, token: str, cookie: str, number: int) -> bytes:
    edge = "bukti-uji"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--{edge}\r\n'
    head += f'Content-Disposition: form-data; name="bukti"; filename="foto {number}.jpg"\r\n'
    body = (head + "Content-Type: image/jpeg\r\n\r\n").encode() + _photo(number) + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return post(path, body, cookie, **kind)


def _photo(number: int) -> bytes:
    """A photo of twelve megapixels, padded to its megabytes."""
    image = Image.effect_noise(PIXELS, 24).convert("RGB")
    image.paste((number * 9, 90, 120), (0, 0, 400, 400))
    target = BytesIO()
    image.save(target, "JPEG", quality=70)
    return target.getvalue().ljust(MEGABYTES * 1024 * 1024, b"\0")


def _send_all(port: int, requests: list[bytes]) -> float:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda each=each: answers.append(Connection(port).ask(each).status))
        for each in requests
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if answers != [303] * len(requests):
        raise RuntimeError(f"uploads: {answers}")
    return time.perf_counter() - started
