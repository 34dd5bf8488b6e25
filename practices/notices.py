"""What both sides of an adoption are asked by mail, and what the author of a practice hears.

Those who are asked did not ask for the letter, so nothing that the reporter typed stands in it.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.catalogue.audiences import Audience
from network.moderation.confirmations import public_title
from network.notices.letters import Letter, button, paragraph, renders
from network.notices.models import Notice
from practices import answering
from practices.answering import Standing
from practices.models import Adoption, SideAnswer


@renders("practices.adoption-origin")
def ask_author(notice: Notice) -> Letter | None:
    """Ask the author of a practice whether a report is right; not when that can no longer be answered."""
    question = _waiting(notice)
    if question is None:
        return None
    adoption = question.adoption
    facts = {"practice": adoption.adopted_practice.title, "country": adoption.country.label()}
    return Letter(
        subject=_("Expert Network: is this report about your contribution right?"),
        parts=(
            paragraph(
                _(
                    "A member of the South-South CT/PVE Expert Network reports that your good practice “%(practice)s” "
                    "was adopted in %(country)s. Before the report is published, we ask you whether it is right."
                )
                % facts
            ),
            *_how_to_answer(question),
        ),
        why=_("You get this email because you submitted this practice to the network."),
    )


@renders("practices.adoption-adopter")
def ask_adopter(notice: Notice) -> Letter | None:
    """Ask whoever was named for the adopting side; as `ask_author`. Only what everybody may read is named."""
    question = _waiting(notice)
    if question is None:
        return None
    adoption = question.adoption
    title, country = public_title(adoption.adopted_practice), adoption.country.label()
    reported = (
        _(
            "A member of the South-South CT/PVE Expert Network reports that the good practice “%(practice)s” was "
            "adopted in %(country)s, and gave us your address. Before the report is published, we ask you whether it "
            "is right."
        )
        if title
        else _(
            "A member of the South-South CT/PVE Expert Network reports that a good practice was adopted in "
            "%(country)s, and gave us your address. Before the report is published, we ask you whether it is right."
        )
    )
    return Letter(
        subject=_("Expert Network: is this report right?"),
        parts=(
            paragraph(reported % {"practice": title, "country": country}),
            *_how_to_answer(question),
            paragraph(_("If you know nothing of this, say so behind the link, and we will not ask you again.")),
        ),
        why=_(
            "You get this email because a member of the network named you as someone who can confirm this. We do not "
            "keep your address after your answer, unless you agree to be asked again."
        ),
    )


def _waiting(notice):
    key, _space, _asked_at = notice.about.partition(" ")
    question = SideAnswer.objects.filter(key=key).select_related("adoption__adopted_practice").first()
    return question if question and answering.standing(question) == Standing.WAITS else None


def _how_to_answer(question):
    day = date_format(timezone.localtime(question.deadline), "DATE_FORMAT")
    return (
        paragraph(
            _("If we do not hear from you by %(date)s, the report may be published without your confirmation.")
            % {"date": day}
        ),
        button(_("Read the report and answer:"), reverse("adoption-answer", args=[answering.make_token(question)])),
        paragraph(
            _("You do not need to sign in. Do not forward this email: anyone with this link can answer for you.")
        ),
    )


@renders("practices.adopted")
def adopted(notice: Notice) -> Letter | None:
    """Tell the author of a practice that an adoption of it is published; not when it is gone again."""
    adoption = Adoption.objects.published().filter(key=notice.about).first()
    if adoption is None or not adoption.reaches(Audience.MEMBERS):
        return None
    facts = {"practice": adoption.adopted_practice.title, "country": adoption.country.label()}
    return Letter(
        subject=_("Expert Network: your contribution was adopted elsewhere"),
        parts=(
            paragraph(
                _("Your good practice “%(practice)s” was adopted in %(country)s. The report is now published.") % facts
            ),
            button(_("Read the report:"), adoption.get_absolute_url()),
        ),
        why=_("You get this email because you submitted this practice to the network."),
    )
