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
        gettext_lazy("Expert Network: your password was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    "account/email/password_set": (
        gettext_lazy("Expert Network: your password was changed"),
        gettext_lazy("Your account now has a password."),
    ),
    "account/email/password_reset": (
        gettext_lazy("Expert Network: your password was changed"),
        gettext_lazy("The password of your account was reset with a code that we emailed to you."),
    ),
    "account/email/email_changed": (
        gettext_lazy("Expert Network: your email address was changed"),
        gettext_lazy("The email address of your account was changed. This is our last email to this address."),
    ),
    "account/email/email_deleted": (
        gettext_lazy("Expert Network: an email address was removed"),
        gettext_lazy("An email address was removed from your account."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("Expert Network: authenticator app set up"),
        gettext_lazy("From now on, you need a code from an authenticator app to sign in to your account."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("Expert Network: authenticator app removed"),
        gettext_lazy("The authenticator app was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("Expert Network: new recovery codes created"),
        gettext_lazy("Your account has new recovery codes. The earlier codes no longer work."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("Expert Network: passkey or security key added"),
        gettext_lazy("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("Expert Network: passkey or security key removed"),
        gettext_lazy("A passkey or security key was removed from your account."),
    ),
}


@renders("accounts.sign-up")
def sign_up(notice) -> Letter | None:
    """The code with which a new account begins."""
    return _with_code(
        notice,
        _("Expert Network: your code to confirm your email address"),
        _(
            "Someone, probably you, is creating an account on the South-South CT/PVE Expert Network with this "
            "address. Enter this code on the page open in your browser:"
        ),
        _(
            "It works for 10 minutes. If it was not you, ignore this email: the account cannot be used without "
            "the code and is deleted."
        ),
    )


@renders("accounts.second-address")
def second_address(notice) -> Letter | None:
    """The code with which an account changes to this address."""
    return _with_code(
        notice,
        _("Expert Network: your code to confirm your email address"),
        _(
            "Someone, probably you, wants to use this address for an account on the South-South CT/PVE Expert "
            "Network. Enter this code on the page open in your browser:"
        ),
        _("It works for 10 minutes. If it was not you, ignore this email: nothing changes without the code."),
    )


@renders("accounts.reset")
def reset(notice) -> Letter | None:
    """The code with which a password is set anew."""
    return _with_code(
        notice,
        _("Expert Network: your code to reset your password"),
        _(
            "Someone, probably you, asked to reset the password of your account on the South-South CT/PVE Expert "
            "Network. Enter this code on the page open in your browser:"
        ),
        _(
            "It works for 10 minutes. If it was not you, ignore this email: your password has not changed. Do not "
            "give the code to anyone."
        ),
    )


def _with_code(notice, subject, text, if_not):
    if (value := codes.of_notice(notice)) is None:
        return None
    return Letter(subject=subject, parts=(paragraph(text), code(value), paragraph(if_not)), why=_because_typed())


@renders("accounts.known")
def known(notice) -> Letter:
    """Tell the owner of an account that somebody tried to sign up with its address."""
    return Letter(
        subject=_("Expert Network: you already have an account"),
        parts=(
            paragraph(
                _(
                    "Someone, probably you, tried to create an account on the South-South CT/PVE Expert Network with "
                    "this address, which already has one. Sign in, or reset your password if you do not remember it."
                )
            ),
            button(_("Sign in"), reverse("account_login")),
            button(_("Reset your password"), reverse("account_reset_password")),
            paragraph(_("If it was not you, ignore this email: nothing has changed.")),
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
            paragraph(_("This happened on %(time)s, from the IP address %(ip)s.") % when),
            paragraph(_("If you did not make this change, reset your password now. Then write to us.")),
            button(_("Reset your password"), reverse("account_reset_password")),
            button(_("Contact the network"), reverse("contact")),
        ),
        why=_("You get this email because you have an account on the network. We send it whichever emails you chose."),
    )


def _because_typed():
    return _("You get this email because someone entered this address on the website of the network.")
