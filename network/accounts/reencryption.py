"""Encrypting anew what is under an older key, so that the key can go."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile
from django.db import transaction

from network.accounts import adapters, copies
from network.accounts.ciphers import Cipher
from network.accounts.models import Copy

CHUNK = 200
# The encrypted values in `Authenticator.data`, by type; passkeys hold public keys only.
SECRETS = {
    Authenticator.Type.TOTP: ("secret",),
    Authenticator.Type.RECOVERY_CODES: ("seed", "migrated_codes"),
}
FACTOR_CIPHER = Cipher(adapters.PURPOSE)
COPY_CIPHER = Cipher(copies.PURPOSE)


@dataclass
class Outcome:
    """How many were examined and encrypted anew, and the names of those that no key of ours opens."""

    examined: int = 0
    renewed: int = 0
    unreadable: tuple = ()

    def note(self, name, renew: Callable[[], bool]):
        """Count one, which `renew` encrypts anew if need be."""
        self.examined += 1
        try:
            self.renewed += renew()
        except InvalidToken:
            self.unreadable += (name,)


def renew_factors(report=lambda outcome: None) -> Outcome:
    """Bring the secrets of all second factors under the newest key. `report` is called after each chunk."""
    outcome, last = Outcome(), 0
    factors = Authenticator.objects.filter(type__in=SECRETS).order_by("pk")
    while True:
        with transaction.atomic():
            chunk = list(factors.filter(pk__gt=last).select_for_update()[:CHUNK])
            for factor in chunk:
                outcome.note(f"factor {factor.pk}", lambda factor=factor: _renew_factor(factor))
        if not chunk:
            return outcome
        last = chunk[-1].pk
        report(outcome)


def renew_copies(report=lambda outcome: None) -> Outcome:
    """Bring all copies of people's data under the newest key. `report` is called after each."""
    outcome = Outcome()
    for pk in Copy.objects.exclude(archive="").order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            copy = Copy.objects.select_for_update().filter(pk=pk).first()
            if copy:
                outcome.note(f"copy {pk}", lambda copy=copy: _renew_copy(copy))
        report(outcome)
    return outcome


def _renew_factor(factor):
    changed = False
    for name in SECRETS[factor.type]:
        value = factor.data.get(name)
        if isinstance(value, list):
            renewed = [_renewed_text(text) for text in value]
        elif value is not None:
            renewed = _renewed_text(value)
        else:
            continue
        changed |= renewed != value
        factor.data[name] = renewed
    if changed:
        factor.save(update_fields=["data"])
    return changed


def _renewed_text(text):
    ciphertext = text.encode()
    if FACTOR_CIPHER.is_current(ciphertext):
        return text
    return FACTOR_CIPHER.encrypt(FACTOR_CIPHER.decrypt(ciphertext)).decode()


def _renew_copy(copy):
    former, storage = copy.archive.name, copy.archive.storage
    with copy.archive.open("rb") as file:
        ciphertext = file.read()
    if COPY_CIPHER.is_current(ciphertext):
        return False
    archive = COPY_CIPHER.decrypt(ciphertext)
    copy.archive.save("archive", ContentFile(COPY_CIPHER.encrypt(archive)), save=False)
    copy.save(update_fields=["archive"])
    transaction.on_commit(lambda: storage.delete(former))
    return True
