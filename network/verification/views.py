"""The pages of focal points: what they are asked, what they may endorse, and what they have endorsed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.catalogue.rows import rows_of
from network.moderation.models import NotPossible
from network.moderation.uploads import file_or_404
from network.verification import endorsing
from network.verification.forms import StatementForm
from network.verification.models import Consultation, Endorsement

PER_PAGE = 20
ENDORSEMENTS_SHOWN = 100


@require_safe
@login_required
def my_countries(request):
    """Everything in which the reader has a say."""
    mandates = endorsing.mandates_of(request.user)
    if not mandates:
        raise Http404
    readable = Entry.objects.filter(audience=Audience.MEMBERS, language=get_language())
    entries = readable.filter(record__in=endorsing.keys_for(request.user)).defer("vector", "facets")
    # The title is the one that members read: the heading of a profile is a name.
    title = readable.filter(record=OuterRef("record__key")).values("title")
    paginator = Paginator(entries.order_by("-occurs_at", "record"), PER_PAGE)
    page = list_for(request.user, paginator.get_page(request.GET.get("page")))
    given = Endorsement.objects.in_force().filter(country__in=endorsing.countries_of(request.user))
    context = {
        "mandates": mandates,
        "consultations": endorsing.consultations_of(request.user),
        "page": page,
        "rows": rows_of(page),
        "endorsements": given.select_related("record", "country")
        .annotate(title=Subquery(title))
        .order_by("expires_at")[:ENDORSEMENTS_SHOWN],
    }
    return render(request, "verification/my_countries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def statement(request, key):
    """One record, and what the reader says about it for their country. What is not theirs to speak about is missing."""
    record, card, mandates = _find(request, key)
    consultations = list(endorsing.consultations_of(request.user).filter(record=record.pk))
    form = StatementForm(request.POST or None, mandates=mandates, consultations=consultations)
    if request.method == "POST" and form.is_valid():
        return _say(request, record, card, form)
    context = {
        "card": card,
        "card_template": record.template_name(),
        "form": form,
        "consultations": consultations,
    }
    if consultations:  # else its page is public, and has its files
        context["address_of_file"] = lambda file: reverse("statement-file", args=[record.key, file])
    return render(request, "verification/statement.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def file(request, key, file):
    """The picture or an attachment of what the reader is asked about."""
    record, card, _mandates = _find(request, key)
    # Nothing else is put to a government: no photo and no CV of a person.
    shown = {name: field for name, field in record.FIELDS.items() if name in {"picture", "attachments"}}
    return file_or_404(request, card, shown, file)


def _find(request, key):
    """The record `key`, its card and the mandates of the reader; Http404 for what is not put to them."""
    found = endorsing.find(request.user, key)
    if found is None:
        raise Http404
    record = found[0]
    is_asked = endorsing.consultations_of(request.user).filter(record=record.pk).exists()
    what = Look.What.CONSULTATION if is_asked else Look.What.ENDORSEMENT
    return disclose(what, of=record.author, to=request.user, content=lambda: found)


def _say(request, record, card, form):
    try:
        match form.cleaned_data["statement"]:
            case StatementForm.ENDORSE:
                endorsing.endorse(record, form.mandate)
            case StatementForm.TAKE_BACK:
                endorsing.take_back(record, form.mandate)
            case StatementForm.NO_OBJECTION:
                endorsing.answer(record, form.mandate, Consultation.Outcome.NO_OBJECTION)
            case StatementForm.OBJECT:
                endorsing.answer(record, form.mandate, Consultation.Outcome.OBJECTED, form.cleaned_data["remark"])
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        done = _("Thank you. Your country’s response about “%(record)s” has been recorded.")
        messages.success(request, done % {"record": record.listing(card).title})
    return redirect("my-countries")
