"""The author's own page, previews, and what authors do with what is published."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.accounts import my_page
from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.accounts.roles import has_factor
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.files.models import Upload
from network.files.serving import download
from network.moderation import confirmations
from network.moderation.forms import AppealForm, WithdrawForm
from network.moderation.models import Record
from network.moderation.outcomes import outcome_message, status_of

PER_PAGE = 20
PREVIEWS = {"public": Audience.PUBLIC, "members": Audience.MEMBERS}


@require_safe
@login_required
def dashboard(request):
    """What waits for the reader, everything that they wrote with what moderators said, and what fits their profile."""
    records = Record.objects.by(request.user).with_history().order_by("-edited_at", "pk")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    published = {record.key: record.kind for record in page if record.live_id}
    figures, seen = my_page.figures_of(published), Entry.objects.seen(published)
    lacks_second_factor = request.user.is_member and not has_factor(request.user)
    context = {
        "page": page,
        "contributions": [(record, figures.get(record.key), record.key in seen) for record in page],
        "lacks_second_factor": lacks_second_factor,
        "waiting": my_page.waiting_for(request.user),
        "panels": my_page.panels_for(request.user),
    }
    return render(request, "moderation/dashboard.html", context)


@require_safe
@login_required
def preview(request, key, audience):
    """The working copy as `audience` would see it; for its author, and for moderators."""
    if audience not in PREVIEWS:
        raise Http404
    record = _readable(request.user, key)
    card = disclose(
        Look.What.REVIEW, of=record.author, to=request.user, content=lambda: record.preview(PREVIEWS[audience])
    )
    context = {
        "record_kind": record.KIND,
        "card": card,
        "preview_audience": PREVIEWS[audience],
        "record": record,
        "address_of_file": lambda key: reverse("my-file", args=[key]),
    }
    return render(request, "moderation/preview.html", context)


@require_safe
@login_required
def file(request, key):
    """A file as its uploader and moderators may have it, whatever its record shows."""
    readable = Q(owner=request.user)
    if _may_review(request.user):
        readable |= Q(record__in=Record.objects.handed_in().values("key"))
    upload = get_object_or_404(Upload.objects.filter(readable).select_related("owner"), key=key)
    return disclose(Look.What.REVIEW, of=upload.owner, to=request.user, content=lambda: download(upload))


@login_required
def withdraw(request, key):
    """Take one's own published record down, after saying why."""
    record = get_object_or_404(Record.objects.by(request.user).published(), key=key).specific
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("“%(record)s” has been withdrawn from the site.") % {"record": record}
        with outcome_message(request, done) as outcome:
            record.withdraw(request.user, form.cleaned_data["reason"])
        if outcome.is_done:
            return redirect("dashboard")
    context = {"record": record, "form": form}
    return render(request, "moderation/withdraw.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_draft(request, key):
    """Delete one's own record that was never published."""
    record = get_object_or_404(Record.objects.by(request.user), key=key).specific
    if not record.may_be_deleted:
        raise Http404
    if request.method == "POST":
        name = record.heading or kinds.get(record.KIND).singular
        with outcome_message(request, _("“%(record)s” has been deleted.") % {"record": name}) as outcome:
            record.delete_draft()
        if outcome.is_done:
            return redirect("dashboard")
    context = {"record": record, "kind": kinds.get(record.KIND)}
    return render(request, "moderation/delete.html", context, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request, key):
    """Ask others to look at a refusal or a suspension of one's own record."""
    record = get_object_or_404(Record.objects.by(request.user).with_history(), key=key).specific
    if not record.may_be_appealed:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _(
            "Your appeal for “%(record)s” has been sent. A moderator who did not take part in the decision will answer "
            "it by email."
        )
        with outcome_message(request, done % {"record": record}) as outcome:
            record.appeal(form.cleaned_data["text"])
        if outcome.is_done:
            return redirect("dashboard")
    context = {"record": record, "decision": record.contested, "form": form}
    return render(request, "moderation/appeal.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def still_correct(request, token):
    """Confirm with the link of a letter, without signing in; the link alone changes nothing."""
    found = confirmations.read_token(token)
    if found is None:
        raise Http404
    record, waits = found
    title = confirmations.public_title(record)
    if request.method == "POST" and waits:
        done = (
            _("Thank you. Readers now see that “%(record)s” is up to date.") % {"record": title}
            if title
            else _("Thank you. Readers now see that this is up to date.")
        )
        with outcome_message(request, done):
            record.confirm()
        return redirect(request.path)
    context = {
        "kind": kinds.get(record.kind),
        "title": title,
        "confirmed_at": record.confirmed_at,
        "edit_address": record.get_edit_url(),
        "waits": waits,
    }
    return render(request, "moderation/still_correct.html", context)


@require_POST
@login_required
def confirm(request, key):
    """Confirm one's own record from one's page."""
    record = get_object_or_404(Record.objects.by(request.user).published(), key=key).specific
    with outcome_message(request, _("“%(record)s” has been confirmed as up to date.") % {"record": record}):
        record.confirm()
    return redirect("dashboard")


def _may_review(user):
    return user.has_perm("moderation.decide_record")


def _readable(user, key):
    records = Record.objects.by(user)
    if _may_review(user):
        records = records | Record.objects.handed_in()
    return get_object_or_404(records.select_related("live"), key=key).specific
