"""Draws the first page of a PDF, small, in a process of its own: what a hostile file does there harms nobody.

Run as a file, not as a module: it must load nothing of the site. It reads a PDF and writes a WebP picture.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO

SIDE = 320  # longest side, in pixels
BROKEN, LOCKED = 3, 4  # how it ends when the file cannot be opened, or needs a password
SECONDS = 8
MEMORY = 1024 * 1024 * 1024  # address space; half of it is libraries
PDFIUM_PASSWORD = 4  # FPDF_ERR_PASSWORD


def main() -> int:
    """Draw the page; return how it ended."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0)):  # fmt: skip
        resource.setrlimit(limit, (most, most))
    import pypdfium2  # type: ignore[import-untyped]

    try:
        paper = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        page = paper[0]
    except pypdfium2.PdfiumError as error:
        return LOCKED if getattr(error, "err_code", None) == PDFIUM_PASSWORD else BROKEN
    except IndexError:
        return BROKEN  # without pages
    width, height = page.get_size()
    if min(width, height) <= 0:
        return 1
    picture = page.render(scale=SIDE / max(width, height), may_draw_forms=False).to_pil().convert("RGB")
    target = BytesIO()
    picture.save(target, "WEBP", quality=70)
    sys.stdout.buffer.write(target.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
