"""What a deployment is made of (image, compose file, table of variables) says one and the same thing."""

import fnmatch
import os
import re
import subprocess
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings

from network.release import PARTS, fingerprint
from tests import audit

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SERVING = ("web", "worker", "beat")
# Variables of a developer's machine, and those that the image itself decides.
OF_NO_DEPLOYMENT = {"PORT", "DEBUG", "PORTAL_VAR"}
SECRETS = [".env", ".env.production", "portal.pem", "server.key", "fullchain.crt", "store.p12"]


def lines(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


class TestVariables:
    def test_the_table_names_each_variable_that_the_settings_read_and_no_other(self):
        read = re.findall(r"""env\.\w+\(\s*["']([A-Z0-9_]+)["']""", (ROOT / "network" / "settings.py").read_text())
        assert set(read) - {"PORTAL_"} == in_the_table()

    def test_the_compose_file_passes_each_of_them(self):
        for name in ("migrate", "vocabulary", *SERVING):
            assert set(SERVICES[name]["environment"]) == in_the_table() - OF_NO_DEPLOYMENT, name

    def test_what_may_be_set_is_passed_under_its_own_name(self):
        for name, value in SERVICES["web"]["environment"].items():
            passed = re.fullmatch(r"\$\{(\w+)(:-|:\?.+)\}", value)
            assert passed is None or passed[1] == name

    def test_what_is_needed_stops_the_deployment_at_once(self):
        environment = SERVICES["web"]["environment"]
        for name in ("SECRET_KEY", "DEFAULT_FROM_EMAIL", "ADMINS", "MAIL_TOKEN_KEY", "PORTAL_ORIGIN", "DATABASE_URL"):
            assert ":?" in environment[name], name


def in_the_table():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = readme.partition("| variable |")[2].partition("\n\n")[0].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row.split("|")[1])}


class TestImage:
    def test_it_copies_what_the_list_of_the_context_lets_in_and_no_more(self):
        copied = {source for line in lines("Dockerfile") if line.startswith("COPY ") for source in line.split()[1:-1]}
        assert copied == {line[1:] for line in lines(".dockerignore") if line.startswith("!")}
        assert lines(".dockerignore")[0] == "*"
        assert all((ROOT / source).exists() for source in copied)

    def test_it_has_every_part_that_the_portal_is_made_of(self):
        copied = {line.split()[1] for line in lines("Dockerfile") if line.startswith("COPY ")}
        rooms = {name.partition(".")[0] for name in settings.INSTALLED_APPS} - {"tests"}
        assert {room for room in rooms if (ROOT / room).is_dir()} | {
            "network",
            "templates",
            "static",
            "locale",
        } <= copied

    @pytest.mark.parametrize("name", SECRETS)
    def test_no_secret_enters_it_or_the_history(self, name):
        for file in (".gitignore", ".dockerignore"):
            patterns = [line.removeprefix("**/") for line in lines(file)]
            assert any(fnmatch.fnmatch(name, pattern) for pattern in patterns[1:]), file
        assert "/deploy/certificates/" in lines(".gitignore")
        assert "/var/" in lines(".gitignore")

    def test_it_never_runs_the_demonstration_by_omission(self):
        assert "ENV PORTAL_MODE=production" in lines("Dockerfile")


class TestServices:
    def test_only_the_one_that_migrates_signs_in_as_the_owner(self):
        logins = {
            name: re.match(r"postgresql://(\w+):", service["environment"]["DATABASE_URL"])[1]
            for name, service in SERVICES.items()
            if "DATABASE_URL" in service.get("environment", {})
        }
        assert logins.pop("migrate") == "portal_owner"
        assert logins == dict.fromkeys(("vocabulary", *SERVING), "portal")
        roles = (ROOT / "deploy" / "roles.sql").read_text()
        assert "CREATE ROLE portal LOGIN" in roles
        assert SERVICES["migrate"]["environment"]["DATABASE_ROLE"] == ""
        assert SERVICES["web"]["environment"]["DATABASE_ROLE"] == "portal_web"

    def test_none_answers_before_the_tables_are_there(self):
        done = {"condition": "service_completed_successfully"}
        assert SERVICES["vocabulary"]["depends_on"]["migrate"] == done
        for name in SERVING:
            assert SERVICES[name]["depends_on"]["vocabulary"] == done, name

    def test_each_is_given_the_time_to_end_what_it_began(self):
        gunicorn = {}
        exec((ROOT / "deploy" / "gunicorn.py").read_text(), gunicorn)  # noqa: S102 - our own file
        assert seconds(SERVICES["web"]) > gunicorn["graceful_timeout"] > gunicorn["timeout"]
        assert seconds(SERVICES["worker"]) > settings.CELERY_TASK_TIME_LIMIT

    def test_the_limits_of_a_login_through_a_pooler_are_those_of_pages(self):
        roles = (ROOT / "deploy" / "roles.sql").read_text()
        of_pages = dict(re.findall(r"-c (\w+_timeout)=(\d+)", settings.DATABASES["default"]["OPTIONS"]["options"]))
        of_login = dict(re.findall(r"ALTER ROLE portal SET (\w+_timeout) = '(\d+)s'", roles))
        assert {name: int(value) * 1000 for name, value in of_login.items()} == {
            name: int(value) for name, value in of_pages.items()
        }


def seconds(service):
    return int(service["stop_grace_period"].removesuffix("s"))


class TestRelease:
    @pytest.fixture
    def build(self, tmp_path):
        for name in (*PARTS, "static"):
            (tmp_path / name).mkdir()
        (tmp_path / "network" / "views.py").write_text("one")
        (tmp_path / "staticfiles.json").write_text("{}")
        return tmp_path

    @staticmethod
    def name(build):
        return fingerprint(build, build / "staticfiles.json")

    def test_replicas_of_one_build_have_one_name_whenever_they_start(self, build):
        before = self.name(build)
        os.utime(build / "network" / "views.py", (0, 0))
        (build / "network" / "views.pyc").write_bytes(b"compiled")
        assert self.name(build) == before

    @pytest.mark.parametrize(
        "file", ["network/views.py", "news/new.py", "templates/home.html", "locale/x.mo", "requirements/run.txt"]
    )
    def test_another_code_has_another_name(self, build, file):
        before = self.name(build)
        (build / file).write_text("two")
        assert self.name(build) != before

    def test_another_style_sheet_has_another_name(self, build):
        before = self.name(build)
        (build / "staticfiles.json").write_text('{"portal.css": "portal.2.css"}')
        assert self.name(build) != before

    def test_every_part_of_the_image_that_pages_are_made_of_is_in_it(self):
        copied = {line.split()[1].partition("/")[0] for line in lines("Dockerfile") if line.startswith("COPY ")}
        assert copied - set(PARTS) == {"manage.py", "deploy", "static"}


class TestAudit:
    """`make check` fails over a known vulnerability, and never because nobody could be asked."""

    @pytest.mark.parametrize(
        ("said", "code", "line"),
        [
            ("", 0, "cannot be reached"),
            ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', 0, "cannot be reached"),
            ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, ""),
            (
                '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "V-1", "fix_versions": ["2"]}]}]}',
                1,
                "a 1: V-1, fixed in 2",
            ),
        ],
    )
    def test_what_it_says(self, monkeypatch, capsys, said, code, line):
        monkeypatch.setattr(audit.subprocess, "run", lambda *args, **options: SimpleNamespace(stdout=said))
        assert audit.main() == code
        assert line in capsys.readouterr().out

    def test_a_registry_that_does_not_answer(self, monkeypatch, capsys):
        def wait(*args, **options):
            raise subprocess.TimeoutExpired("pip_audit", 300)

        monkeypatch.setattr(audit.subprocess, "run", wait)
        assert audit.main() == 0
