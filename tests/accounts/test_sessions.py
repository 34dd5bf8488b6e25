"""What ends a session: a factor that changed, a role that was given or taken, somebody of staff who says so."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from network.accounts.adapters import MFAAdapter
from network.accounts.middleware import SEEN, STARTED
from network.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "granite-harbour-violet-7"


@pytest.fixture
def person():
    user = UserFactory(email="amina@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in():
    client = Client()
    client.post(reverse("account_login"), {"login": "amina@example.org", "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client):
    return client.get(reverse("my-data")).status_code == 200


def with_key(key):
    """A browser that somebody has given the key of a session."""
    client = Client()
    client.cookies["sessionid"] = key
    return client


def reauthenticate(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_signing_in_begins_a_session_under_a_new_random_key(person):
    client = Client()
    client.cookies["sessionid"] = planted = "a" * 32
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    key = client.cookies["sessionid"].value
    assert key != planted
    assert re.fullmatch(r"[a-z0-9]{32}", key), "165 bits"
    assert not is_signed_in(with_key(planted))


def test_a_key_is_worthless_after_signing_out(person):
    client = signed_in()
    key = client.cookies["sessionid"].value
    assert is_signed_in(with_key(key))
    client.post(reverse("account_logout"))
    assert not is_signed_in(with_key(key))


def test_a_key_is_worthless_after_a_limit(person):
    client = signed_in()
    key = client.cookies["sessionid"].value
    session = client.session
    session[STARTED] = int(time.time()) - 12 * 3600 - 60
    session.save()
    assert not is_signed_in(client)
    assert not is_signed_in(with_key(key))


@pytest.mark.parametrize(("key", "seconds"), [(SEEN, 30 * 60 + 60), (STARTED, 8 * 3600 + 60)])
def test_staff_are_signed_out_sooner(person, key, seconds):
    person.is_staff = True
    person.save()
    client = signed_in()
    session = client.session
    session[key] = int(time.time()) - seconds
    session.save()
    assert not is_signed_in(client)


def test_people_see_their_sessions_and_end_all_others(person):
    here, elsewhere = signed_in(), signed_in()
    assert len(here.get(reverse("usersessions_list")).context["sessions"]) == 2
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("name", ["home", "dashboard", "my-data", "inbox", "alerts", "usersessions_list"])
def test_every_page_leads_to_signing_out(person, name):
    assert reverse("account_logout") in signed_in().get(reverse(name)).content.decode()


# allauth tells of a new factor when the request commits.
@pytest.mark.django_db(transaction=True)
def test_adding_a_factor_signs_out_everywhere_else(person):
    here, elsewhere = signed_in(), signed_in()
    reauthenticate(here)
    page = here.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    here.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_proving_oneself_again_renews_the_key_of_the_session(person):
    client = signed_in()
    before = client.cookies["sessionid"].value
    reauthenticate(client)
    assert client.cookies["sessionid"].value != before
    assert is_signed_in(client)


@pytest.mark.parametrize("change", [{"is_staff": "on"}, {"groups": True}, {"is_active": ""}])
def test_a_new_role_counts_from_the_next_sign_in_on(person, change):
    theirs, admin = signed_in(), Client()
    admin.force_login(UserFactory(is_staff=True, is_superuser=True))
    answers = {"language": "en", "is_active": "on", **change}
    if change.get("groups"):
        answers["groups"] = [Group.objects.get(name=Role.EDITOR).pk]
    answer = admin.post(reverse("admin:accounts_user_change", args=[person.pk]), answers)
    assert answer.status_code == 302
    assert not is_signed_in(theirs)


def test_a_change_of_language_ends_nothing(person):
    theirs, admin = signed_in(), Client()
    admin.force_login(UserFactory(is_staff=True, is_superuser=True))
    admin.post(reverse("admin:accounts_user_change", args=[person.pk]), {"language": "fr", "is_active": "on"})
    assert is_signed_in(theirs)


def test_staff_can_sign_somebody_out(person):
    theirs, admin = signed_in(), Client()
    admin.force_login(UserFactory(is_staff=True, is_superuser=True))
    answers = {"action": "end_sessions", "_selected_action": [person.pk]}
    admin.post(reverse("admin:accounts_user_changelist"), answers)
    assert not is_signed_in(theirs)


@pytest.mark.parametrize(("is_staff", "may"), [(True, False), (False, True)])
def test_staff_cannot_remove_their_last_factor(person, is_staff, may):
    person.is_staff = is_staff
    person.save()
    last = TOTP.activate(person, generate_totp_secret()).instance
    RecoveryCodes.activate(person)
    assert MFAAdapter().can_delete_authenticator(last) is may
