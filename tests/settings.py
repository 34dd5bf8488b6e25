"""The portal's settings, with a room that exists in the tests only."""

from network.settings import *  # noqa: F403 - whatever the portal has
from network.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.lessons"]
