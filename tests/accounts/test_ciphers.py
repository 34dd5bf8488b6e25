"""What is encrypted at rest opens with our keys, for its purpose, and unchanged; nothing else opens."""

import base64
import hashlib
import io
import random

import pytest
from allauth.core.internal.cryptokit import generate_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command

from network.accounts import copies, reencryption
from network.accounts.adapters import PURPOSE as PURPOSE_OF_FACTORS
from network.accounts.ciphers import Cipher, key_id
from network.accounts.models import Copy
from network.keys import new_key
from network.storage import private
from tests.factories import UserFactory

PURPOSE = b"test.v1"


def test_it_opens_for_no_other_purpose():
    with pytest.raises(InvalidToken):
        Cipher(b"other.v1").decrypt(Cipher(PURPOSE).encrypt(b"secret"))


def test_it_does_not_open_once_anything_in_it_was_changed():
    name, _mark, token = Cipher(PURPOSE).encrypt(b"secret").partition(b".")
    raw = base64.urlsafe_b64decode(token)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(InvalidToken):
            Cipher(PURPOSE).decrypt(name + b"." + base64.urlsafe_b64encode(changed))
    for name in (b"", b"00000000", b"x"):
        with pytest.raises(InvalidToken):
            Cipher(PURPOSE).decrypt(name + b"." + token)


def test_the_same_text_is_never_encrypted_alike():
    assert Cipher(PURPOSE).encrypt(b"secret") != Cipher(PURPOSE).encrypt(b"secret")


def test_it_opens_after_a_change_of_the_key_until_that_key_is_retired(settings):
    settings.FACTOR_KEYS = ["an old key"]
    token = Cipher(PURPOSE).encrypt(b"secret")
    settings.FACTOR_KEYS = ["a new key", "an old key"]
    assert Cipher(PURPOSE).decrypt(token) == b"secret"
    assert not Cipher(PURPOSE).is_current(token)
    settings.FACTOR_KEYS = ["a new key"]
    with pytest.raises(InvalidToken):
        Cipher(PURPOSE).decrypt(token)


def test_a_change_of_the_secret_key_touches_nothing_that_is_encrypted(settings):
    token = Cipher(PURPOSE).encrypt(b"secret")
    settings.SECRET_KEY = "another secret"
    assert Cipher(PURPOSE).decrypt(token) == b"secret"


def as_an_earlier_release(purpose, secret, key):
    """`secret` as it was encrypted when the keys followed SECRET_KEY."""
    digest = hashlib.blake2b(key.encode(), digest_size=32, person=purpose).digest()
    return Fernet(base64.urlsafe_b64encode(digest)).encrypt(secret)


def test_what_an_earlier_release_encrypted_opens(settings):
    settings.SECRET_KEY_FALLBACKS = ["a secret of last year"]
    for key in (settings.SECRET_KEY, "a secret of last year"):
        assert Cipher(PURPOSE).decrypt(as_an_earlier_release(PURPOSE, b"secret", key)) == b"secret"


@pytest.mark.django_db
class TestReencrypt:
    @pytest.fixture(autouse=True)
    def _small_chunks(self, monkeypatch):
        monkeypatch.setattr(reencryption, "CHUNK", 2)

    def run(self):
        out = io.StringIO()
        call_command("reencrypt", stdout=out)
        return out.getvalue()

    def test_afterwards_the_older_keys_can_go_and_every_factor_and_copy_still_opens(
        self, settings, django_capture_on_commit_callbacks
    ):
        settings.FACTOR_KEYS = ["the key of last year"]
        people = UserFactory.create_batch(5)
        secrets = {user.pk: generate_totp_secret() for user in people}
        for user in people:
            TOTP.activate(user, secrets[user.pk])
        codes = RecoveryCodes.activate(people[0]).get_unused_codes()
        legacy = people[1].authenticator_set.get()
        legacy.data["secret"] = as_an_earlier_release(PURPOSE_OF_FACTORS, b"JBSWY3DP", settings.SECRET_KEY).decode()
        legacy.save()
        secrets[people[1].pk] = "JBSWY3DP"
        copy = Copy.objects.create(user=people[0])
        copies.make(copy.pk)
        settings.FACTOR_KEYS = ["the key of today", "the key of last year"]
        with django_capture_on_commit_callbacks(execute=True):
            said = self.run()
        assert "second factors: 6 examined, 6 encrypted anew" in said
        assert f"The keys {key_id('the key of last year')} can leave" in said
        settings.FACTOR_KEYS = ["the key of today"]
        settings.SECRET_KEY = "something else"
        for factor in Authenticator.objects.filter(type="totp"):
            assert decrypt(factor.data["secret"]) == secrets[factor.user_id]
        assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
        assert private().listdir("")[1] == [Copy.objects.get().archive.name]
        assert copies.fetch(people[0], copy.key).startswith(b"PK")

    def test_a_second_run_finds_nothing_to_do(self):
        TOTP.activate(UserFactory(), generate_totp_secret())
        assert "1 examined, 0 encrypted anew" in self.run()

    def test_what_no_key_opens_is_named_and_everything_else_is_done(self, settings):
        settings.FACTOR_KEYS = ["a lost key"]
        lost = TOTP.activate(UserFactory(), generate_totp_secret()).instance
        settings.FACTOR_KEYS = ["the key of last year"]
        TOTP.activate(UserFactory(), generate_totp_secret())
        settings.FACTOR_KEYS = ["the key of today", "the key of last year"]
        with pytest.raises(CommandError, match=f"factor {lost.pk}\\."):
            self.run()
        settings.FACTOR_KEYS = ["the key of today"]
        assert decrypt(Authenticator.objects.exclude(pk=lost.pk).get().data["secret"])


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
