"""What members are told of their offers and requests. No subject names a topic: it may be read over a shoulder."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.exchange.closing import REMINDED_BEFORE, day_in_words, today
from network.exchange.models import Opportunity
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
