"""Checks of the deployment that concern accounts: `manage.py check --deploy --database default`."""

from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from network.accounts import database_guard

HINT = (
    "See docs/operations.md: run `manage.py grant_web_role` as the owner and let the portal sign in as portal_web does."
)


@register(Tags.database, deploy=True)
def web_process_owns_no_table(app_configs, databases, **kwargs):
    """The login of the running process must not be able to change tables and triggers."""
    if not databases:
        return []
    try:
        faults = [*database_guard.powers(connection), *database_guard.lacks(connection)]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="accounts.E001")]
    return [Error(f"The login of DATABASE_URL: {'; '.join(faults)}.", hint=HINT, id="accounts.E001")] if faults else []
