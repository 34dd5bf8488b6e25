"""The database role of web, worker and beat: it reads and writes rows, and can change nothing that guards them.

Tables belong to another role, the one that migrates. So whoever gets hold of the web process cannot drop a trigger of
the audit trail, alter what the trail holds, or empty a table.
"""

import pghistory
from django.apps import apps
from django.db import connection

ROLE = "portal_web"

# Two processes may make the role at the same time; roles belong to the whole server.
MAKE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
GRANT = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
REVOKE CREATE ON SCHEMA public FROM {ROLE}, PUBLIC;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE};
"""  # noqa: S608 - only a constant of ours is filled in


def grant():
    """Make the role if need be and give it its rights on all tables that there are now. Call after migrating."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE)
        cursor.execute(GRANT)
        for table in event_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {ROLE}")


def event_tables() -> list:
    """The tables of the audit trail."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return sorted(model._meta.db_table for model in events if model._meta.managed and not model._meta.proxy)


def is_unguarded() -> bool:
    """Whether the present role could change a table, because it owns one or may do everything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(rolname, (SELECT relowner FROM pg_class WHERE relname = %s), 'MEMBER')"
            " FROM pg_roles WHERE rolname = current_user",
            ["moderation_record"],
        )
        return cursor.fetchone()[0]
