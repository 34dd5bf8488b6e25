"""Answers as staff see them: what they are to, how they stand, and what was reported.

Who the two sides are has a page of its own.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.exchange import identities
from network.exchange.agreements import admin as _of_exchanges  # noqa: F401 - registers the board
from network.exchange.models import Answer
from network.panels import Line, Panel, Place
from network.read_only_admin import ReadOnlyAdmin
from network.relay.admin import LATELY


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    """No names or institutions: most who look after answers need not know them. Reasons only that were reported."""

    list_display = [
        "__str__", "opportunity", "is_asked", "standing", "begun_at", "expires_at", "ended_at", "reported_at",
    ]  # fmt: skip
    list_filter = ["end", "is_asked", ("reported_at", admin.EmptyFieldListFilter)]
    list_select_related = ["opportunity__live"]
    date_hierarchy = "begun_at"
    fields = readonly_fields = [
        "opportunity", "is_asked", "standing", "begun_at", "reminded_at", "expires_at", "ended_at",
    ]  # fmt: skip
    reported = ["reported_at", "report", "reason"]
    change_form_template = "admin/exchange/answer/change_form.html"

    def panels(self, request):
        """How many reasons were reported lately."""
        if not self.has_view_permission(request):
            return
        reported = Answer.objects.filter(reported_at__gte=timezone.now() - LATELY).order_by()
        figures = reported.aggregate(count=Count("pk"), since=Min("reported_at"))
        if figures["count"]:
            address = f"{reverse('admin:exchange_answer_changelist')}?reported_at__isempty=0"
            line = Line(_("Answers and invitations reported in the last 30 days"), address, **figures)
            yield Panel(Place.REVIEW, _("Waiting for a decision"), [line])

    def get_fields(self, request, obj=None):
        """What was reported is shown with why."""
        return [*self.fields, *(self.reported if obj and obj.reported_at else ())]

    get_readonly_fields = get_fields

    def disclosed(self, answer):
        """Who wrote what was reported sees that staff read it; of other answers nothing is told."""
        return Look.What.REASON, [answer.writer] if answer.reported_at and answer.writer else []

    @admin.display(description=_("status"))
    def standing(self, answer):
        """How it stands now."""
        return answer.standing

    def get_urls(self):
        """Django's, and the page that says who the two sides are."""
        sides = path("<int:pk>/sides/", self.admin_site.admin_view(self.sides), name="exchange_answer_sides")
        return [sides, *super().get_urls()]

    def sides(self, request, pk):
        """Who the two sides are, for those with the right to know; both see that staff looked."""
        if not request.user.has_perm("exchange.see_sides"):
            raise PermissionDenied
        answer = Answer.objects.select_related("author", "member").filter(pk=pk).first()
        if answer is None:
            raise Http404
        people = [person for person in (answer.author, answer.member) if person]
        context = {
            **self.admin_site.each_context(request),
            "title": _("The two sides of an answer"),
            "answer": str(answer),
            "back": reverse("admin:exchange_answer_change", args=[pk]),
            "sides": disclose(Look.What.ANSWER, of=people, to=request.user, content=lambda: identities.sides(answer)),
        }
        return render(request, "admin/exchange/answer/sides.html", context)
