"""The database role of web, worker and beat: it reads and writes rows, and can change nothing that guards them.

Tables belong to another role, the one that migrates. So whoever gets hold of the web process cannot drop a trigger of
the audit trail, alter what the trail holds, or empty a table. `database_guard` looks whether that is so.
"""

import pghistory
from django.apps import apps
from django.db import connection

ROLE = "portal_web"

MAKE = f"CREATE ROLE {ROLE} NOLOGIN;"
GRANT = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
REVOKE CREATE ON SCHEMA public FROM {ROLE}, PUBLIC;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE};
"""  # noqa: S608 - only a constant of ours is filled in


def exists() -> bool:
    """Whether the server has the role; roles belong to the whole server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [ROLE])
        return cursor.fetchone()[0]


def owns_tables() -> bool:
    """Whether the login may grant rights on all tables. PostgreSQL only warns whoever may not, and grants nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(relowner, 'MEMBER')) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
        )
        return bool(cursor.fetchone()[0])


def make():
    """Make the role, for which the login needs the right CREATEROLE. Another process may do so at the same time."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN {MAKE} EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")


def grant():
    """Make the role if it is absent and give it its rights on all tables that there are now. Call after migrating.

    Where the role is there, the owner of the tables needs no other right.
    """
    if not exists():
        make()
    with connection.cursor() as cursor:
        cursor.execute(GRANT)
        for table in event_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {ROLE}")


def event_tables() -> list:
    """The tables of the audit trail."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return sorted(model._meta.db_table for model in events if model._meta.managed and not model._meta.proxy)
