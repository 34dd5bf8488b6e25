"""What a profile keeps about its owner, and how it is erased: whatever becomes of the other contributions."""

from django.utils.translation import gettext_lazy as _

from experts.models import Expertise, LanguageSkill, Offer, Profile
from network.accounts.data_protection import eraser, register
from network.moderation.personal_data import erase_record, register_kind

KEPT = {"erased": _("deleted"), "period": _("until you delete it")}

register_kind(Profile, "user", **KEPT)
register(LanguageSkill, "profile__user", exported=["language", "level"], **KEPT)
register(Expertise, "profile__user", exported=["topic", "level", "evidence"], **KEPT)
register(Offer, "profile__user", exported=["modality", "per_month"], **KEPT)


@eraser
def erase_profile(user, take_down):
    """Delete the profile of `user`, if there is one."""
    if profile := Profile.objects.filter(user=user).first():
        erase_record(profile)
