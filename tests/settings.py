"""Settings of the tests: the real ones, with quick passwords and mail in memory."""

import os

os.environ["PORTAL_PLAIN_HTTP"] = "1"
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
os.environ["PORTAL_SEALING_KEYS"] = "b25seS1mb3ItdGVzdHMtMDEyMzQ1Njc4OS1hYmNkZWY="
os.environ.pop("EMAIL_URL", None)

from policing_portal.settings import *
from policing_portal.settings import VAR_DIR

VAR_DIR = VAR_DIR / "tests"
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
EMAIL_FILE_PATH = VAR_DIR / "mail"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
