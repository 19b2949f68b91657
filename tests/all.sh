#!/bin/sh
# Every test: on SQLite, on PostgreSQL where one can be reached, and in a real browser where there is one.
# A part that cannot run here is said so loudly; .ci/run then fails.
set -eu

PYTHON=${PYTHON:-python3}
PROCESSES=${PROCESSES:-2}
# The same browser without the frame around its pages, where it is installed, needs two thirds of the time.
CHROMIUM=${CHROMIUM:-$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser ||
    command -v google-chrome || true)}
export CHROMIUM
failed=0
bar='!!! ------------------------------------------------------------------------------------'

run() { # a title, then what pytest is given
    printf '\n== %s\n' "$1"
    shift
    "$PYTHON" -m pytest -q "$@" || failed=1
}
skipped() {
    printf '\n%s\n!!! %s\n%s\n\n' "$bar" "$1" "$bar"
}

server=$("$PYTHON" -m tests.postgresql)
unset TEST_DATABASE_URL DATABASE_URL

run "Tests on SQLite" -n "$PROCESSES" --ignore=tests/e2e
if [ -n "$server" ]; then
    export TEST_DATABASE_URL="$server"
    run "Tests on PostgreSQL" -n "$PROCESSES" --ignore=tests/e2e
    unset TEST_DATABASE_URL
else
    skipped "SKIPPED: NO TEST RAN ON POSTGRESQL. NO SERVER ANSWERED; START ONE OR SET TEST_DATABASE_URL."
fi

if [ -n "$CHROMIUM" ]; then
    # Each process has a site of its own, and takes over what the other has not begun. On PostgreSQL only what writes in
    # many hands: how pages look and what their scripts do with keys and networks is the same on both.
    run "In the browser, on SQLite" -n "$PROCESSES" --dist worksteal tests/e2e
    if [ -n "$server" ]; then
        export TEST_DATABASE_URL="$server"
        run "In the browser, on PostgreSQL" -n "$PROCESSES" --dist worksteal tests/e2e \
            --ignore=tests/e2e/test_pages.py --ignore=tests/e2e/test_states.py --ignore=tests/e2e/test_screen.py \
            --ignore=tests/e2e/test_typing_keys.py --ignore=tests/e2e/test_photos.py --ignore=tests/e2e/test_checklist.py \
            --ignore=tests/e2e/test_home.py --ignore=tests/e2e/test_briefing.py
    fi
else
    skipped "SKIPPED: NOTHING RAN IN A BROWSER. CHROMIUM WAS NOT FOUND: INSTALL IT OR SET CHROMIUM."
fi
exit "$failed"
