"""What waits for those who have no profile that others can see, and for experts and keepers of centres."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experts.models import Affiliation, Profile
from network.accounts.my_page import Waiting, waits
from network.catalogue.models import Entry
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


@waits(place=25)
def affiliations(user):
    """The centres that ask the user, and the experts who ask for one that the user keeps, as far as they are shown."""
    published = Affiliation.objects.with_published().select_related("centre__live")
    for own in published.filter(profile__user=user):
        about = {"centre": own.centre.live.content["name"]}
        address = reverse("centre-join", args=[own.centre.slug])
        if not own.expert_agreed_at:
            yield Waiting(_("Answer whether you work with “%(centre)s”") % about, address)
        if own.keeping_offered_at:
            yield Waiting(_("Answer whether you will become the contact for “%(centre)s”") % about, address)
    shown = Entry.objects.filter(kind=Profile.KIND).values("record")
    asking = published.waiting_for_keeper().filter(centre__author=user, profile__key__in=shown)
    for key, count in asking.values_list("centre__key").annotate(count=Count("pk")).order_by("centre__key"):
        text = ngettext(
            "Answer %(count)d expert who works with your centre",
            "Answer %(count)d experts who work with your centre",
            count,
        )
        yield Waiting(text % {"count": count}, reverse("centre-experts", args=[key]))
