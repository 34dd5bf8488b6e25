"""Letters about second factors, and about who reads more than a person does. None holds what somebody read."""

from django.urls import reverse
from django.utils.translation import gettext as _

from network.accounts import factor_links
from network.accounts.models import FactorLink, Reading
from network.notices.letters import Letter, button, paragraph, quote, renders


@renders("accounts.factor-link")
def factor_link(notice) -> Letter | None:
    """The link itself; not when it was used, has expired, or a newer one was made."""
    link = FactorLink.objects.open().filter(pk=notice.about).first()
    if link is None:
        return None
    begins = {
        FactorLink.Cause.LOST: _lost(),
        FactorLink.Cause.ROLE: _(
            "You have been given a role in the network. It takes effect when you have set up two-step sign-in."
        ),
    }
    return Letter(
        subject=_("Expert Network: set up two-step sign-in"),
        parts=(
            paragraph(begins[link.cause]),
            paragraph(
                _(
                    "Open this page, sign in with your password and set up two-step sign-in. The link works once, "
                    "within 24 hours."
                )
            ),
            button(_("Set up two-step sign-in"), factor_links.path_of(link)),
            paragraph(_("If you did not expect this email, tell an administrator in person or by telephone.")),
        ),
        why=_("You get this email because an administrator sent you a link."),
    )


@renders("accounts.factor-taken-away")
def factor_taken_away(notice) -> Letter:
    """For somebody without a role, who makes a new one as at first."""
    return Letter(
        subject=_("Expert Network: your two-step sign-in was removed"),
        parts=(
            paragraph(_lost()),
            paragraph(_("Sign in with your password and set up two-step sign-in again.")),
            button(_("Sign in"), reverse("account_login")),
            paragraph(_("If you did not expect this email, change your password now. Then write to us.")),
            button(_("Contact the network"), reverse("contact")),
        ),
        why=_("You get this email because the way you sign in was changed."),
    )


@renders("accounts.glass-broken")
def glass_broken(notice) -> Letter:
    """To every administrator, and to the operators."""
    return Letter(
        subject=_("Expert Network: two-step sign-in of an administrator was removed"),
        parts=(
            paragraph(_("This was done on the command line of the server. The reason:")),
            quote(notice.facts["reason"]),
            _to_account(notice),
            paragraph(_("If none of you did this, someone else controls the server. Act now.")),
        ),
        why=_("You get this email because you are an administrator."),
    )


@renders("accounts.reads-much")
def reads_much(notice) -> Letter:
    """To administrators and operators, once a day for each limit that somebody reached."""
    about = {"what": Reading.Sort(notice.facts["sort"]).label}
    return Letter(
        subject=_("Expert Network: daily reading limit reached"),
        parts=(
            paragraph(
                _("A user has reached the daily limit for %(what)s and cannot open more until tomorrow.") % about
            ),
            _to_account(notice),
        ),
        why=_("You get this email because you are an administrator."),
    )


def _to_account(notice):
    """Who it is, the admin tells: mail is forwarded and read over shoulders."""
    return button(_("Open the account"), reverse("admin:accounts_user_change", args=[notice.facts["whose"]]))


def _lost():
    return _(
        "An administrator has removed your two-step sign-in, because you, or someone in your name, reported it lost. "
        "You have been signed out everywhere."
    )
