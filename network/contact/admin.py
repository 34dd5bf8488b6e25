"""Where staff read and answer inquiries."""

from django.contrib import admin, messages
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from network.contact.forms import AnswerForm
from network.contact.models import ANSWER_DAYS, AlreadyEnded, Inquiry
from network.moderation.deadlines import overdue_before
from network.panels import Line, Panel, Place


class EndedFilter(admin.SimpleListFilter):
    """Whether somebody still waits for an answer."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        """The two statuses."""
        return [("waiting", _("Waiting for an answer")), ("ended", _("Answered or closed"))]

    def queryset(self, request, queryset):
        """The inquiries of the chosen status."""
        if self.value() in {"waiting", "ended"}:
            return queryset.filter(ended_at__isnull=self.value() == "waiting")
        return queryset


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin):
    """Inquiries, those that wait longest first. An answer is sent once and cannot be changed."""

    form = AnswerForm
    list_display = ["__str__", "subject", "language", "received_at", "ended_at", "ended_by"]
    list_filter = [EndedFilter, "subject"]
    list_select_related = ["ended_by"]
    ordering = ["-ended_at", "received_at"]
    asked = ["subject", "text", "page_link", "email", "language", "received_at"]
    ended = ["answer", "ended_at", "ended_by"]

    def panels(self, request):
        """How many wait for an answer, and since when."""
        if self.has_view_permission(request):
            waiting = Inquiry.objects.waiting().order_by().aggregate(count=Count("pk"), since=Min("received_at"))
            late = Inquiry.objects.waiting().filter(received_at__lte=overdue_before(days=ANSWER_DAYS)).count()
            address = f"{reverse('admin:contact_inquiry_changelist')}?{EndedFilter.parameter_name}=waiting"
            lines = [Line(_("Waiting for an answer"), address, late=late, **waiting)] if waiting["count"] else []
            yield Panel(Place.INQUIRIES, _("Inquiries"), lines, empty=_("No inquiry is waiting for an answer."))

    def get_fields(self, request, obj=None):
        """What was asked, and the form or what came of it."""
        return [*self.asked, *(self.ended if obj and obj.ended_at else ["answer", "is_closed"])]

    def get_readonly_fields(self, request, obj=None):
        """Only an answer that was not given yet can be written."""
        return [*self.asked, *(self.ended if obj and obj.ended_at else [])]

    @admin.display(description=_("page concerned"))
    def page_link(self, inquiry):
        """A link to the page, which always lies on this site."""
        return format_html('<a href="{0}">{0}</a>', inquiry.page) if inquiry.page else "-"

    def has_add_permission(self, request):
        """Inquiries come from outside."""
        return False

    def has_change_permission(self, request, obj=None):
        """What has ended stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.ended_at)

    def has_delete_permission(self, request, obj=None):
        """Inquiries are deleted when their time has passed."""
        return False

    def save_model(self, request, obj, form, change):
        """Send the answer, or close the inquiry."""
        try:
            obj.end(request.user, form.cleaned_data["answer"])
        except AlreadyEnded:
            messages.error(request, _("Someone else has answered or closed this inquiry. Your answer was not sent."))
