"""One's own conversations. A conversation of others does not exist."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.relay.forms import ReplyForm, ReportForm
from network.relay.models import Conversation, NotSent, written_to

PER_PAGE = 20


def may_write(request, form, action="relay") -> bool:
    """Whether the reader has not written too much lately; otherwise `form` says so and keeps what was typed."""
    if ratelimit.consume(request, action=action, user=request.user):
        return True
    form.add_error("text", _("You have reached the daily limit for messages. Copy your text and send it tomorrow."))
    return False


@require_safe
@login_required
def inbox(request):
    """The reader's conversations, the latest first."""
    to_reader = Q(writings__read_at__isnull=True) & written_to(request.user, prefix="writings__")
    unread = Count("writings", filter=to_reader)
    conversations = Conversation.objects.of(request.user).annotate(unread=unread).order_by("-latest_at", "-pk")
    page = Paginator(conversations, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "relay/inbox.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def conversation(request, key):
    """Read one conversation, and answer."""
    found = _find(request, key)
    form = ReplyForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and may_write(request, form) and _answer(request, found, form):
            return redirect("conversation", key=found.key)
        found = _find(request, key)
    elif request.method == "GET":  # whoever asks for the head reads nothing
        found.read_by(request.user)
    context = {
        "conversation": found,
        "name": found.name_of_other_side(request.user),
        "own_name": found.name_of_own_side(request.user),
        "writings": found.writings.all(),
        "form": form,
        "is_listed": found.shows(request.user),
        "takes_messages": bool(found.reached_by(request.user)),
        "report_form": ReportForm(),
    }
    return render(request, "relay/conversation.html", context, status=422 if form.is_bound else 200)


def _answer(request, found, form) -> bool:
    """Send what was typed; where that is not possible, `form` says why and keeps it."""
    try:
        found.write(request.user, form.cleaned_data["text"])
    except NotSent as reason:
        form.add_error("text", str(reason))
    return not form.errors


@require_POST
@login_required
def close(request, key):
    """End a conversation; the other side cannot write in it any more."""
    _find(request, key).close()
    messages.success(request, _("You have closed the conversation."))
    return redirect("conversation", key=key)


@require_POST
@login_required
def report(request, key):
    """End a conversation and show it to staff."""
    found, form = _find(request, key), ReportForm(request.POST)
    if form.is_valid():
        found.report_by(request.user, form.cleaned_data["report"])
        messages.success(
            request, _("Thank you for your report. The conversation is closed, and UNCCT staff will read it.")
        )
    else:
        messages.error(request, _("Describe the problem in a few words, then select “Report conversation” again."))
    return redirect("conversation", key=key)


def _find(request, key):
    own = Conversation.objects.of(request.user).select_related("begun_by", "begun_with")
    return get_object_or_404(own, key=key)
