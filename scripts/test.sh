#!/bin/sh
# All tests, twice: on SQLite and on a real PostgreSQL (or the one DATABASE_URL names).
# The browser tests and those that know no database run once.
failed=
given=${DATABASE_URL-}
printf '== on SQLite\n'
env -u DATABASE_URL "$BIN/python" -m pytest -n auto --maxprocesses 4 --dist loadgroup "$@" || failed=1
printf '\n== on PostgreSQL\n'
env ${given:+DATABASE_URL="$given"} "$BIN/python" -m pytest -p tests.postgres -n auto \
    --maxprocesses 4 --dist loadgroup -m "not browser and not no_database" "$@" || failed=1
[ -z "$failed" ] || { echo "Some tests failed."; exit 1; }
