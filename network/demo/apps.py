"""Configuration of the room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration: embedded database, content, mailbox."""

    name = "network.demo"
    label = "demo"
