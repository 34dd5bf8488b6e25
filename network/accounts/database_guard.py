"""Whether a connection to the database is as harmless and as bounded as pages need it; looked at when it opens.

What counts is what the login could become, not the role that it has taken: SQL of an attacker can take any role that
the login is a member of, and `SET ROLE NONE` gives the login back. In production a connection that fails is closed
again, so that no page works with it. `migrate` and `grant_web_role` say that they are the owner, and are let in.
"""

import sys

from celery.signals import worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

TIMEOUTS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

# pg_has_role(…, 'MEMBER') also finds roles that are reached through others, and for a superuser every role. Temporary
# tables belong to whoever made them and guard nothing. No percent sign stands in it: within a context of pghistory each
# statement gets parameters, and such a sign would ask for one.
POWERS = """
WITH reachable AS (SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER'))
SELECT rolname || ' is a superuser' FROM reachable WHERE rolsuper
UNION ALL SELECT rolname || ' may make roles' FROM reachable WHERE rolcreaterole
UNION ALL SELECT rolname || ' may make databases' FROM reachable WHERE rolcreatedb
UNION ALL SELECT rolname || ' may replicate' FROM reachable WHERE rolreplication
UNION ALL SELECT rolname || ' passes row security' FROM reachable WHERE rolbypassrls
UNION ALL SELECT rolname || ' is a role of the server itself' FROM reachable WHERE starts_with(rolname, 'pg_')
UNION ALL SELECT rolname || ' owns databases' FROM reachable JOIN pg_database ON datdba = reachable.oid
UNION ALL SELECT rolname || ' owns the schema ' || nspname FROM reachable JOIN pg_namespace ON nspowner = reachable.oid
UNION ALL SELECT rolname || ' may make tables in the schema ' || nspname
    FROM reachable CROSS JOIN pg_namespace
    WHERE NOT starts_with(nspname, 'pg_') AND has_schema_privilege(reachable.oid, pg_namespace.oid, 'CREATE')
UNION ALL SELECT DISTINCT rolname || ' owns tables'
    FROM reachable JOIN pg_class ON relowner = reachable.oid WHERE relpersistence <> 't'
UNION ALL SELECT DISTINCT rolname || ' owns functions' FROM reachable JOIN pg_proc ON proowner = reachable.oid
"""


def powers(connection) -> list[str]:
    """What the login of `connection` could do beyond reading and writing rows, as clauses; none is right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolname || ' is a superuser' FROM pg_roles WHERE rolname = session_user")
        is_superuser, clause = cursor.fetchone()
        if is_superuser:  # who can become everybody else as well
            return [clause]
        cursor.execute(POWERS)
        return [clause for (clause,) in cursor.fetchall()]


def lacks(connection) -> list[str]:
    """What of role and time-outs is not in force, as clauses. A pooler such as pgbouncer may drop them silently."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = '0'", [list(TIMEOUTS)])
        clauses = [f"{name} is not in force" for (name,) in cursor.fetchall()]
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    wanted = settings.DATABASE_ROLE
    return clauses if wanted in ("", role) else [*clauses, f"the role is {role} and not {wanted}"]


def refuse_what_is_unguarded(connection, **kwargs):
    """Close a `connection` that opens and is not as it must be, and raise ImproperlyConfigured; in production only."""
    if not settings.PRODUCTION:
        return
    if faults := [*powers(connection), *lacks(connection)]:
        connection.close()
        raise ImproperlyConfigured(
            f"The login of DATABASE_URL is refused: {'; '.join(faults)}. Give web, worker and beat a login that is a "
            "member of portal_web and owns nothing, with role and time-outs; see docs/operations.md."
        )


def act_as_owner():
    """Let this process in with whatever login it has, because it changes tables. It must answer no reader."""
    connection_created.disconnect(refuse_what_is_unguarded)


def look_at_the_start(**_signal):
    """End the process in one sentence when its login is refused. A database that is down is looked at later."""
    if not settings.PRODUCTION:
        return
    try:
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError:
        return
    # A server forks its workers after this, and they must not share a connection.
    connection.close()


worker_init.connect(look_at_the_start)
connection_created.connect(refuse_what_is_unguarded)
