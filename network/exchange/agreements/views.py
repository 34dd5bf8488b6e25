"""The page of an exchange for its two sides, their steps, and the pages that letters lead to.

An exchange of others does not exist. What letters lead to opens without signing in, tells nobody's name, and is good
for one side and one purpose.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.exchange.agreements import agreeing, evaluating, outcomes
from network.exchange.agreements.forms import EvaluationForm, FollowUpForm, TermsForm
from network.exchange.agreements.shown import first_terms, shown, title_of
from network.exchange.agreements.terms import FOLLOWING, Terms
from network.exchange.models import Evaluation, Exchange, FollowUp, Stage
from network.keys import row_number
from network.moderation.models import NotPossible
from network.moderation.outcomes import link_of_someone_else, outcome_message, status_of

FORMS = {Evaluation: EvaluationForm, FollowUp: FollowUpForm}


@require_safe
@login_required
def exchange(request, key):
    """One exchange of the reader: where it stands, what comes next, and what was said of it."""
    return render(request, "exchange/exchange.html", {"exchange": shown(_find(request, key), request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request, key, stage):
    """Propose a step to the other side, in place of one's own open proposal."""
    found = _find(request, key)
    if stage not in FOLLOWING[found.stage] or found.is_over:
        raise Http404
    form = TermsForm(request.POST or None, stage=stage, terms=first_terms(found, request.user))
    if request.method == "POST":
        is_calling_off = stage == Stage.CALLED_OFF
        if is_calling_off or form.is_valid():
            terms = Terms() if is_calling_off else form.terms
            with outcome_message(request, _("Your proposal has been sent to the other side.")) as outcome:
                agreeing.propose(found, request.user, stage, terms)
            if outcome.is_done or is_calling_off:
                return redirect("my-exchange", key=key)
    context = {"exchange": shown(found, request.user), "stage": Stage(stage), "form": form}
    return render(request, "exchange/propose.html", context, status=status_of(form))


@require_POST
@login_required
def decide(request, key, decision):
    """Confirm or decline what the other side proposed, or withdraw what one proposed oneself."""
    steps = {
        "confirm": (agreeing.confirm, _("You have confirmed the proposal.")),
        "decline": (agreeing.decline, _("You have declined the proposal.")),
        "withdraw": (agreeing.take_back, _("You have withdrawn your proposal.")),
    }
    found = _find(request, key)
    number = row_number(request.POST.get("proposal", ""))
    if decision not in steps or number is None:
        raise Http404
    take, done = steps[decision]
    with outcome_message(request, done):
        take(found, request.user, number)
    return redirect("my-exchange", key=key)


@require_POST
@login_required
def publish(request, key):
    """Agree to the public sentence, or withdraw that; it counts at once."""
    found, agrees = _find(request, key), "agree" in request.POST
    if not agrees:
        done = _("You no longer agree to the public sentence. It is not shown.")
    elif getattr(found, f"{found.side_of(request.user).other}_publishes_at"):
        done = _("Both sides agree to the public sentence. It is public now.")
    else:
        done = _("You agree to the public sentence. It appears once the other side agrees as well.")
    with outcome_message(request, done):
        agreeing.publish(found, request.user, agrees=agrees)
    return redirect("my-exchange", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request, token, *, model):
    """Evaluate an exchange, or say what is in use now, with the link of a letter; the link alone changes nothing.

    What was answered is shown to its side only, signed in: a letter may have been forwarded.
    """
    found = evaluating.find(model, token)
    if found is None:
        raise Http404
    if request.user.is_authenticated and not evaluating.is_side(found, request.user):
        return link_of_someone_else(request)
    may_answer = found.given_at is None or evaluating.is_side(found, request.user)
    form = FORMS[model](request.POST or None, instance=found) if found.is_open else None
    if request.method == "POST":
        if form is None:
            messages.error(request, str(evaluating.READ if found.given_at else evaluating.CLOSED))
            return redirect(request.path)
        if form.is_valid():
            try:
                evaluating.give(found, form.cleaned_data, request.user)
            except NotPossible as reason:
                messages.error(request, str(reason))
            else:
                messages.success(request, _("Thank you. Your answers have been saved."))
            return redirect(request.path)
        # A form of a row has written what was typed into it.
        found.refresh_from_db()
    if not may_answer:
        form = None
    context = {
        "statement": found,
        "is_follow_up": model is FollowUp,
        "title": title_of(found.exchange),
        "form": form,
    }
    is_wrong = form is not None and form.is_bound
    return render(request, "exchange/statement.html", context, status=422 if is_wrong else 200)


@require_safe
def published(request):
    """The exchanges of which both sides let everyone know."""
    return render(request, "exchange/outcomes.html", {"outcomes": outcomes.latest()})


def _find(request, key) -> Exchange:
    return get_object_or_404(Exchange.objects.of(request.user).with_presence(), key=key)
