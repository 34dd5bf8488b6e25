"""Checks of the deployment that concern accounts: `manage.py check --deploy --database default`."""

from django.core.checks import Tags, Warning, register

from network.accounts import database_role


@register(Tags.database, deploy=True)
def web_process_owns_no_table(app_configs, databases, **kwargs):
    """The role of the running process must not be able to change tables and triggers."""
    if not databases or not database_role.is_unguarded():
        return []
    hint = "Run `manage.py grant_web_role` as the owner, and give web, worker and beat DATABASE_ROLE=portal_web."
    return [Warning("This process could change tables and triggers of the database.", hint=hint, id="accounts.W001")]
