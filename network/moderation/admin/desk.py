"""The desk: one queue over all kinds of record, and the page on which a moderator decides."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.catalogue import kinds
from network.catalogue.filters import TermFilter
from network.moderation import queue
from network.moderation.admin import review, searching
from network.moderation.admin.correcting import why_not_corrected
from network.moderation.admin.filters import MineFilter, PillarFilter, StatusFilter
from network.moderation.admin.queue_list import FromTheQueue, review_address
from network.moderation.admin.several import ApproveSeveral
from network.moderation.deadlines import overdue_before
from network.moderation.differences import differences, shifts
from network.moderation.forms import AnswerForm, CorrectionForm, DecisionForm, ReasonsForm
from network.moderation.models import (
    OF_YOUR_OWN,
    Appeal,
    Assignment,
    Correction,
    Decision,
    Proposal,
    Record,
    Status,
    may_be_corrected,
)
from network.moderation.models.corrections import MOST_CHARACTERS
from network.moderation.outcomes import outcome_message, status_of
from network.panels import Line, Panel, Place
from network.phrasing import time_since

# Lines of the start page; the queue has the others.
MOST_OWN = 5
ACTIONS = {
    DecisionForm.APPROVE: Decision.Action.APPROVED,
    DecisionForm.RETURN: Decision.Action.RETURNED,
    DecisionForm.REFUSE: Decision.Action.REFUSED,
}
DONE = {
    DecisionForm.APPROVE: _("“%(record)s” is published."),
    DecisionForm.RETURN: _("“%(record)s” has been returned to its author for changes."),
    DecisionForm.REFUSE: _("Refusal of “%(record)s” proposed. A second moderator must confirm it."),
}


@admin.register(Record)
class Desk(ApproveSeveral, FromTheQueue):
    """All records, read-only. Decisions are made on the review page of each."""

    list_display = ["title", "kind_name", "proposed", "waiting", "on_it", "author", "status"]
    list_display_links = ["title"]
    list_filter = [StatusFilter, MineFilter, "kind", PillarFilter, ("countries", TermFilter)]
    search_fields = ["heading"]
    search_help_text = _(
        "Words of the title, a code, the name or number of a contributor, or a whole email address; in any status."
    )
    list_select_related = ["author", "live", "assignment__moderator", "proposal"]
    list_per_page = 50
    ordering = ["submitted_at", "pk"]

    def has_decide_permission(self, request):
        """Whether the actions that decide are offered."""
        return request.user.has_perm("moderation.decide_record")

    def changelist_view(self, request, extra_context=None):
        """The queue, with the way to what the reader may decide next in it."""
        page = super().changelist_view(request, {"title": _("Review queue"), **(extra_context or {})})
        context = getattr(page, "context_data", None) or {}
        if "cl" in context and self.has_decide_permission(request):
            context["next"] = queue.next_in(context["cl"].queryset, request.user)
        return page

    def panels(self, request):
        """What waits for moderators, and what of it is assigned to the reader."""
        if not self.has_decide_permission(request):
            return
        queue_address = reverse("admin:moderation_record_changelist")
        mine = Record.objects.waiting().filter(assignment__moderator=request.user)
        yield Panel(
            Place.YOURS,
            _("Assigned to you"),
            [Line(str(record), review_address(record), since=record.submitted_at) for record in mine[:MOST_OWN]],
            empty=_("Nothing is assigned to you."),
            ways=[Line(_("All that is assigned to you"), f"{queue_address}?on_it=me")] if mine else [],
        )
        upcoming = queue.next_for(request.user)
        ways = [Line(_("Review what has waited longest"), review_address(upcoming))] if upcoming else []
        yield Panel(
            Place.REVIEW,
            _("Waiting for a decision"),
            [
                Line(line.label, f"{queue_address}?{line.filters}", count=line.count, late=line.late, since=line.oldest)
                for line in queue.waiting()
            ],
            empty=_("No submissions are waiting."),
            ways=[*ways, Line(_("Open the full queue (oldest first)"), queue_address)],
        )

    def get_list_display(self, request):
        """The status only where records in more than one are shown."""
        return [name for name in self.list_display if name != "status" or StatusFilter.is_mixed(request)]

    def get_search_results(self, request, queryset, search_term):
        """By title and code, and by whoever wrote it."""
        return (searching.found(queryset, search_term, request.user) if search_term else queryset), False

    def get_queryset(self, request):
        """What was never handed in is its author's alone."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def has_add_permission(self, request):
        """Records come from their authors."""
        return False

    def has_change_permission(self, request, obj=None):
        """Moderators do not write in an author's name."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A record is withdrawn, never deleted here."""
        return False

    def get_urls(self):
        """The review page and what can be done from it stand beside the admin's own."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/review/", wrap(self.review), name="moderation_record_review"),
            path("<int:pk>/assign/", wrap(self.assign), name="moderation_record_assign"),
            path("<int:pk>/correct/<slug:name>/", wrap(self.correct), name="moderation_record_correct"),
            path("<int:pk>/suspend/", wrap(self.suspend), name="moderation_record_suspend"),
            path("<int:pk>/second/", wrap(self.second), name="moderation_record_second"),
            path("<int:pk>/appeal/", wrap(self.answer), name="moderation_record_answer"),
            *super().get_urls(),
        ]

    @admin.display(description=_("record"), ordering="heading")
    def title(self, record):
        """The heading, which leads to the review page."""
        return str(record)

    @admin.display(description=_("type"), ordering="kind")
    def kind_name(self, record):
        """What kind of record it is."""
        return kinds.get(record.kind).singular

    @admin.display(description=_("proposal"))
    def proposed(self, record):
        """Whether something would appear for the first time, change, or go."""
        if proposal := getattr(record, "proposal", None):
            is_refusal = proposal.action == Decision.Action.REFUSED
            return gettext("Refusal to be confirmed") if is_refusal else gettext("Suspension to be confirmed")
        return gettext("Change") if record.live_id else gettext("New")

    @admin.display(description=_("waiting"), ordering="submitted_at")
    def waiting(self, record):
        """How long it has waited, the largest unit only, and whether that is too long."""
        if record.status != Status.SUBMITTED:
            return "–"
        time = time_since(record.submitted_at, depth=1)
        if record.submitted_at > overdue_before():
            return time
        return format_html('<strong class="desk-overdue">{} · {}</strong>', time, gettext("overdue"))

    @admin.display(description=_("assigned to"))
    def on_it(self, record):
        """The moderator who took it."""
        assignment = getattr(record, "assignment", None)
        return assignment.moderator if assignment else "–"

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def review(self, request, pk):
        """Everything that is needed to decide, and the decision."""
        record = self._find(request, pk)
        form, letter = DecisionForm(record, request.POST or None), None
        if request.method == "POST" and form.is_valid():
            if "preview" not in request.POST:
                return self._decide(request, record, form)
            letter = review.letter(record, ACTIONS[form.cleaned_data["decision"]], form.cleaned_data)
        return self._show_review(request, record, form=form, letter=letter)

    def _show_review(self, request, record, *, form=None, letter=None, answer_form=None, status=200, said=""):
        appeal = Appeal.objects.waiting().filter(decision__record=record.pk).select_related("decision").first()
        contested = appeal and appeal.decision
        proposal = Proposal.objects.filter(record=record.pk).select_related("by").first()
        decisions = list(record.decisions.select_related("by", "seconded_by"))
        form = form or DecisionForm(record)
        context = {
            **self.admin_site.each_context(request),
            "title": record.heading,
            "opts": self.opts,
            "record": record,
            "form": form,
            "letter": letter,
            "assignment": Assignment.objects.filter(record=record.pk).select_related("moderator").first(),
            "is_own": record.author_id == request.user.pk,
            "is_waiting": record.status == Status.SUBMITTED,
            # Whoever wants another decision than the one that is proposed first takes that back, or lets it be.
            "may_decide": record.status == Status.SUBMITTED and not proposal and record.author_id != request.user.pk,
            "is_overdue": record.status == Status.SUBMITTED and record.submitted_at <= overdue_before(),
            "obstacles": [sentence for sentence in record.obstacles() if sentence not in said],
            "proposal": proposal,
            "appeal": appeal,
            "had_a_part": contested and request.user.pk in {contested.by_id, contested.seconded_by_id},
            "answer_form": answer_form or AnswerForm(),
            "typed": request.POST.get("reason", ""),
            "decisions": decisions,
            "corrections": Correction.objects.undecided().filter(record=record.pk).select_related("by"),
            "returned": review.since_returned(record, decisions),
            "differences": differences(record) if record.live else [],
            "shifts": shifts(record) if record.live else [],
            "fields": review.shown_fields(record, form.beside),
            "contributor": disclose(
                Look.What.ACCOUNT, of=record.author, to=request.user, content=lambda: review.contributor_of(record)
            ),
            "earlier": review.earlier_decisions(record),
            "next": queue.next_in(self.queue_before(request), request.user, after=record),
            "preserved_filters": self.get_preserved_filters(request),
        }
        has_errors = any(shown is not None and shown.errors for shown in (form, form.beside, answer_form))
        return TemplateResponse(
            request, "admin/moderation/record/review.html", context, status=422 if has_errors else status
        )

    def _decide(self, request, record, form):
        """Take the decision of the valid `form`; where that is not possible, show what was typed beside the record."""
        answers = form.cleaned_data
        moderator, edits, reason, grounds = request.user, answers["edits"], answers["reason"], answers["grounds"]
        with outcome_message(request, DONE[answers["decision"]] % {"record": record}) as outcome:
            match answers["decision"]:
                case DecisionForm.APPROVE:
                    record.approve(moderator, edits, reason)
                case DecisionForm.RETURN:
                    record.return_to_author(moderator, edits, reason, grounds, answers["notes"])
                case DecisionForm.REFUSE:
                    record.propose_refusal(moderator, edits, reason, grounds)
        if outcome.is_done:
            return self.back_to(request, reverse("admin:moderation_record_changelist"))
        record = self._find(request, record.pk)
        # What is shown now is what the next attempt is about.
        typed = request.POST.copy()
        typed["edits"] = record.edits
        return self._show_review(request, record, form=DecisionForm(record, typed), status=409, said=outcome.reason)

    @method_decorator(require_POST)
    def assign(self, request, pk):
        """Take a record, from a colleague if need be, or give it back."""
        record = self._find(request, pk)
        if "give_back" in request.POST:
            Assignment.objects.filter(record=record.pk, moderator=request.user).delete()
        elif record.author_id == request.user.pk:
            messages.error(request, OF_YOUR_OWN)
        elif record.status == Status.SUBMITTED:
            Assignment.objects.update_or_create(record_id=record.pk, defaults={"moderator": request.user})
        return self.back_to(request, review_address(record))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def correct(self, request, pk, name):
        """Correct misprints in one field of what waits; its author will read what was corrected."""
        record = self._find(request, pk)
        if name not in record.FIELDS or not may_be_corrected(record.FIELDS[name]):
            raise Http404
        reason = why_not_corrected(record, name, request.user)
        form = CorrectionForm(request.POST or None, record=record, name=name)
        if not reason and request.method == "POST" and form.is_valid():
            answers = form.cleaned_data
            done = gettext("The correction of “%(record)s” has been saved. The author will be told.")
            with outcome_message(request, done % {"record": record}) as outcome:
                record.correct(request.user, answers["edits"], name, answers["text"])
            if outcome.is_done:
                return self.back_to(request, review_address(record))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Correct misprints: %(field)s") % {"field": record.field_label(name)},
            "opts": self.opts,
            "record": record,
            "form": form,
            "reason": reason,
            "typed": request.POST.get("text", ""),
            "most": MOST_CHARACTERS,
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/moderation/record/correct.html", context, status=status_of(form))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def suspend(self, request, pk):
        """Take a published record down at once; a second moderator is asked whether it stays so."""
        record = self._find(request, pk)
        form, letter = ReasonsForm(request.POST or None), None
        if request.method == "POST" and form.is_valid():
            if "preview" not in request.POST:
                done = gettext("“%(record)s” has been suspended. A second moderator must confirm the suspension.")
                with outcome_message(request, done % {"record": record}) as outcome:
                    record.suspend(request.user, **form.cleaned_data)
                if outcome.is_done:
                    return self.back_to(request, review_address(record))
            else:
                letter = review.letter(record, Decision.Action.SUSPENDED, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Suspend “%(record)s”") % {"record": record},
            "opts": self.opts,
            "record": record,
            "form": form,
            "letter": letter,
            "preserved_filters": self.get_preserved_filters(request),
        }
        status = 200 if letter else status_of(form)
        return TemplateResponse(request, "admin/moderation/record/suspend.html", context, status=status)

    @method_decorator(require_POST)
    def second(self, request, pk):
        """Confirm what a colleague proposed, or let it be."""
        record = self._find(request, pk)
        if "confirm" in request.POST:
            done = gettext("The decision about “%(record)s” has been confirmed.")
            with outcome_message(request, done % {"record": record}):
                record.second(request.user)
        else:
            done = gettext("The proposal about “%(record)s” has been cancelled.")
            with outcome_message(request, done % {"record": record}):
                record.drop_proposal(request.user)
        return self.back_to(request, review_address(record))

    @method_decorator(require_POST)
    def answer(self, request, pk):
        """Answer the author's appeal."""
        record, form = self._find(request, pk), AnswerForm(request.POST)
        if not form.is_valid():
            return self._show_review(request, record, answer_form=form)
        is_granted, reason = form.cleaned_data["answer"] == AnswerForm.GRANT, form.cleaned_data["reason"]
        done = gettext("Your answer about “%(record)s” has been sent to the author.") % {"record": record}
        with outcome_message(request, done) as outcome:
            record.decide_appeal(request.user, is_granted=is_granted, reason=reason)
        if outcome.is_done:
            return self.back_to(request, review_address(record))
        return self._show_review(request, self._find(request, pk), answer_form=form, status=409)

    def _find(self, request, pk):
        if not request.user.has_perm("moderation.decide_record"):
            raise PermissionDenied
        record = get_object_or_404(Record.objects.handed_in().with_history(), pk=pk)
        return disclose(Look.What.REVIEW, of=record.author, to=request.user, content=lambda: record.specific)

    def disclosed(self, record):
        """Django's own page of a record shows no less than the review."""
        return Look.What.REVIEW, [record.author]
