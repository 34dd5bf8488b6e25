"""Second factors in a real browser: an authenticator app, and a passkey of a virtual authenticator."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.factories import UserFactory

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

PASSWORD = "granite-harbour-violet-7"
PERIOD = 30


@pytest.fixture
def person(settings, live_server):
    """Somebody with a confirmed address; the portal believes that it is the live server."""
    settings.ORIGIN = live_server.url
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page, site, person):
    page.goto(f"{site}/en/accounts/login/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form.form button[type=submit]").first.click()


def open_after_password(page, address):
    """Open a page that asks for the password once more before it changes how somebody signs in."""
    page.goto(address)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form.form button[type=submit]").first.click()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def test_an_authenticator_app_is_added_from_its_qr_code_and_then_asked_for(live_server, open_page, person):
    site = live_server.url
    page = open_page()
    sign_in(page, site, person)
    open_after_password(page, f"{site}/en/accounts/2fa/totp/activate/")
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(f"{site}/en/accounts/2fa/recovery-codes/")

    again = open_page()
    sign_in(again, site, person)
    again.wait_for_url(f"{site}/en/accounts/2fa/authenticate/*")
    again.goto(f"{site}/en/me/")
    assert again.url == f"{site}/en/accounts/2fa/authenticate/"


def test_a_passkey_is_added_and_signs_in_without_a_password(live_server, open_page, person):
    site = live_server.url
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    sign_in(page, site, person)
    open_after_password(page, f"{site}/en/accounts/2fa/webauthn/add/")
    page.locator("[name=name]").fill("Phone")
    if page.locator("[name=passwordless]").count():
        page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "/webauthn/add/" not in address)
    page.goto(f"{site}/en/accounts/logout/")
    page.locator("main form.form button[type=submit]").first.click()
    page.goto(f"{site}/en/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{site}/en/me/")
