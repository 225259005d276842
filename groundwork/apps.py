"""Groundwork is an app only for its commands and template tags; it has no models."""

from django.apps import AppConfig


class GroundworkConfig(AppConfig):
    name = "groundwork"
