#!/bin/sh
# Every check that is not a test. Each runs even when one before it failed.
failed=
run() {
    printf '\n== %s\n' "$1"
    shift
    "$@" || failed=1
}
export PORTAL_PLAIN_HTTP=1
run "ruff" "$BIN/ruff" check .
run "ruff format" "$BIN/ruff" format --check .
run "mypy" "$BIN/mypy" .
run "import-linter" "$BIN/lint-imports"
run "djlint" "$BIN/djlint" --lint --quiet templates
run "migrations" "$BIN/python" manage.py makemigrations --check --dry-run
run "deploy" env -u PORTAL_PLAIN_HTTP PORTAL_PRODUCTION=1 PORTAL_URL=https://portal.example \
    ALLOWED_HOSTS=portal.example SECRET_KEY="$(head -c 48 /dev/urandom | base64)" \
    PORTAL_SEALING_KEYS="$("$BIN/python" -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())')" \
    DATABASE_URL=sqlite:///:memory: \
    "$BIN/python" manage.py check --deploy --fail-level WARNING
run "packed static files" "$BIN/python" -m groundwork.precompress --check
run "message catalogues" "$BIN/python" -m groundwork.catalogues check
printf '\n'
[ -z "$failed" ] && echo "All checks passed." || { echo "Some checks failed."; exit 1; }
