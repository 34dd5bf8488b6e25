"""What profiles and centres keep about their owners. A profile is erased whatever becomes of other contributions."""

from django.utils.translation import gettext_lazy as _

from experts.models import Affiliation, Centre, CentreSource, Expertise, LanguageSkill, Offer, Profile
from network.accounts.data_protection import eraser, register
from network.moderation.personal_data import erase_record, register_kind

KEPT = {"erased": _("deleted"), "period": _("until you delete it")}

register_kind(Profile, "user", **KEPT)
register(LanguageSkill, "profile__user", exported=["language", "level"], **KEPT)
register(Expertise, "profile__user", exported=["topic", "level", "evidence"], **KEPT)
register(Offer, "profile__user", exported=["modality", "per_month"], **KEPT)

OF_CENTRES = {
    "erased": _("drafts deleted; published contributions stay without your name, unless you choose to withdraw them"),
    "period": _("until you delete it"),
}

register_kind(Centre, **OF_CENTRES)
register(
    Affiliation,
    "profile__user",
    exported=["centre__key", "expert_agreed_at", "keeper_agreed_at", "audience"],
    erased=_("deleted"),
    period=_("until you or the contact for the centre end it"),
)
register(CentreSource, "centre__author", exported=["centre__key", "title", "publisher", "year", "url"], **OF_CENTRES)


@eraser
def erase_profile(user, take_down):
    """Delete the profile of `user`, if there is one."""
    if profile := Profile.objects.filter(user=user).first():
        erase_record(profile)
