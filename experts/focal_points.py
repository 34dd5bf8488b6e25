"""Which countries have a focal point, and writing to one without learning who it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from experts.countries import by_region, state_of_focal_points, with_focal_point
from experts.models import Profile
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged_with
from network.relay.forms import BeginForm
from network.relay.models import Conversation, NotSent, is_listed
from network.relay.views import may_write
from network.verification import office


@require_safe
@unchanged_with(state_of_focal_points)
def focal_points(request):
    """What focal points do, and the countries that have one."""
    regions = [
        (label, [place for place in places if place.has_focal_point])
        for label, places in by_region(Audience.of(request.user))
    ]
    context = {
        "regions": [(label, places) for label, places in regions if places],
        "may_write": Profile.is_published_by(request.user),
    }
    return render(request, "experts/focal_points.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request, code):
    """Begin a conversation with the focal point of a country; for members who are listed themselves."""
    if code not in with_focal_point() or not Profile.is_published_by(request.user):
        raise Http404
    addressees, sender = office.holders(code, other_than=request.user), request.user.profile
    form = BeginForm(request.POST or None)
    if request.method == "POST" and addressees and form.is_valid() and may_write(request, form, "relay_begin"):
        try:
            conversation = Conversation.begin(
                by=request.user,
                profile_by=sender.key,
                begun_with=addressees[0],
                colleagues=addressees[1:],
                profile_with=office.OFFICE.mark(code),
                **form.cleaned_data,
            )
        except NotSent as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, _("Your message has been sent. Replies will appear on this page."))
            return redirect("conversation", key=conversation.key)
    context = {
        "name": office.name(code),
        "form": form,
        "is_open": bool(addressees),
        "is_listed": is_listed(sender.key),
    }
    return render(request, "experts/write_to_focal_point.html", context, status=422 if form.is_bound else 200)
