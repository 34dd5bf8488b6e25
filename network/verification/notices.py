"""What focal points are told. No record is named: what waits for review is not public."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.moderation.models import Status
from network.notices.letters import Letter, button, paragraph, renders
from network.verification.models import Consultation, Endorsement, FocalPoint


@renders("verification.consultation")
def consultation(notice) -> Letter | None:
    """Tell a focal point that their country is asked; not when it has answered, or they speak for it no more."""
    number, _dot, _time = notice.about.partition(" ")
    asked = Consultation.objects.open().filter(pk=number, record__status=Status.SUBMITTED)
    speaking = FocalPoint.objects.in_force().filter(user=notice.user)
    found = asked.filter(country__focal_points__in=speaking).select_related("country").first()
    if found is None:
        return None
    return Letter(
        subject=_("Expert Network: a contribution awaits your country’s response"),
        parts=(
            paragraph(
                _(
                    "A contribution about a State institution of %(country)s has been submitted to the South-South "
                    "CT/PVE Expert Network. Before it is published, you may endorse it, state that you have no "
                    "objection, or object."
                )
                % {"country": found.country}
            ),
            paragraph(
                _("If you do not respond by %(date)s, we will record that there is no objection.")
                % {"date": date_format(found.deadline)}
            ),
            _to_my_countries(),
        ),
        why=_why(),
    )


@renders("verification.objection-withdrawn")
def objection_withdrawn(notice) -> Letter | None:
    """Tell a moderator that a country objects no longer; not when the record was decided."""
    number, _space, _time = notice.about.partition(" ")
    found = Consultation.objects.filter(pk=number, record__status=Status.SUBMITTED).select_related("country").first()
    if found is None or found.is_objected:
        return None
    return Letter(
        subject=_("Expert Network: an objection has been withdrawn"),
        parts=(
            paragraph(
                _(
                    "The focal point of %(country)s has withdrawn its objection to a submission that is waiting for a "
                    "decision."
                )
                % {"country": found.country}
            ),
            button(
                _("Read the submission and decide, after signing in:"),
                reverse("admin:moderation_record_review", args=[found.record_id]),
            ),
        ),
        why=_("You get this email because you are a moderator of the network."),
    )


@renders("verification.expiring")
def expiring(notice) -> Letter | None:
    """Tell a focal point how many of the endorsements that they gave end soon."""
    reminded_at = datetime.fromisoformat(notice.about)
    count = Endorsement.objects.in_force().filter(by=notice.user, reminded_at=reminded_at).count()
    if not count:
        return None
    text = ngettext(
        "One of your endorsements ends within a month. To renew it, endorse again.",
        "%(count)d of your endorsements end within a month. To renew them, endorse again.",
        count,
    )
    return Letter(
        subject=_("Expert Network: your endorsements end soon"),
        parts=(paragraph(text % {"count": count}), _to_my_countries()),
        why=_why(),
    )


def _to_my_countries():
    return button(_("Sign in to see it and what you can do next:"), reverse("my-countries"))


def _why():
    return _("You get this email because you are the focal point of a country in the network.")
