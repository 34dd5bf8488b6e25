"""What waits for those who have no profile that others can see."""

from django.urls import reverse
from django.utils.translation import gettext as _

from experts.models import Profile
from network.accounts.my_page import Waiting, waits
from network.moderation.models.status import Status


@waits(place=5)
def profile_to_show(user):
    """A profile to begin, to go on with, or to show again."""
    profile = Profile.objects.filter(user=user).first()
    if profile is None:
        yield Waiting(_("Write your profile to join the network"), reverse("profile"))
    elif profile.is_hidden and profile.live_id:
        text = _("Your profile is hidden: only UNCCT staff can see it. Choose who can see it")
        yield Waiting(text, reverse("profile-edit", args=["visibility"]))
    elif profile.status == Status.DRAFT and not profile.live_id:
        yield Waiting(_("Complete your profile and submit it"), profile.get_edit_url())
