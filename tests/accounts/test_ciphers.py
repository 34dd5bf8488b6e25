"""What is encrypted at rest opens with our keys, for its purpose, and unchanged; nothing else opens."""

import base64
import random

import pytest
from allauth.core.internal.cryptokit import generate_user_code
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.db import SessionStore

from network.accounts.ciphers import cipher
from network.keys import new_key

PURPOSE = b"test.v1"


def test_it_opens_for_no_other_purpose():
    with pytest.raises(InvalidToken):
        cipher(b"other.v1").decrypt(cipher(PURPOSE).encrypt(b"secret"))


def test_it_does_not_open_once_anything_in_it_was_changed():
    raw = base64.urlsafe_b64decode(cipher(PURPOSE).encrypt(b"secret"))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(InvalidToken):
            cipher(PURPOSE).decrypt(base64.urlsafe_b64encode(changed))


def test_the_same_text_is_never_encrypted_alike():
    assert cipher(PURPOSE).encrypt(b"secret") != cipher(PURPOSE).encrypt(b"secret")


def test_it_opens_after_a_change_of_the_key_until_that_key_is_retired(settings):
    token = cipher(PURPOSE).encrypt(b"secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    assert cipher(PURPOSE).decrypt(token) == b"secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        cipher(PURPOSE).decrypt(token)


def test_a_random_name_has_128_bits_and_never_comes_twice():
    names = {new_key() for _time in range(1000)}
    assert len(names) == 1000
    assert {len(name) for name in names} == {22}, "16 bytes in base 64"


SECRETS = [new_key, generate_user_code, RecoveryCodes.generate_seed, generate_totp_secret]


@pytest.mark.parametrize("make", [*SECRETS, SessionStore()._get_new_session_key], ids=lambda make: make.__name__)
@pytest.mark.django_db
def test_nothing_that_must_not_be_guessed_comes_from_the_predictable_generator(make):
    made = set()
    for _time in range(2):
        random.seed(7)
        made.add(make())
    assert len(made) == 2
