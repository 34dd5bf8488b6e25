"""Sign-up, sign-in, reset, sessions, second factor: what a person and an attacker see."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.urls import reverse

from network.accounts.middleware import SEEN, STARTED
from network.accounts.models import User
from tests.factories import UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db

PASSWORD = "granite-harbour-violet-7"
SIGN_UP = {"email": "Amina@Example.org", "password1": PASSWORD, "password2": PASSWORD, "website": ""}


def code_in(message):
    return re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", message.body, re.MULTILINE)[0]


def a_person(**fields):
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_somebody_signs_up_in_their_language_and_confirms_the_address(client):
    response = client.post("/fr/accounts/signup/", SIGN_UP)
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.language) == ("amina@example.org", "fr")
    assert client.get(reverse("dashboard")).status_code == 302
    client.post(response.url, {"code": code_in(deliver()[0])})
    assert EmailAddress.objects.get().verified
    assert client.get(reverse("dashboard")).status_code == 200


def test_the_address_is_known_in_any_case(client):
    a_person(email="amina@example.org")
    answer = client.post(reverse("account_login"), {"login": "AMINA@example.ORG", "password": PASSWORD})
    assert answer.status_code == 302
    with pytest.raises(Exception, match="user_email_in_any_case"):
        User(email="Amina@example.org").save()


def test_signing_up_with_a_known_address_answers_as_with_a_new_one(client):
    a_person(email="amina@example.org")
    known = client.post(reverse("account_signup"), SIGN_UP)
    new = client.post(reverse("account_signup"), SIGN_UP | {"email": "other@example.org"})
    assert (known.status_code, known.url) == (new.status_code, new.url)


@pytest.mark.parametrize("password", ["short-1", "counterterrorism", "Password123456!", "amina@example.org"])
def test_a_weak_password_is_refused_beside_its_field(client, password):
    response = client.post(reverse("account_signup"), SIGN_UP | {"password1": password, "password2": password})
    assert "password1" in response.context["form"].errors
    assert not User.objects.exists()


def test_a_robot_that_fills_the_trap_is_told_so(client):
    response = client.post(reverse("account_signup"), SIGN_UP | {"website": "https://spam.example"})
    assert response.context["form"].errors.keys() == {"website"}
    assert not User.objects.exists()


def test_a_reset_by_code_sets_a_new_password_without_signing_in(client):
    user = a_person(email="amina@example.org")
    client.post(reverse("account_reset_password"), {"email": user.email})
    response = client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(deliver()[0])})
    new = "meadow-lantern-cobalt-9"
    client.post(response.url, {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert "_auth_user_id" not in client.session


def test_a_reset_for_an_unknown_address_sends_nothing_and_looks_the_same(client):
    a_person(email="amina@example.org")
    known = client.post(reverse("account_reset_password"), {"email": "amina@example.org"})
    deliver().clear()
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert deliver() == []


def test_signing_out_needs_a_button(client):
    client.force_login(a_person())
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_the_secrets_of_second_factors_are_encrypted(client):
    user = a_person()
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in secret
    assert get_adapter().decrypt(secret) == "JBSWY3DPEHPK3PXP"
    assert user.authenticator_set.count() == 0


@pytest.mark.parametrize("name", ["mfa_index", "usersessions_list", "account_email", "account_change_password"])
def test_account_pages_have_our_look(client, name):
    client.force_login(a_person())
    page = client.get(reverse(name), follow=True).content.decode()
    assert "portal" in page
    assert "Menu:" not in page


class TestStaff:
    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.STAFF_SECOND_FACTOR_REQUIRED = True

    def test_staff_without_second_factor_go_nowhere_but_to_it(self, client, moderator):
        client.force_login(moderator)
        for address in ("/admin/", reverse("dashboard"), reverse("home")):
            assert client.get(address).url == reverse("factor-needed")

    def test_staff_who_have_one_must_use_it_in_this_session(self, client, moderator):
        Authenticator.objects.create(user=moderator, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(moderator)
        assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate"))

    def test_the_admin_has_no_sign_in_of_its_own(self, client):
        assert client.get("/admin/login/").url.startswith(reverse("account_login"))
        assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


class TestSessionLimits:
    @pytest.mark.parametrize(("key", "seconds", "stays"), [
        (SEEN, 2 * 3600 - 60, True),
        (SEEN, 2 * 3600 + 60, False),
        (STARTED, 12 * 3600 - 60, True),
        (STARTED, 12 * 3600 + 60, False),
    ])  # fmt: skip
    def test_a_member_is_signed_out_after_a_limit(self, client, key, seconds, stays):
        client.force_login(a_person())
        session = client.session
        session[STARTED] = session[SEEN] = int(time.time())
        session[key] = int(time.time()) - seconds
        session.save()
        assert (client.get(reverse("dashboard")).status_code == 200) is stays
