"""Approving several records at once: their texts on one page, and why some of those selected are not on it."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.accounts.disclosure import disclose
from network.accounts.models import Look
from network.moderation.admin import review
from network.moderation.models import OF_YOUR_OWN, NotPossible, Status
from network.moderation.querysets import RecordQuerySet


class ApproveSeveral(admin.ModelAdmin):
    """Part of the desk."""

    actions = ["approve_several"]

    @admin.action(description=_("Approve several submissions"), permissions=["decide"])
    def approve_several(self, request, queryset):
        """A page with the text of each selected record; those that are ticked there are published."""
        # What was decided meanwhile is in the list no longer, and named as well.
        keys = Q(pk__in=queryset.values("pk")) | Q(pk__in=request.POST.getlist("_selected_action"))
        selected = list(cast(RecordQuerySet, self.get_queryset(request)).filter(keys).with_history())
        judged = [(record, why_left_out(record, request.user)) for record in selected]
        left_out = [(record, reason) for record, reason in judged if reason]
        records = [record.specific for record, reason in judged if not reason]
        if "publish" in request.POST:
            if "read" in request.POST:
                return self._approve_those_read(request, records, left_out)
            messages.error(request, gettext("Nothing was published. Tick what you have read, then publish it."))
        items = disclose(
            Look.What.REVIEW,
            of={record.author for record in records},
            to=request.user,
            content=lambda: [{"record": record, "fields": review.shown_fields(record)} for record in records],
        )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Approve several submissions"),
            "opts": self.opts,
            "items": items,
            "left_out": left_out,
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/moderation/record/approve_several.html", context)

    def _approve_those_read(self, request, records, left_out):
        """Publish the records whose tick names the state of the text that stood on the page."""
        ticked = set(request.POST.getlist("read"))
        for record in records:
            if f"{record.pk}:{record.edits}" in ticked:
                try:
                    record.approve(request.user, record.edits)
                except NotPossible as reason:
                    messages.error(request, f"{record}: {reason}")
                else:
                    messages.success(request, gettext("“%(record)s” is published.") % {"record": record})
            elif _is_ticked(record, ticked):
                messages.error(
                    request,
                    gettext("“%(record)s” was not published: it changed while you were reading. Read it again.")
                    % {"record": record},
                )
        for record, why in left_out:
            if _is_ticked(record, ticked):
                messages.error(request, f"{record}: {why}")


def why_left_out(record, moderator):
    """Why `moderator` cannot approve `record` together with others; empty where they can."""
    if record.author_id == moderator.pk:
        return OF_YOUR_OWN
    if hasattr(record, "proposal"):
        return gettext("A proposed decision awaits confirmation. Open the record to see it.")
    if record.status != Status.SUBMITTED:
        status = Status(record.status).label
        return gettext("This record is not waiting for a decision. Its status: %(status)s.") % {"status": status}
    return ""


def _is_ticked(record, ticked):
    return any(tick.startswith(f"{record.pk}:") for tick in ticked)
