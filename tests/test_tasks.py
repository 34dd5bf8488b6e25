"""Tasks are named, not imported; so nothing but this finds a name that is wrong."""

import ast
from pathlib import Path

from django.conf import settings

from network.celery import app

ROOMS = ("network", "experts", "practices", "news")


def knocked_for():
    """(file, name) of each call of `knock` that gives the name in letters."""
    for room in ROOMS:
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "knock":
                    (name, *_args) = node.args
                    if isinstance(name, ast.Constant):
                        yield path.name, name.value


def test_every_name_that_is_knocked_for_is_a_task():
    app.loader.import_default_modules()
    found = list(knocked_for())
    assert len(found) > 3
    assert [(path, name) for path, name in found if name not in app.tasks] == []


def test_every_name_in_the_schedule_is_a_task():
    app.loader.import_default_modules()
    named = {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named - set(app.tasks) == set()
