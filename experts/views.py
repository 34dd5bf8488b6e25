"""Public pages of experts, and the pages on which they write their profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from experts.forms import STEPS
from experts.jsonld import person
from experts.models import Profile
from network.catalogue.conditional import unchanged
from network.moderation.editing import EditRecord
from network.moderation.public import card_or_404


@require_safe
@unchanged
def detail(request, slug):
    """One expert as the reader's audience may see them. Hidden and missing are the same."""
    card = card_or_404(request, Profile, slug)
    return render(request, "experts/detail.html", {"card": card, "json_ld": person(card)})


class Edit(EditRecord):
    """A step of the reader's own profile, which comes to be with its first saved step."""

    steps = STEPS

    def get_record(self):
        """The reader's profile, perhaps not stored yet."""
        user = self.request.user
        profile = Profile.objects.filter(user=user).select_related("live").first()
        return profile or Profile(user=user, author=user, original_language=get_language())

    def step_address(self, record, slug):
        """Where a step is; everybody has one profile, so no key is needed."""
        return reverse("profile-edit", args=[slug])

    def after_step(self, record, step):
        """Topics are kept with their level; the record is filed under them as all records are."""
        if step.slug == "expertise":
            record.topics.set([item.topic for item in record.expertise.select_related("topic")])


@require_POST
@login_required
def hide(request):
    """Hide me now: the next request of anybody finds nothing."""
    get_object_or_404(Profile, user=request.user).hide()
    messages.success(request, _("Your profile is hidden. Nobody but UNCCT staff can see it."))
    return redirect("dashboard")
