"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

application = get_wsgi_application()

from network.accounts.database_guard import look_at_the_start  # noqa: E402 - after Django was set up

look_at_the_start()
