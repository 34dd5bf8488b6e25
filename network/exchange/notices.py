"""What members are told of their offers and requests. No subject names a topic: it may be read over a shoulder."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.exchange.agreements import notices as _of_exchanges  # noqa: F401 - registers its letters
from network.exchange.closing import REMINDED_BEFORE, day_in_words, today
from network.exchange.models import Answer, Opportunity
from network.notices import outbox
from network.notices.letters import Letter, button, paragraph, points, renders
from network.notices.models import Notice


def remind() -> int:
    """Have the authors of what closes within `REMINDED_BEFORE` told, once for each date; return how many letters."""
    waiting = Opportunity.objects.published().filter(
        closes_on__gte=today(),
        closes_on__lte=today() + REMINDED_BEFORE,
        closed_at__isnull=True,
        reminded_at__isnull=True,
        author__is_active=True,
    )
    return sum(_remind(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk):
    free = {"of": ("self",), "skip_locked": True}
    opportunity = Opportunity.objects.filter(pk=pk, reminded_at__isnull=True).select_for_update(**free).first()
    if opportunity is None:
        return 0
    Opportunity.objects.filter(pk=pk).update(reminded_at=timezone.now())
    outbox.put("exchange.closing", f"{pk} {opportunity.closes_on}", opportunity.author)
    return 1


# --- Closing ---


@renders("exchange.closing")
def closing(notice: Notice) -> Letter | None:
    """Tell an author that their offer or request closes soon; not when it closed, or is open for longer by now."""
    number, _space, day = notice.about.partition(" ")
    opportunity = Opportunity.objects.published().filter(pk=number, closes_on=day).first()
    if opportunity is None or not opportunity.is_open:
        return None
    return Letter(
        subject=_("Expert Network: one of your contributions closes soon"),
        parts=(
            paragraph(
                _(
                    "After %(date)s your offer or request on the South-South CT/PVE Expert Network takes no more "
                    "answers. You can extend it, or close it earlier."
                )
                % {"date": day_in_words(date.fromisoformat(day))}
            ),
            points([opportunity.heading]),
            button(_("Sign in to extend or close it:"), reverse("opportunity-closing", args=[opportunity.key])),
        ),
        why=_("You get this email because you published an offer or a request on the network."),
    )


# --- Answers ---


@renders("answer.begun")
def answered(notice) -> Letter | None:
    """Tell the author that there are answers; not when none of them waits."""
    opportunity, _space, _day = notice.about.partition(" ")
    waiting = Answer.objects.waiting_for(notice.user).filter(opportunity__key=opportunity, is_asked=False)
    count = waiting.count()
    if not count:
        return None
    text = ngettext(
        "One answer to your offer or request waits for your decision.",
        "%(count)d answers to your offer or request wait for your decision.",
        count,
    )
    return Letter(
        subject=_("Expert Network: your offer or request was answered"),
        parts=(
            paragraph(text % {"count": count}),
            paragraph(
                _("You learn who a member is when you both agree. An answer without a decision ends after 14 days.")
            ),
            button(_("See the answers"), reverse("opportunity-answers", args=[opportunity])),
        ),
        why=_("You get this email because you made an offer or a request in the network."),
    )


@renders("answer.asked")
def asked(notice) -> Letter | None:
    """Tell a member that the author of an offer or a request asks them."""
    found = Answer.objects.waiting_for(notice.user).filter(pk=notice.about).first()
    if found is None:
        return None
    return Letter(
        subject=_("Expert Network: a member invites you to an exchange"),
        parts=(
            paragraph(
                _("A member of the South-South CT/PVE Expert Network thinks that you fit their offer or request.")
            ),
            paragraph(
                _("If you do not respond by %(date)s, the invitation ends. To decline, one click is enough.")
                % {"date": date_format(found.expires_at)}
            ),
            button(_("See the invitation"), reverse("answer", args=[found.key])),
        ),
        why=_why(),
    )


@renders("answer.agreed")
def agreed(notice) -> Letter | None:
    """Tell the side that said yes first that the other has, too."""
    found = Answer.objects.agreed().of(notice.user).filter(pk=notice.about).first()
    if found is None:
        return None
    return Letter(
        subject=_("Expert Network: both sides have agreed"),
        parts=(
            paragraph(_("You and another member have agreed to an exchange. You now see who the other side is.")),
            button(_("See who it is and send a message"), reverse("answer", args=[found.key])),
        ),
        why=_why(),
    )


@renders("answer.declined")
def declined(notice) -> Letter | None:
    """Tell the side that began that it did not fit."""
    if not Answer.objects.of(notice.user).filter(pk=notice.about, end=Answer.End.DECLINED).exists():
        return None
    return Letter(
        subject=_("Expert Network: an exchange did not fit"),
        parts=(
            paragraph(_("An answer or invitation that you sent did not fit this time. No reason is asked for.")),
            _to_mine(),
        ),
        why=_why(),
    )


@renders("answer.ended")
def ended(notice) -> Letter:
    """Tell that something ended; in these words whatever the reason, and never at once."""
    return Letter(
        subject=_("Expert Network: an answer or invitation has ended"),
        parts=(
            paragraph(
                _(
                    "At least one answer or invitation of yours has ended without an agreement. There can be many "
                    "reasons, and we do not say which."
                )
            ),
            _to_mine(),
        ),
        why=_why(),
    )


@renders("answer.reminder")
def reminder(notice) -> Letter | None:
    """Remind somebody, once, of what they have not answered for a week."""
    count = Answer.objects.waiting_for(notice.user).filter(reminded_at__isnull=False).count()
    if not count:
        return None
    text = ngettext(
        "One answer or invitation has waited for your decision for a week. It ends after two weeks.",
        "%(count)d answers or invitations have waited for your decision for a week. Each ends after two weeks.",
        count,
    )
    return Letter(
        subject=_("Expert Network: your decision is awaited"),
        parts=(paragraph(text % {"count": count}), _to_mine()),
        why=_why(),
    )


def _to_mine():
    return button(_("See my exchanges"), reverse("exchanges"))


def _why():
    return _("You get this email because you take part in offers and requests of the network.")
