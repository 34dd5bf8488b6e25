"""Where the accounts of this portal differ from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.accounts import codes
from network.accounts.ciphers import Cipher
from network.accounts.models import User
from network.addresses import stored_form
from network.keys import new_key
from network.notices import gate, outbox

PURPOSE = b"mfa.secrets.v1"


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language in which somebody signs up, and leaves every letter to the one sender of small letters."""

    def pre_authenticate(self, request, **credentials):
        """Refuse who tries too often, the same for every address, known or not; see `ACCOUNT_RATE_LIMITS`."""
        if not ratelimit.consume(request, action="login_account", key=self._login(credentials)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count wrong passwords for an account and where they come from, so that a stranger locks nobody out."""
        return f"{self._login(credentials)} {get_ip(request)}"

    @staticmethod
    def _login(credentials):
        return stored_form(credentials.get("email", ""))

    def is_safe_url(self, url):
        """Whether `url` leads nowhere else; what cannot be read as an address leads somewhere unknown."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def save_user(self, request, user, form, commit=True):
        """Store `user` from the sign-up `form`."""
        user.language = get_language()
        return super().save_user(request, user, form, commit)

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Have the code for an address told; `emailconfirmation` is the process that will ask for it."""
        address, user = emailconfirmation.email, emailconfirmation.user
        asked = codes.ask("accounts.sign-up" if address == user.email else "accounts.second-address", address, user)
        asked.put_into(emailconfirmation)

    def send_account_already_exists_mail(self, email):
        """Have the owner of the account at `email` told that somebody tried to sign up with it."""
        if gate.admits(email):
            outbox.put("accounts.known", new_key(), User.objects.get_by_natural_key(email))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Have `user` told of a change; of what `context` holds nothing is kept, because others may have typed it."""
        address = email if email and email != user.email else ""
        ip = self.get_client_ip(self.request)
        outbox.put("accounts.changed", new_key(), user, address=address, change=template_prefix, ip=ip)

    def send_mail(self, template_prefix, email, context):
        """Refuse: a letter that nobody here knows would have allauth's look, and links that a request may choose."""
        raise NotImplementedError(template_prefix)


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors at rest, under keys of their own."""

    # allauth's sentence is that for codes of letters, of which one may ask for another.
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not correct. Check it, or enter the next one."),
    }

    def can_delete_authenticator(self, authenticator):
        """Staff keep at least one factor beside the recovery codes."""
        user = authenticator.user
        if not user.is_staff or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return super().can_delete_authenticator(authenticator)
        others = user.authenticator_set.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exists()

    def encrypt(self, text):
        """Return `text` encrypted, as stored."""
        return Cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return what `encrypt` was given. Raises cryptography's InvalidToken for anything else."""
        return Cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()
