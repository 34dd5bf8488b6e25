"""Second factors: each code once and in its half minute, and no change of what one signs in with without proof."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db

PASSWORD = "granite-harbour-violet-7"
PERIOD = 30


@pytest.fixture
def person():
    user = UserFactory(email="amina@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def secret(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """No test begins at the end of a half minute and ends in the next one."""
    now = time.time() // PERIOD * PERIOD + 5
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now)


def code_of(secret, periods_ago=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD - periods_ago))


def signed_in(code):
    """A browser in which somebody has tried to sign in with the password and then `code`."""
    client = Client()
    client.post(reverse("account_login"), {"login": "amina@example.org", "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def is_signed_in(client):
    return client.get(reverse("my-data")).status_code == 200


def test_a_code_of_the_app_is_good_once(secret):
    code = code_of(secret)
    assert is_signed_in(signed_in(code))
    assert not is_signed_in(signed_in(code))


@pytest.mark.parametrize("periods_ago", [-1, 1])
def test_a_code_of_the_app_is_good_in_its_half_minute_only(secret, periods_ago):
    assert not is_signed_in(signed_in(code_of(secret, periods_ago)))


def test_a_recovery_code_is_good_once(person, secret):
    code, other = RecoveryCodes.activate(person).get_unused_codes()[:2]
    assert is_signed_in(signed_in(code))
    assert not is_signed_in(signed_in(code))
    assert is_signed_in(signed_in(other))


def test_recovery_codes_are_ten_digits_and_not_stored_as_such(person):
    codes = RecoveryCodes.activate(person)
    assert {len(code) for code in codes.get_unused_codes()} == {10}
    stored = str(Authenticator.objects.get(user=person).data)
    assert all(code not in stored for code in codes.get_unused_codes())


def shown(answer):
    """What of a page somebody reads who does not look at the whole of it."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_pages_that_ask_for_a_code_or_password_say_so_once(person, secret):
    client = signed_in("000000")
    page = shown(client.get(reverse("mfa_authenticate")))
    assert (page.count(">Code<"), page.count('placeholder="Code"')) == (1, 0)
    client = signed_in(code_of(secret))
    page = shown(client.get(reverse("mfa_view_recovery_codes"), follow=True))
    assert "Enter your password" not in page
    assert 'placeholder="Password"' not in page


def test_recovery_codes_are_shown_without_being_counted(person, secret):
    codes = RecoveryCodes.activate(person).get_unused_codes()
    client = signed_in(code_of(secret))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = shown(client.get(reverse("mfa_view_recovery_codes")))
    assert "\n".join(codes) in page.replace("&#10;", "\n")
    assert "recovery codes available" not in page


def test_whoever_typed_a_wrong_code_is_not_told_to_ask_for_another(secret):
    client = signed_in(code_of(secret, periods_ago=9))
    assert "or enter the next one" in shown(client.post(reverse("mfa_authenticate"), {"code": "000000"}))


def test_guessing_codes_is_stopped(secret):
    client = Client()
    client.post(reverse("account_login"), {"login": "amina@example.org", "password": PASSWORD})
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_a_factor_that_was_lost_is_removed_after_the_password_and_told_by_mail(person, secret):
    client = signed_in(code_of(secret))
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    assert [letter.to for letter in deliver()] == [[person.email]]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("account_email", {"action_add": "", "email": "other@example.org"}),
        ("mfa_activate_totp", {"code": "000000"}),
        ("mfa_add_webauthn", {"name": "Phone"}),
        ("mfa_generate_recovery_codes", {}),
    ],
)
def test_what_one_signs_in_with_is_not_changed_without_proof(client, person, name, answers):
    if name == "mfa_generate_recovery_codes":
        TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    assert "/reauthenticate/" in client.post(reverse(name), answers).url
    assert EmailAddress.objects.count() == 1


def test_no_device_is_trusted_to_do_without_the_factor():
    assert not app_settings.TRUST_ENABLED
