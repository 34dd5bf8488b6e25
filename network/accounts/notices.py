"""What accounts tell their owners: codes, and what was changed. Nothing that anybody typed stands in these letters."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.accounts import codes
from network.notices.letters import Letter, button, code, paragraph, renders

# By the names of allauth's templates, in whose place these stand: a subject and a sentence.
CHANGES = {
    "account/email/password_changed": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    "account/email/password_set": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("Your account has a password now."),
    ),
    "account/email/password_reset": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account was set anew with a code from your mail."),
    ),
    "account/email/email_changed": (
        gettext_lazy("Your e-mail address was changed"),
        gettext_lazy("Your account has another e-mail address now. We write to this one for the last time."),
    ),
    "account/email/email_deleted": (
        gettext_lazy("An e-mail address was removed"),
        gettext_lazy("An e-mail address was removed from your account."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("A second factor was added"),
        gettext_lazy("Signing in to your account asks for a code of an authenticator app now."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("A second factor was removed"),
        gettext_lazy("Your account has no authenticator app any more."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("New recovery codes were made"),
        gettext_lazy("Your account has new recovery codes; earlier ones do not work any more."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("A second factor was added"),
        gettext_lazy("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("A second factor was removed"),
        gettext_lazy("A passkey or security key was removed from your account."),
    ),
}


@renders("accounts.sign-up")
def sign_up(notice) -> Letter | None:
    """The code with which a new account begins."""
    return _with_code(
        notice,
        _("Your code to confirm your address"),
        _("Somebody, probably you, made an account in the network with this address. Type this code where you did:"),
        _("It works for ten minutes. If it was not you, do nothing: without the code the account is deleted."),
    )


@renders("accounts.second-address")
def second_address(notice) -> Letter | None:
    """The code with which an account changes to this address."""
    return _with_code(
        notice,
        _("Your code to confirm your address"),
        _("Somebody, probably you, wants this address for their account in the network. Type this code there:"),
        _("It works for ten minutes. If it was not you, do nothing: without the code nothing happens."),
    )


@renders("accounts.reset")
def reset(notice) -> Letter | None:
    """The code with which a password is set anew."""
    return _with_code(
        notice,
        _("Your code to set a new password"),
        _("Somebody, probably you, wants to set a new password for your account. Type this code where you asked:"),
        _("It works for ten minutes. If it was not you, do nothing: your password stays. Tell nobody the code."),
    )


def _with_code(notice, subject, text, if_not):
    if (value := codes.of_notice(notice)) is None:
        return None
    return Letter(subject=subject, parts=(paragraph(text), code(value), paragraph(if_not)), why=_because_typed())


@renders("accounts.known")
def known(notice) -> Letter:
    """Tell the owner of an account that somebody tried to sign up with its address."""
    return Letter(
        subject=_("You have an account already"),
        parts=(
            paragraph(
                _(
                    "Somebody, probably you, tried to make an account in the network with this address, which has one "
                    "already. Sign in with it, or set a new password if you do not remember yours."
                )
            ),
            button(_("Sign in"), reverse("account_login")),
            button(_("Set a new password"), reverse("account_reset_password")),
            paragraph(_("If it was not you, do nothing: nothing has changed.")),
        ),
        why=_because_typed(),
    )


@renders("accounts.changed")
def changed(notice) -> Letter:
    """Tell somebody what was changed in their account, when, and from which IP address."""
    subject, sentence = CHANGES[notice.facts["change"]]
    when = {"time": date_format(notice.created_at, "DATETIME_FORMAT"), "ip": notice.facts["ip"]}
    return Letter(
        subject=str(subject),
        parts=(
            paragraph(sentence),
            paragraph(_("This was on %(time)s UTC, from the IP address %(ip)s.") % when),
            paragraph(_("If it was not you, set a new password at once, and look at what else was changed.")),
            button(_("Set a new password"), reverse("account_reset_password")),
        ),
        why=_("You receive this letter because you have an account in the network, whatever mail you chose."),
    )


def _because_typed():
    return _("You receive this letter because somebody typed this address into a form of the network.")
