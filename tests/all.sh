#!/bin/sh
# Every test: on SQLite, on PostgreSQL where one can be reached, and in a real browser where there is one.
# A part that cannot run here is said so loudly; .ci/run then fails.
set -eu

PYTHON=${PYTHON:-python3}
PROCESSES=${PROCESSES:-2}
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
export CHROMIUM

skipped() {
    printf '\n%s\n!!! %s\n%s\n\n' "$bar" "$1" "$bar"
}
bar='!!! ---------------------------------------------------------------------------------'

server=$("$PYTHON" -m tests.postgresql)
unset TEST_DATABASE_URL DATABASE_URL

echo "== Tests on SQLite"
"$PYTHON" -m pytest -q -n "$PROCESSES" --ignore=tests/e2e

if [ -n "$server" ]; then
    echo "== Tests on PostgreSQL"
    TEST_DATABASE_URL=$server "$PYTHON" -m pytest -q -n "$PROCESSES" --ignore=tests/e2e
else
    skipped "SKIPPED: NO TEST RAN ON POSTGRESQL. NO SERVER ANSWERED; SET TEST_DATABASE_URL."
fi

if [ -n "$CHROMIUM" ]; then
    echo "== Journeys in the browser, on SQLite"
    "$PYTHON" -m pytest -q tests/e2e
    if [ -n "$server" ]; then
        echo "== Journeys in the browser, on PostgreSQL"
        TEST_DATABASE_URL=$server "$PYTHON" -m pytest -q tests/e2e --ignore=tests/e2e/test_pages.py
    fi
else
    skipped "SKIPPED: NO JOURNEY RAN IN A BROWSER. CHROMIUM WAS NOT FOUND: INSTALL IT OR SET CHROMIUM."
fi
