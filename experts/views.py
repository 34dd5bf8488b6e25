"""How members reach an expert, and the pages on which experts write their profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from experts.forms import STEPS, VisibilityForm
from experts.models import Profile
from network.accounts import second_factor
from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.cleaning import one_line
from network.moderation import unsaved
from network.moderation.editing import EditRecord
from network.moderation.outcomes import outcome_message
from network.moderation.public import card_or_404
from network.relay.forms import BeginForm
from network.relay.models import Conversation, NotSent, is_listed, takes_messages
from network.relay.views import may_write


@require_safe
@login_required
def contact(request, slug):
    """Contact details, for members whose session has used a second factor; the expert sees who looked."""
    card = card_or_404(request, Profile, slug)
    if not card.has_contact:
        raise Http404
    if not second_factor.was_used(request):
        return second_factor.demand(request)
    profile = Profile.objects.published().get(slug=slug)
    details = disclose(
        Look.What.CONTACT, of=profile.user, to=request.user, content=lambda: profile.contact_for(card.audience)
    )
    context = {"card": card, "contact": details}
    return render(request, "experts/contact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request, slug):
    """Begin a conversation with an expert; for members who are listed themselves."""
    card = card_or_404(request, Profile, slug)
    if not Profile.is_published_by(request.user):
        raise Http404
    addressee, sender = Profile.objects.get(slug=slug), request.user.profile
    form = BeginForm(request.POST or None, initial={"subject": _subject_about(request)})
    is_open = takes_messages(addressee.key) and addressee != sender
    if request.method == "POST" and is_open and form.is_valid() and may_write(request, form, "relay_begin"):
        try:
            conversation = Conversation.begin(
                by=request.user,
                profile_by=sender.key,
                begun_with=addressee.user,
                profile_with=addressee.key,
                **form.cleaned_data,
            )
        except NotSent as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, _("Your message has been sent. Replies will appear on this page."))
            return redirect("conversation", key=conversation.key)
    context = {"card": card, "form": form, "is_open": is_open, "is_listed": is_listed(sender.key)}
    return render(request, "experts/write.html", context, status=422 if form.is_bound else 200)


def _subject_about(request):
    """The title of the record whose page led here, as far as the reader sees it; never what a person is called."""
    about = Entry.objects.exclude(kind__in=kinds.of_people()).shown_of(
        one_line(request.GET.get("about", "")), Audience.of(request.user)
    )
    return about.title[: Conversation._meta.get_field("subject").max_length] if about else ""


class Edit(EditRecord):
    """A step of the reader's own profile, which comes to be with its first saved step."""

    steps = STEPS
    is_the_only_one = True

    def post(self, request, step, **kwargs):
        """Save a step, or show the last one with the same choice for all parts, which is not saved by that."""
        chosen = request.POST.get("set_all", "")
        if step == "visibility" and chosen in map(str, Audience.values):
            return self.show_typed(step, VisibilityForm.set_all(request.POST, Audience(int(chosen))))
        return super().post(request, step, **kwargs)

    def get_record(self):
        """The reader's profile, perhaps not stored yet."""
        user = self.request.user
        profile = Profile.objects.filter(user=user).select_related("live", "photo", "cv").first()
        if profile:
            return profile
        key = unsaved.key_of_new(user, Profile.KIND)
        return Profile(user=user, author=user, key=key, original_language=get_language())

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
    profile = get_object_or_404(Profile, user=request.user)
    with outcome_message(request, _("Your profile is hidden. Only moderators can see it.")):
        profile.hide()
    return redirect("dashboard")
