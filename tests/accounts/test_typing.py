"""Signing in on any keyboard: what it adds, and how it writes letters and digits, keeps nobody out."""

import re
import unicodedata
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from network import cleaning
from network.accounts.models import User
from tests.factories import UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
PASSWORD = "Écluse-à-Œuvre-ﬁn ①²-граните"
KEYBOARDS = {
    "Arabic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "Devanagari": "०१२३४५६७८९",
    "Bengali": "০১২৩৪৫৬৭৮৯",
    "full width": "０１２３４５６７８９",
}
AROUND = [
    "{}",
    "\u200f{}\u200e",
    "\ufeff{}\u200b",
    " \u00a0{}\u3000",
    "\u2068{}\u2069",
    "\u202a{}\u202c",
    "\u2060{}\u00ad",
]


@pytest.fixture
def person():
    user = UserFactory(email=EMAIL)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


def sign_in(password=PASSWORD, email=EMAIL):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def is_signed_in(client):
    return client.get(reverse("my-data")).status_code == 200


def typed_on(keyboard, code):
    return code.translate(dict(zip(map(ord, "0123456789"), KEYBOARDS[keyboard], strict=True)))


class TestPassword:
    @pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
    def test_it_is_the_same_in_every_normal_form(self, person, form):
        assert is_signed_in(sign_in(unicodedata.normalize(form, PASSWORD)))

    @pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
    def test_it_may_be_chosen_in_every_normal_form(self, form):
        user = UserFactory.build()
        user.set_password(unicodedata.normalize(form, PASSWORD))
        assert user.check_password(PASSWORD)

    @pytest.mark.parametrize("typed", [f" {PASSWORD}", f"{PASSWORD}\u200b", f"\ufeff{PASSWORD}", PASSWORD.upper()])
    def test_nothing_that_was_typed_is_left_out(self, person, typed):
        assert not is_signed_in(sign_in(typed))

    def test_one_that_was_hashed_as_it_was_typed_still_opens_and_is_hashed_anew(self, person):
        typed = unicodedata.normalize("NFD", PASSWORD)
        User.objects.update(password=hashers.make_password(typed))
        assert not is_signed_in(sign_in(PASSWORD)), "nobody can tell yet that it is the same"
        assert is_signed_in(sign_in(typed))
        assert is_signed_in(sign_in(PASSWORD))
        assert deliver() == [], "it is no change of the password"

    def test_a_signed_in_browser_stays_so_when_a_hash_is_made_anew(self, person):
        typed = unicodedata.normalize("NFD", PASSWORD)
        User.objects.update(password=hashers.make_password(typed))
        client = sign_in(typed)
        assert is_signed_in(client)
        assert is_signed_in(client)

    @pytest.mark.parametrize("wrong", ["wrong", "wro\u0301ng", "ﬁ"])
    def test_an_unknown_address_costs_as_many_hashes_as_a_wrong_password(self, person, monkeypatch, wrong):
        counted = []
        hasher = type(hashers.get_hasher())
        encode = hasher.encode
        monkeypatch.setattr(hasher, "encode", lambda *parts: counted.append(1) or encode(*parts))
        sign_in(wrong)
        known = len(counted)
        counted.clear()
        sign_in(wrong, email="nobody@example.org")
        assert len(counted) == known > 0

    def test_one_that_cannot_be_used_stays_so(self):
        user = UserFactory.build()
        user.set_password(None)
        assert not user.has_usable_password()
        assert not user.check_password("")
        assert not user.check_password(None)


@pytest.mark.parametrize("around", AROUND)
class TestAddress:
    def test_signing_in(self, person, around):
        assert is_signed_in(sign_in(email=around.format(EMAIL)))

    def test_asking_for_a_new_password(self, client, person, around):
        client.post(reverse("account_reset_password"), {"email": around.format(EMAIL)})
        assert [letter.to for letter in deliver()] == [[EMAIL]]


class TestCodes:
    @given(st.text())
    def test_only_letters_and_digits_are_left_and_a_code_stays_itself(self, text):
        clean = cleaning.code(text)
        assert cleaning.code(clean) == clean
        assert not clean or clean.isalnum()
        assert all(letter in "0123456789" for letter in clean if unicodedata.category(letter) == "Nd")

    @pytest.mark.parametrize("keyboard", KEYBOARDS)
    def test_an_authenticator_app(self, person, monkeypatch, keyboard):
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(person, secret)
        monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: 1_900_000_000))
        code = totp.format_hotp_value(totp.hotp_value(secret, 1_900_000_000 // 30))
        client = sign_in()
        assert not is_signed_in(client)
        digits = typed_on(keyboard, code)
        client.post(reverse("mfa_authenticate"), {"code": f"\u200f{digits[:3]}\u00a0{digits[3:]}\ufeff"})
        assert is_signed_in(client)
        again = sign_in()
        again.post(reverse("mfa_authenticate"), {"code": code})
        assert not is_signed_in(again), "a code is of no use a second time, in whatever digits"

    @pytest.mark.parametrize("keyboard", KEYBOARDS)
    def test_a_recovery_code(self, person, keyboard):
        totp.TOTP.activate(person, totp.generate_totp_secret())
        code = RecoveryCodes.activate(person).get_unused_codes()[0]
        client = sign_in()
        client.post(reverse("mfa_authenticate"), {"code": typed_on(keyboard, code)})
        assert is_signed_in(client)
        assert code not in Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()

    @pytest.mark.parametrize("around", ["{}", "\u200f{}\u200e", " {} ", "\ufeff{}\u200b"])
    @pytest.mark.parametrize("dash", ["-", "", " ", "\u2011", "\u2013", "－"])
    @pytest.mark.parametrize("offset", [0, 0xFEE0], ids=["ASCII", "full width"])
    def test_a_code_by_mail(self, client, person, around, dash, offset):
        client.post(reverse("account_reset_password"), {"email": EMAIL})
        code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", deliver()[-1].body, re.MULTILINE)[0]
        typed = "".join(chr(ord(letter) + offset) for letter in code.lower().replace("-", ""))
        answers = {"code": around.format(f"{typed[:4]}{dash}{typed[4:]}")}
        answer = client.post(reverse("account_confirm_password_reset_code"), answers)
        assert answer.url == reverse("account_complete_password_reset")
