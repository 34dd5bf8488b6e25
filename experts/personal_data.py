"""What a profile keeps about its owner, and how it is erased: whatever becomes of the other contributions."""

from django.utils.translation import gettext_lazy as _

from experts.models import Expertise, LanguageSkill, Offer, Profile
from network.accounts.data_protection import eraser, register
from network.moderation.personal_data import erase_record

KEPT = {"erased": _("deleted"), "period": _("until you erase it")}

register(
    Profile,
    "user",
    exported=[
        "key", "form_of_address", "given_name", "family_name", "name_in_own_script", "own_script_language",
        "role_name", "headline", "background", "organization", "institution_kind", "position", "nationality",
        "duty_country", "years", "target_groups", "summary", "availability", "contact", "needs", "justification",
        "listing_mode", "may_be_crawled", "seeks_endorsement", "consented_at",
        "photo__key", "cv__key",
    ],
    **KEPT,
)  # fmt: skip
register(LanguageSkill, "profile__user", exported=["language", "level"], **KEPT)
register(Expertise, "profile__user", exported=["topic", "level", "evidence"], **KEPT)
register(Offer, "profile__user", exported=["modality", "per_month"], **KEPT)


@eraser
def erase_profile(user, take_down):
    """Delete the profile of `user`, if there is one."""
    if profile := Profile.objects.filter(user=user).first():
        erase_record(profile)
