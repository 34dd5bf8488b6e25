"""Configuration of the room."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Names the room."""

    name = "tests.lessons"
    label = "lessons"
