"""Passwords and codes by mail: any that is hard to guess, exactly as it was typed, and few guesses."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows import code_verification
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from network.accounts.models import User
from network.accounts.passwords import CONTEXT
from tests.factories import UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db

EMAIL = "amina@example.org"
PASSWORD = "granite-harbour-violet-7"
OTHER = "meadow-lantern-cobalt-9"
LEAST = 12


@pytest.fixture
def person():
    user = UserFactory(email=EMAIL)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


def sign_up(client, password):
    answers = {"email": EMAIL, "password1": password, "password2": password, "website": ""}
    return client.post(reverse("account_signup"), answers)


def signed_in(password=PASSWORD, email=EMAIL, **where):
    """A browser in which somebody has tried to sign in."""
    client = Client(**where)
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def read(client, page):
    return client.get(reverse(page)).content.decode()


def is_signed_in(client):
    return client.get(reverse("my-data")).status_code == 200


def ask_for_reset(client):
    """Ask for a new password; return the code that comes by mail."""
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", deliver()[-1].body, re.MULTILINE)[0]


def answer_reset(client, code):
    return client.post(reverse("account_confirm_password_reset_code"), {"code": code})


class TestRules:
    @pytest.mark.parametrize(
        "password",
        [
            "seven small herons crossing",
            "مرفأ البنفسج والغرانيت القديم",
            "gr4nite;DROP TABLE harbour--",
            "quartz meander lilac " * 5,
        ],
    )
    def test_any_letters_and_any_length_that_are_hard_to_guess_are_taken(self, client, password):
        sign_up(client, password)
        assert User.objects.get().check_password(password)

    def test_a_password_counts_exactly_as_it_was_typed(self, person):
        typed = f" Granite-Harbour-{'x' * 80}-violet "
        person.set_password(typed)
        person.save()
        for other in (typed.strip(), typed.lower(), typed[:72], typed[:-1]):
            assert not is_signed_in(signed_in(other))
        assert is_signed_in(signed_in(typed))

    def test_none_of_the_common_ones_is_taken(self):
        common = [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= LEAST]
        assert len(common) > 200
        for password in common:
            with pytest.raises(ValidationError):
                validate_password(password)

    @pytest.mark.parametrize("beside", ["", "2026", "123456!", "-password", "-expert"])
    @pytest.mark.parametrize("word", CONTEXT)
    def test_a_word_of_this_field_makes_no_password_whatever_common_stands_beside_it(self, word, beside):
        with pytest.raises(ValidationError):
            validate_password(f"{word.title()}{beside}")

    def test_a_word_of_this_field_spoils_no_good_password(self):
        validate_password("expert granite harbour violet")

    def test_nobody_is_made_to_change_one_that_is_old(self, person):
        User.objects.update(joined_at=timezone.now() - timedelta(days=3650))
        assert is_signed_in(signed_in(PASSWORD))

    @pytest.mark.parametrize("page", ["account_login", "account_signup"])
    def test_browsers_hide_it_and_may_fill_it_in(self, client, page):
        fields = re.findall(r'<input type="(\w+)" name="password1?"[^>]* autocomplete="([\w-]+)"', read(client, page))
        assert fields == [("password", "current-password" if page == "account_login" else "new-password")]
        assert "onpaste" not in read(client, page)

    def test_signing_up_asks_for_nothing_that_others_may_know(self, client):
        form = client.get(reverse("account_signup")).context["form"]
        assert form.fields.keys() == {"email", "password1", "password2", "website"}


class TestChange:
    def change(self, client, old):
        answers = {"oldpassword": old, "password1": OTHER, "password2": OTHER}
        return client.post(reverse("account_change_password"), answers)

    def test_it_needs_the_present_one(self, person):
        self.change(signed_in(), "not-my-password-1")
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_it_signs_out_everywhere_else_and_is_told_by_mail(self, person):
        here, elsewhere = signed_in(), signed_in()
        self.change(here, PASSWORD)
        person.refresh_from_db()
        assert person.check_password(OTHER)
        assert is_signed_in(here)
        assert not is_signed_in(elsewhere)
        assert [letter.to for letter in deliver()] == [[EMAIL]]
        assert OTHER not in mail.outbox[0].body


class TestGuessing:
    def test_after_five_wrong_ones_the_right_one_must_wait(self, person):
        for number in range(5):
            signed_in(f"wrong-{number}")
        assert not is_signed_in(signed_in(PASSWORD))

    def test_who_sits_behind_the_same_address_may_sign_in_meanwhile(self, person):
        for number in range(20):
            signed_in(f"wrong-{number}", email=f"other{number % 4}@example.org")
        assert is_signed_in(signed_in(PASSWORD))

    def test_a_stranger_elsewhere_locks_nobody_out(self, person):
        for number in range(8):
            signed_in(f"wrong-{number}", REMOTE_ADDR="203.0.113.7")
        assert is_signed_in(signed_in(PASSWORD))

    def test_one_place_may_try_accounts_without_end_no_more_than_one_account(self, person):
        for number in range(30):
            signed_in("wrong", email=f"other{number}@example.org")
        assert not is_signed_in(signed_in(PASSWORD))
        assert is_signed_in(signed_in(PASSWORD, REMOTE_ADDR="203.0.113.7"))

    @pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
    def test_many_places_together_are_stopped_at_an_account_known_or_not(self, person, settings, email):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_account": "6/h/key"}
        answers = [
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(
                reverse("account_login"), {"login": email, "password": "wrong"}
            )
            for number in range(7)
        ]
        said = [answer.context["form"].errors.as_text() for answer in answers]
        assert said[0] == said[5] != said[6]
        assert "Too many failed" in said[6]

    def test_an_unknown_address_gets_the_answer_of_a_wrong_password(self, person):
        known, unknown = Client(), Client()
        answers = [
            client.post(reverse("account_login"), {"login": email, "password": "wrong"})
            for client, email in ((known, EMAIL), (unknown, "nobody@example.org"))
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].context["form"].errors == answers[1].context["form"].errors


class TestReset:
    def test_a_code_is_good_for_ten_minutes(self, client, person, monkeypatch):
        code = ask_for_reset(client)
        later = time.time() + 601
        monkeypatch.setattr(code_verification, "time", SimpleNamespace(time=lambda: later))
        assert answer_reset(client, code).url != reverse("account_complete_password_reset")

    def test_a_code_is_of_no_use_in_another_browser(self, client, person):
        code = ask_for_reset(client)
        assert answer_reset(Client(), code).url != reverse("account_complete_password_reset")
        assert answer_reset(client, code).url == reverse("account_complete_password_reset")

    def test_a_code_is_of_no_use_a_second_time(self, client, person):
        code = ask_for_reset(client)
        answers = {"password1": OTHER, "password2": OTHER}
        client.post(answer_reset(client, code).url, answers)
        assert answer_reset(client, code).url != reverse("account_complete_password_reset")

    def test_three_wrong_codes_end_it(self, client, person):
        code = ask_for_reset(client)
        for _time in range(3):
            answer_reset(client, "AAAA-AAAA")
        assert answer_reset(client, code).url != reverse("account_complete_password_reset")

    def test_it_does_not_go_around_the_second_factor(self, client, person):
        TOTP.activate(person, generate_totp_secret())
        code = ask_for_reset(client)
        client.post(answer_reset(client, code).url, {"password1": OTHER, "password2": OTHER})
        answer = client.post(reverse("account_login"), {"login": EMAIL, "password": OTHER})
        assert answer.url == reverse("mfa_authenticate")
        assert not is_signed_in(client)

    def test_it_signs_out_everywhere(self, client, person):
        elsewhere = signed_in()
        code = ask_for_reset(client)
        client.post(answer_reset(client, code).url, {"password1": OTHER, "password2": OTHER})
        assert not is_signed_in(elsewhere)


def test_nobody_signs_in_by_a_code_from_their_mail(client, person):
    assert client.post("/en/accounts/login/code/", {"email": EMAIL}).status_code == 404
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    assert deliver() == []
    assert not is_signed_in(client)


def test_staff_choose_nobodys_password(client, person):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:accounts_user_change", args=[person.pk])
    assert "password" not in client.get(address).context["adminform"].form.fields
    client.post(address, {"language": "en", "is_active": "on", "password": make_password(OTHER)})
    assert client.get(f"{address}password/").status_code in {302, 404}
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_new_portal_has_no_account():
    assert not User.objects.exists()
