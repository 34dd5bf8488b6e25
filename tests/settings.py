"""The portal's settings, with a room that exists in the tests only, and nothing that is slow or outlives a test.

They stand here and not in a fixture, because changing a setting for each of thousands of tests takes its time.
"""

import os
import tempfile
from pathlib import Path

from network.settings import *  # noqa: F403 - whatever the portal has
from network.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.lessons"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Static files need not be collected.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A folder for each worker; it exists while a test keeps files in it.
STORAGES["private"]["OPTIONS"]["location"] = Path(tempfile.gettempdir()) / f"files-of-tests-{os.getpid()}"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
