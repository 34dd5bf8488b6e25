"""The board of exchanges for staff: where they stand, what is stuck, and what came of them. It names nobody.

Who takes part stands on the page of the answer from which an exchange came; what both said, on a page of its own. Both
sides see that staff looked.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import spreadsheets
from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.exchange.agreements import board
from network.exchange.agreements.shown import facts
from network.exchange.models import Exchange, Proposal, Side
from network.panels import Line, Panel, Place
from network.read_only_admin import ReadOnlyAdmin

FILES = {
    "exchanges": (board.EXCHANGE_COLUMNS, board.exchange_rows),
    "answers": (board.ANSWER_COLUMNS, board.answer_rows),
}


@admin.register(Exchange)
class ExchangeAdmin(ReadOnlyAdmin):
    """Exchanges, the latest first, under the board."""

    change_list_template = "admin/exchange/exchange/board.html"
    change_form_template = "admin/exchange/exchange/change_form.html"
    list_display = ["__str__", "direction", "stage", "stage_since", "waits", "ended_at"]
    list_filter = ["stage"]
    date_hierarchy = "stage_since"
    list_per_page = 50
    fields = readonly_fields = ["direction", "stage", "stage_since", "waits", "ended_at", "answer_link"]

    def get_queryset(self, request):
        """With the proposal that waits for an answer."""
        waiting = Prefetch("proposals", Proposal.objects.open(), to_attr="waiting")
        return super().get_queryset(request).select_related("answer__opportunity").prefetch_related(waiting)

    @admin.display(description=_("offer or request"))
    def direction(self, exchange):
        """Which of the two it came from."""
        return board.direction_of(exchange.answer)

    @admin.display(description=_("waits for"))
    def waits(self, exchange):
        """The side that has not answered a proposal."""
        return Side(exchange.waiting[0].by).other.label if exchange.waiting and not exchange.ended_at else ""

    @admin.display(description=_("answer"))
    def answer_link(self, exchange):
        """The answer from which it came."""
        address = reverse("admin:exchange_answer_change", args=[exchange.answer_id])
        return format_html('<a href="{}">{}</a>', address, exchange.answer)

    def get_urls(self):
        """Tables as files, and what both sides said."""
        wrap = self.admin_site.admin_view
        return [
            path("export/<slug:name>.csv", wrap(self.export), name="exchange_exchange_export"),
            path("<int:pk>/said/", wrap(self.said), name="exchange_exchange_said"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """The list, under the board."""
        context = {
            "title": _("Exchanges"),
            "states": board.states(),
            "stuck": board.stuck(),
            "months": board.months(),
            "figures": board.figures(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def panels(self, request):
        """How many answers and exchanges are stuck."""
        if not self.has_view_permission(request):
            return
        if found := board.stuck():
            address = reverse("admin:exchange_exchange_changelist")
            line = Line(_("Answers and exchanges that are stuck"), address, count=len(found), since=found[0].since)
            yield Panel(Place.REVIEW, _("Waiting for a decision"), [line])

    @method_decorator(require_safe)
    def export(self, request, name):
        """Exchanges or answers as a table, without persons."""
        if not self.has_view_permission(request) or name not in FILES:
            raise PermissionDenied
        columns, rows = FILES[name]
        return spreadsheets.attachment(spreadsheets.as_csv(columns, rows()), f"{name}.csv")

    @method_decorator(require_safe)
    def said(self, request, pk):
        """What was agreed, and what each side said came of it; both see that staff looked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        exchange = get_object_or_404(Exchange.objects.select_related("answer__author", "answer__member"), pk=pk)
        people = [user for side in Side if (user := exchange.user_at(side))]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What was agreed and what came of it"),
            "exchange": str(exchange),
            "back": reverse("admin:exchange_exchange_change", args=[pk]),
            "parts": disclose(Look.What.ANSWER, of=people, to=request.user, content=lambda: list(_said(exchange))),
        }
        return TemplateResponse(request, "admin/exchange/exchange/said.html", context)


def _said(exchange):
    """Headings, each with questions and answers."""
    yield _("What both sides agreed"), facts(exchange.terms)
    for heading, rows in ((_("Evaluation"), exchange.evaluations), (_("Follow-up"), exchange.follow_ups)):
        for row in rows.filter(given_at__isnull=False).order_by("side"):
            yield f"{heading}: {row.get_side_display()}", row.answers()
