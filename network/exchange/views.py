"""The pages on which authors write their offers and requests, close them and open them again."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.exchange.forms import STEPS, OpenUntilForm
from network.exchange.models import Opportunity
from network.moderation.editing import EditRecord
from network.moderation.outcomes import outcome_message, status_of


class Edit(EditRecord):
    """A step of one of the reader's own offers or requests; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The one named in the address, or the one that the page begins."""
        if "key" not in self.kwargs:
            return self.begun(Opportunity) or Opportunity(author=self.request.user, original_language=get_language())
        return get_object_or_404(Opportunity.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("opportunity-edit", args=[record.key, slug])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def closing(request, key):
    """Close one's own offer or request now, or open it until another day; both count at once."""
    opportunity = get_object_or_404(Opportunity.objects.by(request.user).published(), key=key)
    closes_now = "close" in request.POST
    sent = request.POST if request.method == "POST" and not closes_now else None
    form = OpenUntilForm(sent, opportunity=opportunity)
    if request.method == "POST" and (closes_now or form.is_valid()):
        done = _("“%(record)s” takes no more answers.") if closes_now else _("“%(record)s” is open for answers.")
        with outcome_message(request, done % {"record": opportunity}) as outcome:
            if closes_now:
                opportunity.close()
            else:
                opportunity.open_until(form.cleaned_data["closes_on"])
        if outcome.is_done:
            return redirect("dashboard")
    context = {"record": opportunity, "form": form}
    return render(request, "exchange/closing.html", context, status=409 if closes_now else status_of(form))
