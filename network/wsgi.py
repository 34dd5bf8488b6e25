"""Entry point of the web server."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")


class Request(WSGIRequest):
    """A request in UTF-8, whatever charset it names; WellFormed refuses the forms that name another one.

    Django reads the query by any codec that is named, while it makes the request: where that fails nobody catches it.
    """

    def _set_content_type_params(self, meta):
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}


class Handler(WSGIHandler):
    """Django's, with requests of our own."""

    request_class = Request


django.setup(set_prefix=False)
application = Handler()

from network.accounts.database_guard import look_at_the_start  # noqa: E402 - after Django was set up

look_at_the_start()
