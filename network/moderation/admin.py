"""The desk: one queue over all kinds of record, and the page on which a moderator decides."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from network.accounts.models import Look
from network.catalogue.kinds import Kind
from network.catalogue.pillars import Pillar
from network.catalogue.pillars import choices as pillar_choices
from network.moderation import case_file, emails
from network.moderation.deadlines import overdue_before
from network.moderation.differences import as_text, differences, labels
from network.moderation.forms import DecisionForm, WithdrawForm
from network.moderation.models import AlreadyDecided, Assignment, Decision, Record, Status


class StatusFilter(admin.SimpleListFilter):
    """What waits stands first; everything else is one click away."""

    title = _("status")
    parameter_name = "status"
    ALL = "all"

    def lookups(self, request, model_admin):
        """The states, and all of them."""
        return [(self.ALL, _("All")), *Status.choices]

    def choices(self, changelist):
        """The queue is the default, so "all" is a choice of its own."""
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or Status.SUBMITTED) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        """The waiting ones unless another state was chosen."""
        status = self.value() or Status.SUBMITTED
        return queryset if status == self.ALL else queryset.filter(status=status)


class MineFilter(admin.SimpleListFilter):
    """What I took, and what nobody took."""

    title = _("moderator")
    parameter_name = "on_it"

    def lookups(self, request, model_admin):
        """Me, or nobody."""
        return [("me", _("I am on it")), ("nobody", _("Nobody is on it"))]

    def queryset(self, request, queryset):
        """By assignment."""
        match self.value():
            case "me":
                return queryset.filter(assignment__moderator=request.user)
            case "nobody":
                return queryset.filter(assignment__isnull=True)
        return queryset


class PillarFilter(admin.SimpleListFilter):
    """By pillar of the Strategy."""

    title = _("pillar")
    parameter_name = "pillar"

    def lookups(self, request, model_admin):
        """The four pillars."""
        return pillar_choices()

    def queryset(self, request, queryset):
        """Records under that pillar, perhaps among others."""
        is_known = self.value() in {str(pillar) for pillar in Pillar.values}
        return queryset.filter(pillars__contains=[int(self.value())]) if is_known else queryset


@admin.register(Record)
class Desk(admin.ModelAdmin):
    """All records, read-only. Decisions are made on the review page of each."""

    list_display = ["title", "kind_name", "proposal", "waiting", "on_it", "author", "status"]
    list_display_links = None
    list_filter = [StatusFilter, MineFilter, "kind", PillarFilter, ("countries", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["heading"]
    list_select_related = ["author", "live", "assignment__moderator"]
    list_per_page = 50

    class Media:
        css = {"all": ["desk.css"]}

    ordering = ["submitted_at", "pk"]

    actions = ["approve_several"]

    def has_decide_permission(self, request):
        """Whether the actions that decide are offered."""
        return request.user.has_perm("moderation.decide_record")

    @admin.action(description=_("Approve several, each after reading it"), permissions=["decide"])
    def approve_several(self, request, queryset):
        """A page with the text of each selected record; those that are ticked there are published."""
        records = [record.specific for record in queryset.waiting().with_history()]
        if "read" in request.POST:
            return self._approve_those_read(request, records)
        for record in records:
            Look.note(record.author, request.user, Look.What.REVIEW)
        context = {
            **self.admin_site.each_context(request),
            "title": now("Approve several"),
            "opts": self.opts,
            "items": [{"record": record, "fields": _fields(record)} for record in records],
        }
        return TemplateResponse(request, "admin/moderation/record/approve_several.html", context)

    def _approve_those_read(self, request, records):
        """Publish the records whose tick names the state of the text that stood on the page."""
        ticked = set(request.POST.getlist("read"))
        for record in records:
            if f"{record.pk}:{record.edits}" in ticked:
                try:
                    record.approve(request.user, record.edits)
                except AlreadyDecided as reason:
                    messages.error(request, f"{record}: {reason}")
                else:
                    messages.success(request, now("“%(record)s” is published.") % {"record": record})
            elif any(tick.startswith(f"{record.pk}:") for tick in ticked):
                messages.error(request, now("“%(record)s” was changed meanwhile; read it again.") % {"record": record})

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
        """The review page and the page for taking something down stand beside the admin's own."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/review/", wrap(self.review), name="moderation_record_review"),
            path("<int:pk>/assign/", wrap(self.assign), name="moderation_record_assign"),
            path("<int:pk>/withdraw/", wrap(self.withdraw), name="moderation_record_withdraw"),
            *super().get_urls(),
        ]

    @admin.display(description=_("record"), ordering="heading")
    def title(self, record):
        """The heading, as a link to the review page."""
        return format_html('<a href="{}">{}</a>', reverse("admin:moderation_record_review", args=[record.pk]), record)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, record):
        """What kind of record it is."""
        return Kind(record.kind).singular

    @admin.display(description=_("proposal"))
    def proposal(self, record):
        """Whether something would appear for the first time, or change."""
        return now("Change") if record.live_id else now("New")

    @admin.display(description=_("waiting"), ordering="submitted_at")
    def waiting(self, record):
        """How long it has waited, the largest unit only, and whether that is too long."""
        if record.status != Status.SUBMITTED:
            return "–"
        time = timesince(record.submitted_at, depth=1)
        if record.submitted_at > overdue_before():
            return time
        return format_html('<strong class="desk-overdue">{} · {}</strong>', time, now("overdue"))

    @admin.display(description=_("on it"))
    def on_it(self, record):
        """The moderator who took it."""
        assignment = getattr(record, "assignment", None)
        return assignment.moderator if assignment else "–"

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def review(self, request, pk):
        """Everything that is needed to decide, and the decision."""
        record = self._find(request, pk)
        Look.note(record.author, request.user, Look.What.REVIEW)
        form, letter = DecisionForm(request.POST or None, initial={"edits": record.edits}), None
        if request.method == "POST" and form.is_valid():
            if "preview" not in request.POST:
                return self._decide(request, record, form.cleaned_data)
            letter = _letter(record, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": record.heading,
            "opts": self.opts,
            "record": record,
            "form": form,
            "letter": letter,
            "assignment": Assignment.objects.filter(record=record.pk).select_related("moderator").first(),
            "is_waiting": record.status == Status.SUBMITTED,
            "differences": differences(record),
            "fields": _fields(record),
            "decisions": record.decisions.select_related("by"),
            "earlier": _earlier(record),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/moderation/record/review.html", context, status=status)

    def _decide(self, request, record, answers):
        try:
            if answers["decision"] == DecisionForm.APPROVE:
                record.approve(request.user, answers["edits"], answers["reason"])
                messages.success(request, now("“%(record)s” is published.") % {"record": record})
            else:
                record.return_to_author(request.user, answers["edits"], answers["reason"], answers["grounds"])
                messages.success(request, now("“%(record)s” went back to its author.") % {"record": record})
        except AlreadyDecided as reason:
            messages.error(request, str(reason))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("admin:moderation_record_changelist"))

    @method_decorator(require_POST)
    def assign(self, request, pk):
        """Take a record, from a colleague if need be, or give it back."""
        record = self._find(request, pk)
        if "give_back" in request.POST:
            Assignment.objects.filter(record=record.pk, moderator=request.user).delete()
        elif record.status == Status.SUBMITTED:
            Assignment.objects.update_or_create(record_id=record.pk, defaults={"moderator": request.user})
        return HttpResponseRedirect(reverse("admin:moderation_record_review", args=[pk]))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def withdraw(self, request, pk):
        """Take a published record down, with the reason that its author will read."""
        record = self._find(request, pk)
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                record.withdraw(request.user, form.cleaned_data["reason"])
                messages.success(request, now("“%(record)s” is withdrawn.") % {"record": record})
            except AlreadyDecided as reason:
                messages.error(request, str(reason))
            return HttpResponseRedirect(reverse("admin:moderation_record_review", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": now("Withdraw “%(record)s”") % {"record": record},
            "opts": self.opts,
            "record": record,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/moderation/record/withdraw.html", context, status=status)

    def _find(self, request, pk):
        if not request.user.has_perm("moderation.decide_record"):
            raise PermissionDenied
        return get_object_or_404(Record.objects.with_history(), pk=pk).specific


@admin.register(Decision)
class DecisionAdmin(admin.ModelAdmin):
    """Every decision, to look up and never to change."""

    list_display = ["record", "action", "by", "at", "reason"]
    list_filter = ["action"]
    search_fields = ["record__heading", "reason"]
    list_select_related = ["record", "by"]
    date_hierarchy = "at"
    actions = ["download"]

    @admin.action(description=_("Download the selected decisions (CSV)"), permissions=["view"])
    def download(self, request, queryset):
        """The file of decisions; whose records are in it reads that in their own data."""
        decisions = queryset.select_related("record__author").order_by("pk")
        for author in {decision.record.author for decision in decisions}:
            Look.note(author, request.user, Look.What.CASE_FILE)
        response = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="decisions.csv"'},
        )
        # Spreadsheets take a file without this mark for one in another encoding.
        response.write("\ufeff")
        case_file.write(response, decisions)
        return response

    def has_add_permission(self, request):
        """Decisions are made at the desk."""
        return False

    def has_change_permission(self, request, obj=None):
        """What was decided stays as it was."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was decided stays."""
        return False


def _letter(record, answers):
    """The letter that the `answers` of the form would send."""
    is_approval = answers["decision"] == DecisionForm.APPROVE
    action = Decision.Action.APPROVED if is_approval else Decision.Action.RETURNED
    return emails.preview(record, action, grounds=answers["grounds"], reason=answers["reason"])


def _fields(record):
    """Label, text and audience of every filled field of the working copy."""
    content = record.content()
    return [
        {
            "label": label,
            "text": as_text(record.FIELDS[name], content[name]),
            "audience": record.FIELDS[name].level(record.audiences.get(name)),
        }
        for name, label in labels(record).items()
        if content[name] not in ("", None, [], {})
    ]


def _earlier(record):
    """The last decisions about other records of the same author."""
    decisions = Decision.objects.filter(record__author=record.author).exclude(record=record.pk)
    return decisions.select_related("record", "by")[:10]
