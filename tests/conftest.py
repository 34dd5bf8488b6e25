"""What all tests share: the vocabulary, people in their roles, and a clean cache."""

import copy
import gc
import logging
import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import path
from django.utils import translation

from network.accounts.roles import Role
from network.catalogue import overview, vocabulary
from network.celery import app
from network.storage import private
from tests import databases
from tests.factories import ProfileFactory, UserFactory
from tests.world import make_world

LONGEST = {"test_chaos.py", "test_sweep.py", "test_admin_questions.py", "test_malformed_requests.py", "test_showing.py"}

# The time-outs of the portal's connections, while there are none.
LIMITS = {}
# Dimension → what `vocabulary` remembers of it, for ever.
VOCABULARY = {}


def pytest_collection_finish():
    """Spare the garbage collector what stays anyway: looking through it took a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_collection_modifyitems(items):
    """Begin with the longest, handed out one by one (see pytest's options), so that no worker waits at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Each worker's database is a copy: migrating takes longer than most tests."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = databases.template()
    # A copy may take longer, on a busy machine, than a statement of the portal may.
    LIMITS["options"] = connection.settings_dict["OPTIONS"].pop("options")
    # Tasks are knocked for by name; a name is run at once only where its module is known.
    app.loader.import_default_modules()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Read the vocabulary once for all tests: most of them need it, and hardly any changes it."""
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"].update(LIMITS)
        for dimension in vocabulary.MODELS:
            VOCABULARY[dimension] = (float("inf"), vocabulary.terms(dimension))
    yield
    connection.settings_dict["OPTIONS"].pop("options")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """No cache, language or file is left over from another test, and the vocabulary is as it was loaded."""
    cache.clear()
    overview.clear()
    monkeypatch.setattr(vocabulary, "_memory", VOCABULARY.copy())
    with translation.override("en"):
        yield
    shutil.rmtree(private().location, ignore_errors=True)


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world of the sweep, and the folder with its files: made once, in a transaction around those of the tests."""
    files = tmp_path_factory.mktemp("world") / "files"
    with databases.shared_rows(django_db_blocker):
        world = make_world()
        shutil.move(private().location, files)
        yield world, files


@pytest.fixture
def world(db, world_of_module):
    """The world as it was made, for one test to do with as it likes."""
    world, files = world_of_module
    shutil.copytree(files, private().location)
    return copy.deepcopy(world)


@pytest.fixture
def roles(transactional_db):
    """The groups of staff with their rights, made anew: transactional tests empty what migrations filled."""
    for migration, step in (
        ("network.accounts.migrations.0002_roles", "make"),
        ("network.moderation.migrations.0002_rights_of_moderators", "give"),
    ):
        getattr(import_module(migration), step)(apps, None)


@pytest.fixture
def member(db):
    """Somebody whom the moderators accepted."""
    return ProfileFactory.published().user


@pytest.fixture
def moderator(db):
    """Somebody who decides."""
    return UserFactory.staff(Role.MODERATOR)


@pytest.fixture
def editor(db):
    """Somebody who writes news."""
    return UserFactory.staff(Role.EDITOR)


@pytest.fixture
def as_user(client):
    """A client that is signed in as whom it is called with."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def answer_with(settings):
    """Have `view` answer at the address `route`, in front of all real ones."""

    def install(view, route="leak/"):
        from network.urls import urlpatterns as real

        settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path(route, view, name="leak"), *real]})

    return install


@pytest.fixture
def lines():
    """Everything that any logger says meanwhile, as our console would print it."""
    said = []

    class Listener(logging.Handler):
        def emit(self, record):
            said.append(self.format(record))

    listener = Listener(logging.DEBUG)
    listener.setFormatter(logging.getLogger().handlers[0].formatter)
    loggers = [logging.getLogger(name) for name in ("", "network", "django", "django.request", "celery", "allauth")]
    levels = [(logger, logger.level) for logger in loggers]
    logging.getLogger().addHandler(listener)
    logging.getLogger("django").addHandler(listener)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield said
    for logger, level in levels:
        logger.setLevel(level)
    logging.getLogger().removeHandler(listener)
    logging.getLogger("django").removeHandler(listener)
