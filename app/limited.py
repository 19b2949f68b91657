"""Work on what anybody may have sent, done in a process of its own with limits of memory and time.

A file of five kilobytes may claim a billion cells, a line of a thousand points cross itself a million times: the
libraries that read such things then take their whole process with them. `run` calls `answer(content)` of a program,
which is a file that imports nothing of the application: bytes in, out what JSON can hold.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY, SECONDS = 768 * 1024 * 1024, 20
LONGEST_WAIT = 30  # seconds; the process gives itself fewer of work
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each further one of numpy's would claim memory of its own


def run(program: Path, content: bytes) -> Any:
    """What the program answers; None when that took more memory or time than there is."""
    try:
        done = subprocess.run(  # noqa: S603  our own program; the file goes in as data
            [sys.executable, "-I", __file__, str(program)],
            input=content, capture_output=True, timeout=LONGEST_WAIT, check=False, env=os.environ | ONE_THREAD,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else json.loads(done.stdout)


def main(program: str) -> None:
    """Be that process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = runpy.run_path(program)["answer"](sys.stdin.buffer.read())
    json.dump(told, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1])
