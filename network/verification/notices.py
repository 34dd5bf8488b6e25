"""What focal points are told. No record is named: what waits for review is not public."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.moderation.models import Status
from network.notices.letters import Letter, button, paragraph, renders
from network.verification.models import Consultation, Endorsement


@renders("verification.consultation")
def consultation(notice) -> Letter | None:
    """Tell a focal point that their country is asked; not when it has answered, or they speak for it no more."""
    number, _dot, _time = notice.about.partition(" ")
    asked = Consultation.objects.open().filter(pk=number, record__status=Status.SUBMITTED)
    found = asked.filter(country__focal_points__user=notice.user).select_related("country").first()
    if found is None:
        return None
    return Letter(
        subject=_("Your country is asked about a practice"),
        parts=(
            paragraph(
                _(
                    "Somebody submitted a good practice of a State institution of %(country)s to the South-South "
                    "CT/PVE Expert Network. Before it is published you can endorse it, say that you have no "
                    "objection, or object."
                )
                % {"country": found.country}
            ),
            paragraph(
                _("If you say nothing until %(date)s, it counts as no objection.")
                % {"date": date_format(found.deadline)}
            ),
            _to_my_countries(),
        ),
        why=_why(),
    )


@renders("verification.expiring")
def expiring(notice) -> Letter | None:
    """Tell a focal point how many of the endorsements that they gave end soon."""
    reminded_at = datetime.fromisoformat(notice.about)
    count = Endorsement.objects.in_force().filter(by=notice.user, reminded_at=reminded_at).count()
    if not count:
        return None
    text = ngettext(
        "An endorsement that you gave for your country ends within a month. To renew it, endorse again.",
        "%(count)d endorsements that you gave for your country end within a month. To renew them, endorse again.",
        count,
    )
    return Letter(
        subject=_("Endorsements that you gave will end soon"),
        parts=(paragraph(text % {"count": count}), _to_my_countries()),
        why=_why(),
    )


def _to_my_countries():
    return button(_("See it on your page, after signing in"), reverse("my-countries"))


def _why():
    return _("You receive this letter because you are the focal point of a country in the network.")
