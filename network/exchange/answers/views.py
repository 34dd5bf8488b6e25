"""One's own answers and invitations, and the answers to one's own offers and requests. Those of others do not exist."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from experts.models import Profile
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.exchange import answering, identities
from network.exchange.agreements.shown import rows_for
from network.exchange.answers.forms import AnswerForm, DeclineOthersForm, ReasonForm, ReportForm, YesForm
from network.exchange.answers.showing import shown
from network.exchange.models import Answer, Exchange, Opportunity
from network.moderation.models import NotPossible
from network.moderation.outcomes import outcome_message, status_of
from network.moderation.public import card_or_404

PER_PAGE = 20
# The parts of the list of answers to one offer or request.
OPEN, AGREED, ENDED = "open", "agreed", "ended"


class Own(NamedTuple):
    """An offer or a request of the reader's."""

    key: str
    title: str
    waiting: int


@require_safe
@login_required
def mine(request):
    """What waits for the reader, what they began or were asked, and what both sides agreed to."""
    # Answers to what the reader offers or asks for may be hundreds: they stand together, on a page of their own.
    begun = Answer.objects.filter(Q(member=request.user) | Q(author=request.user, is_asked=True))
    answers = (begun | Answer.objects.agreed().of(request.user)).select_related("opportunity__live")
    page = Paginator(answers, PER_PAGE).get_page(request.GET.get("page"))
    invitations = Answer.objects.waiting_for(request.user).filter(is_asked=True).select_related("opportunity__live")
    context = {
        "invitations": shown(list(invitations), request.user),
        "opportunities": own_opportunities(request.user),
        "exchanges": rows_for(request.user),
        "page": page,
        "rows": shown(list(page), request.user),
    }
    return render(request, "exchange/mine.html", context)


@require_safe
@login_required
def detail(request, key):
    """One answer, as far as the reader may see it, with what they can do about it."""
    answer = _find(request.user, key)
    return _show(request, answer, YesForm())


def _show(request, answer, form):
    (row,) = shown([answer], request.user)
    context = {
        "row": row,
        "person": identities.joined(answer, request.user),
        "same_institution": identities.same_institution(answer, request.user),
        "conversation": answer.conversation,
        "exchange": Exchange.objects.of(request.user).filter(answer=answer).first(),
        # Whoever answered said so then; whoever is asked says it now.
        "form": form if row.is_own_turn and not row.is_author else None,
        "report_form": ReportForm() if row.is_own_turn and row.reason else None,
        "opportunity": answer.opportunity.key if answer.opportunity and row.is_author else "",
    }
    return render(request, "exchange/answer.html", context, status=status_of(form))


@require_POST
@login_required
def say_yes(request, key):
    """Agree; from then on both see who the other is."""
    answer, form = _find(request.user, key), YesForm(request.POST)
    if not form.is_valid():
        return _show(request, answer, form)
    try:
        result = answering.say_yes(answer, request.user, form.cleaned_data["institution"])
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        _tell_result(request, result)
    return redirect("answer", key=key)


@require_POST
@login_required
def decline(request, key):
    """Say no, with one click."""
    answer = _find(request.user, key)
    with outcome_message(request, _("You declined. The other side is told that it did not fit, and nothing else.")):
        answering.decline(answer, request.user)
    return _to_the_others(request, answer)


@require_POST
@login_required
def report(request, key):
    """Decline, and have staff read the reason."""
    answer, form = _find(request.user, key), ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Describe the problem in a few words, then select “Report and decline” again."))
        return redirect("answer", key=key)
    with outcome_message(request, _("Thank you for your report. You have declined, and UNCCT staff will read it.")):
        answering.report(answer, request.user, form.cleaned_data["report"])
    return _to_the_others(request, answer)


def _to_the_others(request, answer):
    if answer.author_id == request.user.pk and answer.opportunity:
        return redirect("opportunity-answers", key=answer.opportunity.key)
    return redirect("exchanges")


@require_POST
@login_required
def withdraw(request, key):
    """Take back what the reader began."""
    with outcome_message(request, _("You have withdrawn it. The other side is told that it has ended.")):
        answering.withdraw(_find(request.user, key), request.user)
    return redirect("answer", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer_opportunity(request, slug):
    """Answer an offer or a request; for members with a profile."""
    card = card_or_404(request, Opportunity, slug)
    if not Profile.is_published_by(request.user):
        raise Http404
    opportunity = get_object_or_404(Opportunity.objects.published().select_related("author"), slug=slug)
    if opportunity.author_id == request.user.pk:
        return redirect("opportunity-answers", key=opportunity.key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            result = answering.answer(opportunity, request.user, **form.cleaned_data)
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            _tell_result(request, result)
            return redirect("answer", key=result.key)
    elif going_on := Answer.objects.filter(opportunity=opportunity, member=request.user).going_on().first():
        return redirect("answer", key=going_on.key)
    context = {"card": card, "form": form, "is_open": answering.takes_answers(opportunity, card)}
    return render(request, "exchange/answer_opportunity.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request, key, profile):
    """Ask one member, whom members can find, to take part in an offer or a request of the reader's."""
    opportunity = get_object_or_404(Opportunity.objects.published().by(request.user), key=key)
    entry = Entry.objects.filter(kind=Profile.KIND).shown_of(profile, Audience.MEMBERS)
    if entry is None:
        raise Http404
    list_for(request.user, [entry])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            result = answering.ask(opportunity, profile, form.cleaned_data["reason"])
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            _tell_result(request, result)
            return redirect("answer", key=result.key)
    elif asked := Answer.objects.filter(opportunity=opportunity, profile=profile, is_asked=True).last():
        return redirect("answer", key=asked.key)
    context = {"entry": entry, "title": opportunity.heading, "opportunity": key, "form": form}
    return render(request, "exchange/ask.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def answers_to(request, key):
    """All answers to one offer or request of the reader's; a page of them costs the same with one and with hundreds."""
    opportunity = get_object_or_404(Opportunity.objects.by(request.user), key=key)
    answers = Answer.objects.filter(opportunity=opportunity)
    parts = {
        OPEN: answers.open(),
        AGREED: answers.agreed(),
        ENDED: answers.exclude(pk__in=answers.going_on().values("pk")),
    }
    show = request.GET.get("show")
    show = show if show in parts else OPEN
    page = Paginator(parts[show].select_related("opportunity__live"), PER_PAGE).get_page(request.GET.get("page"))
    labels = {OPEN: _("Open"), AGREED: _("Agreed"), ENDED: _("Ended")}
    context = {
        "key": key,
        "title": opportunity.heading,
        "tabs": [(name, labels[name], part.count(), name == show) for name, part in parts.items()],
        "page": page,
        "page_query": f"show={show}&",
        "rows": shown(list(page), request.user),
        "waiting": answers.waiting_for(request.user).filter(is_asked=False).count() if show == OPEN else 0,
        "seen_until": timezone.now().isoformat(),
    }
    return render(request, "exchange/answers_to.html", context)


@require_POST
@login_required
def decline_others(request, key):
    """Say no to all open answers that had come when the reader's page was made."""
    opportunity = get_object_or_404(Opportunity.objects.by(request.user), key=key)
    form = DeclineOthersForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was declined. Read the answers, then select the button again."))
        return redirect("opportunity-answers", key=key)
    try:
        count = answering.decline_others(opportunity, form.cleaned_data["seen_until"])
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        done = ngettext("One answer has been declined.", "%(count)d answers have been declined.", count)
        messages.success(request, done % {"count": count})
    return redirect("opportunity-answers", key=key)


def own_opportunities(user) -> list[Own]:
    """Those of `user` that are published or have answers, with how many of these wait for a decision."""
    waits = Q(answers__in=Answer.objects.waiting_for(user).filter(is_asked=False))
    own = Opportunity.objects.by(user).filter(Q(live__isnull=False) | Q(answers__isnull=False))
    counted = own.annotate(waiting=Count("answers", filter=waits, distinct=True)).order_by("-waiting", "-pk")
    return [Own(opportunity.key, opportunity.heading, opportunity.waiting) for opportunity in counted]


def _find(user, key):
    return get_object_or_404(Answer.objects.of(user).select_related("opportunity__live", "conversation"), key=key)


def _tell_result(request, answer):
    """Say what came of a step that was taken."""
    if answer.is_agreed:
        messages.success(request, _("Both sides have agreed. You now see who the other side is."))
    elif answer.end:
        messages.info(request, str(answering.ENDED))
    elif answer.is_asked:
        messages.success(request, _("Your invitation has been sent."))
    else:
        messages.success(request, _("Your answer has been sent."))
