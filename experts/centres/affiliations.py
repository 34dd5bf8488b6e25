"""The pages on which experts and keepers say yes or no to a name on the page of a centre, and hand centres over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from experts.centres.affiliation_forms import InviteForm, JoinForm
from experts.models import Affiliation, Centre, Profile
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.keys import row_number
from network.moderation.outcomes import outcome_message
from network.moderation.public import card_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request, slug):
    """Say that the reader works with a centre, or no longer; answer its keeper; become its keeper if asked to."""
    card = card_or_404(request, Centre, slug)
    if not Profile.is_published_by(request.user):
        raise Http404
    centre, profile = Centre.objects.get(slug=slug), request.user.profile
    own = Affiliation.objects.filter(centre=centre, profile=profile).select_related("centre__author").first()
    form = JoinForm(request.POST or None, instance=own)
    if request.method == "POST" and _answer(request, card, centre, profile, own, form):
        return redirect("centre-join", slug=slug)
    context = {
        "card": card,
        "form": form,
        "has_agreed": bool(own and own.expert_agreed_at),
        "is_invited": bool(own and own.keeper_agreed_at and not own.expert_agreed_at),
        "is_shown": bool(own and own.is_agreed),
        "may_take_over": bool(own and own.may_take_over and own.centre.author_id != request.user.pk),
    }
    return render(request, "experts/join_centre.html", context, status=422 if request.method == "POST" else 200)


def _answer(request, card, centre, profile, own, form) -> bool:
    about = {"centre": card.name}
    match request.POST.get("answer"):
        case "agree" if form.is_valid():
            with outcome_message(request, _("You have agreed to be listed at “%(centre)s”.") % about):
                Affiliation.agree_as_expert(centre, profile, form.cleaned_data["audience"])
        case "leave" if own:
            with outcome_message(request, _("Your name is no longer linked to “%(centre)s”.") % about):
                own.end()
        case "keep" if own:
            done = _("You are now the contact for “%(centre)s”. You can edit its description.") % about
            with outcome_message(request, done):
                own.take_over()
        case _:
            return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def experts_of_centre(request, key):
    """The experts of one of the reader's own centres: who asks, who is asked, who is shown."""
    centre = get_object_or_404(Centre.objects.by(request.user).published(), key=key)
    form = InviteForm(request.POST if request.POST.get("answer") == "invite" else None, reader=request.user)
    if request.method == "POST" and _decide(request, centre, form):
        return redirect("centre-experts", key=key)
    context = {"centre": centre.name, "key": key, "address": centre.get_absolute_url(), "form": form}
    context["groups"] = _groups(request, centre)
    return render(request, "experts/centre_experts.html", context, status=422 if request.method == "POST" else 200)


def _decide(request, centre, form) -> bool:
    """Take the answer about one expert; only about those who are shown to the reader now."""
    if form.is_bound:
        if not form.is_valid():
            return False
        profile = Profile.objects.get(key=form.cleaned_data["profile"])
        known = Affiliation.objects.filter(centre=centre, profile=profile, keeper_agreed_at__isnull=False).first()
        if known and known.is_agreed:
            messages.info(request, _("This expert is already listed on the page of the centre."))
        elif known:
            messages.info(request, _("You have already invited this expert, who has not answered yet."))
        else:
            with outcome_message(request, _("The invitation has been sent. The expert decides whether to be listed.")):
                Affiliation.agree_as_keeper(centre, profile)
        return True
    own = Affiliation.objects.filter(centre=centre, pk=row_number(request.POST.get("expert", ""))).first()
    answer = request.POST.get("answer")
    if own is None or answer not in {"agree", "end", "offer"}:
        messages.error(request, _("Nothing was changed. Choose an expert and an answer."))
    elif answer == "agree":
        with outcome_message(request, _("The expert is now listed on the page of the centre.")):
            Affiliation.agree_as_keeper(centre, own.profile)
    elif answer == "end":
        with outcome_message(request, _("The expert is no longer linked to the centre.")):
            own.end()
    else:
        with outcome_message(request, _("The expert has been asked to become the contact for the centre.")):
            own.offer_keeping()
    return True


def _groups(request, centre):
    """What the keeper reads of each expert is what their entry says to them now; who has none is left out."""
    visible = Entry.objects.filter(audience=Audience.of(request.user), language=get_language())
    own = Affiliation.objects.filter(centre=centre)
    entries = list(visible.filter(record__in=own.values("profile__key")).defer("vector", "facets"))
    shown = {entry.record: entry for entry in list_for(request.user, entries)}
    groups = {"asking": [], "asked": [], "agreed": []}
    for row in own.select_related("profile").order_by("pk"):
        if entry := shown.get(row.profile.key):
            group = "agreed" if row.is_agreed else "asked" if row.keeper_agreed_at else "asking"
            groups[group].append({"number": row.pk, "entry": entry, "is_offered": bool(row.keeping_offered_at)})
    return groups
