"""A password alone makes no second factor for a role: the factor was there before, or an administrator sent a link."""

import io
import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.accounts import factor_links, retention
from network.accounts.factor_links import ENROLLING
from network.accounts.models import FactorLink, User
from network.accounts.roles import Role, in_force
from network.demo.people import add_person
from tests.factories import UserFactory
from tests.letters import deliver
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db

PASSWORD = "granite-harbour-violet-7"
MAKING = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def newcomer():
    return with_password(UserFactory(email="amina@example.org"))


@pytest.fixture
def moderator():
    return with_password(UserFactory.staff(Role.MODERATOR))


@pytest.fixture
def administrator():
    user = with_password(UserFactory(is_staff=True, is_superuser=True, email="admin@example.org"))
    TOTP.activate(user, generate_totp_secret())
    return user


def signed_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def desk_of(user):
    client = Client()
    client.force_login(user)
    return with_second_factor(client)


def give_role(administrator, user, role=Role.MODERATOR):
    answers = {"language": "en", "is_active": "on", "is_staff": "on", "groups": [Group.objects.get(name=role).pk]}
    return desk_of(administrator).post(reverse("admin:accounts_user_change", args=[user.pk]), answers)


def path_in(text):
    return re.search(r"http://[^/]+(/en/accounts/factor/[\w:-]+/)", text)[1]


def enrol(client):
    """Make an authenticator app, as somebody would who may; the answer to the first page otherwise."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code != 200:
        return page
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return client.post(reverse("mfa_activate_totp"), {"code": code})


class TestTrustOnFirstUse:
    @pytest.mark.parametrize("name", MAKING)
    def test_a_password_of_staff_makes_no_factor(self, moderator, name):
        client = signed_in(moderator)
        for answer in (client.get(reverse(name)), client.post(reverse(name), {"code": "000000"})):
            assert answer.url == reverse("factor-needed")
        assert not Authenticator.objects.exists()
        assert not in_force(moderator)

    def test_they_are_told_what_to_do(self, moderator):
        page = signed_in(moderator).get("/admin/", follow=True)
        assert page.status_code == 200
        assert "An administrator sends you a link" in page.content.decode()

    def test_a_factor_that_was_there_before_the_role_is_good_for_it(self, newcomer, administrator):
        TOTP.activate(newcomer, generate_totp_secret())
        give_role(administrator, newcomer)
        assert in_force(User.objects.get(pk=newcomer.pk))
        assert not FactorLink.objects.exists()

    def test_whoever_is_given_a_role_without_one_is_sent_a_link(self, newcomer, administrator):
        give_role(administrator, newcomer)
        (letter,) = deliver()
        assert letter.to == [newcomer.email]
        link = FactorLink.objects.get()
        assert (link.user, link.made_by, link.cause) == (newcomer, administrator, "role")
        client = signed_in(newcomer)
        address = path_in(letter.body)
        assert client.get(address).status_code == 200
        assert FactorLink.objects.get().used_at is None, "a GET uses nothing up"
        assert client.post(address).url == reverse("mfa_index")
        enrol(client)
        assert in_force(User.objects.get(pk=newcomer.pk))
        assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate")), "and is asked for it"

    def test_whoever_has_a_factor_adds_another_in_a_session_that_used_it(self, moderator):
        TOTP.activate(moderator, generate_totp_secret())
        client = desk_of(moderator)
        assert client.get(reverse("mfa_index")).status_code == 200

    def test_the_demonstration_works_with_its_printed_sign_ins(self, settings):
        settings.STAFF_SECOND_FACTOR_REQUIRED = False
        user = add_person("moderator@demo.example", role=Role.MODERATOR)
        client = Client()
        client.force_login(user)
        assert client.get(reverse("admin:moderation_record_changelist")).status_code == 200
        assert client.get(reverse("mfa_index")).status_code == 200


class TestLink:
    @pytest.fixture
    def address(self, moderator, administrator):
        return factor_links.path_of(factor_links.make(moderator, FactorLink.Cause.LOST, administrator))

    def test_it_works_once(self, moderator, address):
        assert signed_in(moderator).post(address).status_code == 302
        other = signed_in(moderator)
        assert other.get(address).status_code == other.post(address).status_code == 404
        assert enrol(other).url == reverse("factor-needed")

    def test_it_is_bound_to_its_user(self, address, newcomer):
        other = with_password(UserFactory.staff(Role.EDITOR))
        for user in (newcomer, other):
            client = signed_in(user)
            assert client.get(address).status_code == client.post(address).status_code == 404
        assert FactorLink.objects.open().exists()

    def test_without_the_password_it_opens_nothing(self, address):
        client = Client()
        assert reverse("account_login") in client.get(address).content.decode()
        client.post(address)
        assert FactorLink.objects.open().exists()
        assert enrol(client).status_code == 302

    def test_it_expires(self, moderator, address):
        FactorLink.objects.update(expires_at=timezone.now())
        assert signed_in(moderator).get(address).status_code == 404

    def test_a_newer_one_ends_it(self, moderator, administrator, address):
        factor_links.make(moderator, FactorLink.Cause.LOST, administrator)
        assert signed_in(moderator).get(address).status_code == 404

    def test_the_session_that_used_it_has_a_quarter_of_an_hour(self, moderator, address):
        client = signed_in(moderator)
        client.post(address)
        session = client.session
        session[ENROLLING] = [moderator.pk, time.time() - 1]
        session.save()
        assert enrol(client).url == reverse("factor-needed")

    def test_it_opens_the_pages_on_which_a_factor_is_made_and_no_others(self, moderator, address):
        client = signed_in(moderator)
        client.post(address)
        assert client.get(reverse("mfa_index")).status_code == 200
        for page in ("/admin/", reverse("home"), reverse("dashboard"), reverse("account_email")):
            assert client.get(page).url == reverse("factor-needed")

    @pytest.mark.parametrize("token", ["x", "a" * 22, "a:b", "a" * 3000, "-_-"])
    def test_an_unknown_one_is_missing(self, moderator, token):
        assert signed_in(moderator).get(reverse("factor-link", args=[token])).status_code == 404

    def test_the_key_in_the_database_opens_nothing_and_goes_in_time(self, moderator, address):
        link = reverse("factor-link", args=[FactorLink.objects.get().key])
        assert signed_in(moderator).get(link).status_code == 404
        FactorLink.objects.update(made_at=timezone.now() - timedelta(days=91))
        retention.delete_expired()
        assert not FactorLink.objects.exists()


class TestLostFactor:
    def lose(self, administrator, *users):
        answers = {"action": "replace_factors", "_selected_action": [user.pk for user in users]}
        return desk_of(administrator).post(reverse("admin:accounts_user_changelist"), answers)

    def test_the_old_one_goes_sessions_end_and_the_person_gets_a_link(self, moderator, administrator):
        theirs = signed_in(moderator)
        assert theirs.get(reverse("factor-needed")).status_code == 200
        TOTP.activate(moderator, generate_totp_secret())
        self.lose(administrator, moderator)
        assert not Authenticator.objects.filter(user=moderator).exists()
        assert theirs.get(reverse("factor-needed")).status_code == 302
        (letter,) = deliver()
        assert letter.to == [moderator.email]
        client = signed_in(moderator)
        client.post(path_in(letter.body))
        enrol(client)
        assert Authenticator.objects.filter(user=moderator, type="totp").exists()
        assert LogEntry.objects.get(user=administrator, object_id=moderator.pk).change_message

    def test_a_member_makes_a_new_one_without_a_link(self, newcomer, administrator):
        TOTP.activate(newcomer, generate_totp_secret())
        self.lose(administrator, newcomer)
        assert "removed your two-step sign-in" in " ".join(deliver()[0].body.split())
        assert not FactorLink.objects.exists()
        client = signed_in(newcomer)
        assert client.get(reverse("mfa_index")).status_code == 200

    def test_nobody_takes_their_own_away(self, administrator):
        self.lose(administrator, administrator)
        assert Authenticator.objects.filter(user=administrator).exists()

    def test_each_link_is_in_the_audit_trail(self, moderator, administrator):
        link = factor_links.path_of(factor_links.make(moderator, FactorLink.Cause.LOST, administrator))
        signed_in(moderator).post(link)
        made, used = apps.get_model("accounts.FactorLinkEvent").objects.order_by("pgh_id")
        assert (made.user, made.made_by, made.cause, made.used_at) == (moderator, administrator, "lost", None)
        assert used.used_at
        assert used.pgh_context == {"user": moderator.pk, "page": "factor-link"}


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


class TestCommands:
    def test_the_first_administrator_sets_password_and_factor_with_one_link(self):
        address = path_in(run("first_administrator", "First@example.org"))
        client = Client()
        weak = client.post(address, {"password1": "short", "password2": "short"})
        assert weak.status_code == 422
        answer = client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
        client.post(answer.url, {"login": "first@example.org", "password": PASSWORD})
        assert client.post(address).url == reverse("mfa_index")
        enrol(client)
        user = User.objects.get()
        assert user.is_superuser
        assert in_force(user)
        assert desk_of(user).get("/admin/").status_code == 200

    def test_a_second_one_is_made_only_when_that_is_said(self, administrator):
        with pytest.raises(CommandError, match="--another"):
            run("first_administrator", "second@example.org")
        assert path_in(run("first_administrator", "second@example.org", "--another"))

    def test_whoever_had_the_account_before_has_no_way_in_any_more(self, newcomer):
        TOTP.activate(newcomer, generate_totp_secret())
        theirs = signed_in(newcomer)
        run("first_administrator", newcomer.email.upper())
        assert User.objects.count() == 1
        assert not User.objects.get().has_usable_password()
        assert not Authenticator.objects.exists()
        assert theirs.get(reverse("dashboard")).status_code == 302

    def test_no_address_is_no_administrator(self):
        with pytest.raises(CommandError, match="no e-mail address"):
            run("first_administrator", "admin")

    def test_breaking_the_glass_is_kept_and_told_to_all(self, administrator, settings):
        settings.ADMINS = [("", "operators@example.org")]
        colleague = UserFactory(is_staff=True, is_superuser=True)
        address = path_in(run("break_glass", administrator.email, "--reason", "The telephone fell into the Nile."))
        assert not Authenticator.objects.filter(user=administrator).exists()
        told = {recipient for letter in deliver() for recipient in letter.to}
        assert told == {administrator.email, colleague.email, "operators@example.org"}
        assert all("Nile" in letter.body and address not in letter.body for letter in mail.outbox)
        link = FactorLink.objects.get()
        assert (link.cause, link.made_by, link.reason) == ("break-glass", None, "The telephone fell into the Nile.")
        client = signed_in(administrator)
        client.post(address)
        enrol(client)
        assert in_force(administrator)

    @pytest.mark.parametrize(("email", "reason"), [("amina@example.org", "Lost."), ("admin@example.org", " ")])
    def test_it_is_broken_for_administrators_and_with_a_reason_only(self, newcomer, administrator, email, reason):
        with pytest.raises(CommandError):
            run("break_glass", email, "--reason", reason)
        assert Authenticator.objects.exists()

    @pytest.mark.parametrize("password", ["short", "password1234", "admin@example.org"])
    def test_no_weak_password_makes_a_super_user(self, monkeypatch, password):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
        with pytest.raises(CommandError):
            run("createsuperuser", "--noinput", "--email", "admin@example.org")
        assert not User.objects.exists()
