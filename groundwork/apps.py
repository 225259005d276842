"""Groundwork is an app only for its commands and template tags; it has no models."""

from pathlib import Path

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy

ROOT = Path(__file__).resolve().parent.parent


class GroundworkConfig(AppConfig):
    name = "groundwork"

    def ready(self) -> None:
        """Let the names that Django makes from our fields speak the reader's language.

        Keys to other tables rarely name themselves; the reference pages show them. The
        words stand in `library_messages.txt`.
        """
        for app in apps.get_app_configs():
            if Path(app.path).parent != ROOT:
                continue
            for model in app.get_models():
                for field in model._meta.fields:
                    # What was given stays; Django keeps it under this name.
                    if getattr(field, "_verbose_name", None) is None:
                        field.verbose_name = gettext_lazy(str(field.verbose_name))
