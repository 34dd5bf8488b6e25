"""Private texts beside the pages: in logs, caches, tasks, letters and pages about errors there are none either."""

import logging
import re
from collections import defaultdict
from datetime import timedelta

import pytest
from allauth.core.internal.ratelimit import respond_429
from celery import Task
from django.conf import settings as portal
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.alerts import planning
from network.alerts.models import Run
from tests.factories import PracticeFactory
from tests.letters import letters_to_all, parts_of
from tests.sweep import ROLES, cached, client_of, found

pytestmark = pytest.mark.django_db


class TestReading:
    @pytest.mark.parametrize("role", ["anonymous", "member"])
    def test_what_somebody_looks_for_is_not_noted(self, world, lines, role):
        client = client_of(world.people[role])
        for address in (reverse("search"), reverse("expert-list"), reverse("subscribe")):
            client.get(address, {"q": world.canaries[0].text})
        assert found(world, "nobody", "\n".join(lines) + cached()) == []

    def test_the_cache_is_looked_at_with_its_values(self, world):
        cache.set("page", {"text": [world.canaries[0].text]})
        assert found(world, "nobody", cached()) == [world.canaries[0].text]


class TestConditionalAnswers:
    """A name of a state that one reader was given says nothing to another one."""

    @pytest.fixture
    def addresses(self, world):
        profile, practice = world.records["profile"], world.records["published"]
        names = ("home", "search", "expert-list", "practice-list", "event-list", "calendar")
        return [*map(reverse, names), profile.get_absolute_url(), practice.get_absolute_url()]

    def test_pages_of_members_have_no_name(self, world, addresses):
        for role in ("member", "owner", "moderator"):
            client = client_of(world.people[role])
            for address in addresses:
                assert "ETag" not in client.get(address).headers, (role, address)
                assert "Last-Modified" not in client.get(address).headers

    def test_a_page_of_strangers_is_never_confirmed_to_a_member(self, world, addresses):
        member = client_of(world.people["member"])
        for address in addresses:
            tag = Client().get(address).headers["ETag"]
            assert Client().get(address, headers={"if-none-match": tag}).status_code == 304, address
            for asked in (tag, f"W/{tag}", "*"):
                assert member.get(address, headers={"if-none-match": asked}).status_code == 200, address

    def test_a_page_that_was_kept_ends_with_the_session(self, world, addresses):
        """Whoever signs out, and goes on in the same browser, is answered as a stranger."""
        client = client_of(world.people["member"])
        shown = client.get(addresses[-2])
        assert world.records["profile"].needs in shown.content.decode()
        assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache", "storage"'
        assert world.records["profile"].needs not in client.get(addresses[-2]).content.decode()


@pytest.fixture
def published_tasks(monkeypatch):
    """(name, arguments) of every task that is handed to the broker meanwhile; they run as well."""
    handed = []
    publish = Task.apply_async

    def note(task, args=None, kwargs=None, **options):
        handed.append((task.name, [*(args or ()), *(kwargs or {}).values()]))
        return publish(task, args, kwargs, **options)

    monkeypatch.setattr(Task, "apply_async", note)
    return handed


class TestTasks:
    def test_they_are_handed_numbers_only(self, world, published_tasks, django_capture_on_commit_callbacks):
        people, records = world.people, world.records
        owner, moderator = client_of(people["owner"]), client_of(people["moderator"])
        with django_capture_on_commit_callbacks(execute=True):
            draft = PracticeFactory(author=people["owner"], title=world.canary("another draft"))
            owner.post(reverse("practice-edit", args=[draft.key, "review"]))
            records["submitted"].return_to_author(people["moderator"], records["submitted"].edits, world.canary("why"))
            profile = Profile.objects.get(pk=records["profile"].pk)
            profile.approve(people["moderator"], profile.edits)
            moderator.post(reverse("admin:moderation_record_suspend", args=[records["published"].pk]), {"reason": "x"})
            owner.post(
                reverse("conversation", args=[world.conversation.key]), {"text": world.canary("another message")}
            )
            owner.post(reverse("profile-hide"))
            owner.post(reverse("my-data-copy"))
            answers = {"email": f"{world.canary('new reader')}@example.org", "frequency": "daily", "weekday": 1}
            Client().post(reverse("subscribe") + "?topic=prisons", {**answers, "language": "en"})
            planning.plan_all(timezone.now() + timedelta(days=2))
        names = {name.rpartition(".")[2] for name, _arguments in published_tasks}
        assert "send" in names
        for name, arguments in published_tasks:
            assert all(isinstance(argument, int) for argument in arguments), (name, arguments)


class TestLetters:
    @pytest.fixture
    def by_reader(self, world):
        """Every kind of letter there is, by the role of who gets it."""
        people = {**world.people, "reader": world.subscriptions["reader"].subscriber}
        roles = {person.email: role for role, person in people.items() if person}
        letters = defaultdict(list)
        for message in letters_to_all(world):
            letters[roles.get(message.to[0], "other")].append(message)
        return letters

    def test_each_holds_what_its_reader_may_see_and_bulk_mail_what_everybody_may(self, world, by_reader):
        addresses = (world.people["owner"].email, world.subscriptions["reader"].subscriber.email)
        own = {world.subscriptions["owner"].note, *(address.partition("@")[0] for address in addresses)}
        kinds, bulk = set(), 0
        for role, letters in by_reader.items():
            for message in letters:
                kinds.add(message.subject)
                # Whoever has no account is known by nothing but the address to which the letter goes.
                address = message.to[0].partition("@")[0]
                assert set(found(world, role, parts_of(message))) <= {address}, (role, message.subject)
                if "List-Id" in message.extra_headers:
                    bulk += 1
                    assert set(found(world, "anonymous", parts_of(message))) <= own, message.subject
        assert {"owner", "reader", "member", "newcomer", "moderator", "editor", "other"} <= by_reader.keys()
        assert Run.objects.filter(kind="alert").exists()
        assert len(kinds) > 6
        assert bulk > 6


def secrets_of_the_portal():
    """Values of settings that no page may show."""
    database = portal.DATABASES["default"]
    values = [
        portal.SECRET_KEY,
        *portal.FACTOR_KEYS,
        portal.MAIL_TOKEN_KEY,
        str(portal.BASE_DIR),
        str(portal.VAR_DIR),
        database["NAME"],
    ]
    return [value for value in values if value]


class TestErrors:
    """Whoever meets an error is told so, and nothing else."""

    ERRORS = {
        400: lambda text: SuspiciousOperation(text),
        403: lambda text: PermissionDenied(text),
        404: lambda text: Http404(text),
        500: lambda text: ValueError(text),
    }

    def check(self, world, role, response, status):
        page = response.content.decode()
        assert response.status_code == status, (role, status)
        assert found(world, "nobody", page) == [], (role, status)
        told = [secret for secret in secrets_of_the_portal() if secret in page]
        assert told == [], (role, status)
        assert not re.search(r"Traceback|SECRET_KEY|settings\.|\.py\b|psycopg|Exception", page), (role, status)

    @pytest.mark.parametrize("status", ERRORS)
    def test_a_page_about_an_error_says_nothing_of_its_cause(self, world, answer_with, status):
        secret = " ".join(canary.text for canary in world.canaries)

        def fail(request):
            profile = world.records["profile"]  # a local that a page for developers would show
            raise self.ERRORS[status](f"{secret} {profile}")

        answer_with(fail)
        for role in ROLES:
            client = client_of(world.people[role])
            client.raise_request_exception = False
            for address in ("/leak/", "/leak/?x=1"):
                self.check(world, role, client.get(address), status)
                self.check(world, role, client.post(address, {"text": secret}), status)

    def test_a_form_from_elsewhere_is_not_repeated(self, world):
        for role in ROLES:
            client = Client(enforce_csrf_checks=True)
            if world.people[role]:
                client.force_login(world.people[role])
            response = client.post(reverse("profile-hide"), {"text": world.canaries[0].text})
            self.check(world, role, response, 403)

    def test_too_many_attempts_are_not_repeated(self, world, answer_with):
        answer_with(respond_429)
        for role in ROLES:
            response = client_of(world.people[role]).post("/leak/", {"text": world.canaries[0].text})
            self.check(world, role, response, 429)


class TestReports:
    """What logs, and mail to ADMINS, say about an error: where it happened, and who met it, by number."""

    def test_mail_about_an_error_holds_nothing_that_was_typed(self, world, answer_with, settings):
        settings.ADMINS = [("", "security@example.org")]
        secret = world.canaries[0].text

        def fail(request):
            profile = str(world.records["profile"])
            raise ValueError(profile + secret)

        answer_with(fail)
        client = client_of(world.people["owner"])
        client.raise_request_exception = False
        mail.outbox.clear()
        client.post(f"/leak/?token={secret}", {"summary": secret}, headers={"referer": f"https://testserver/{secret}"})
        (report,) = mail.outbox
        text = parts_of(report)
        assert found(world, "nobody", text) == []
        assert "test_sweep_elsewhere.py" in text, "it says where"
        assert f'"user": {world.people["owner"].pk}' in text
        assert client.session.session_key not in text
        assert not [value for value in secrets_of_the_portal()[:2] if value in text]

    def test_an_error_of_the_database_is_noted_without_the_row(self, world, lines):
        owner = world.people["owner"]
        with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_user (email) VALUES (%s || E'\\n\\nx')", [owner.email])
        assert owner.email in str(caught.value)
        logging.getLogger("network.anything").error("It failed.", exc_info=caught.value)
        assert "IntegrityError" in lines[-1]
        assert found(world, "nobody", lines[-1]) == []
