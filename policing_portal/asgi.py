"""The door for an ASGI server; the portal itself needs none of its powers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policing_portal.settings")
application = get_asgi_application()
