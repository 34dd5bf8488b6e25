"""Small letters and how they ended, by the number of the reader; what failed can be tried again."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network.notices import outbox
from network.notices.models import Notice, State
from network.panels import Line, Panel, Place
from network.read_only_admin import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices without text or address: neither says more about a failure."""

    list_display = ["__str__", "kind", "user", "state", "reason", "attempts", "next_attempt_at", "ended_at"]
    list_filter = ["state", "reason", "kind"]
    list_select_related = ["user"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["try_again"]
    fields = ["kind", "user", "state", "reason", "attempts", "next_attempt_at", "created_at", "ended_at"]

    def panels(self, request):
        """How many letters failed."""
        if self.has_view_permission(request):
            failed = Notice.objects.filter(state=State.FAILED).count()
            address = f"{reverse('admin:notices_notice_changelist')}?state__exact={State.FAILED}"
            yield Panel(Place.MAIL, _("Outgoing email"), [Line(_("Notifications that failed"), address, count=failed)])

    def has_retry_permission(self, request):
        """Whether the reader may decide about letters."""
        return request.user.has_perm("notices.retry_notice")

    @admin.action(description=_("Send selected failed emails again"), permissions=["retry"])
    def try_again(self, request, queryset):
        """Put it back at the end of the queue, with all of its attempts."""
        count = outbox.retry(queryset)
        text = ngettext("%(count)d email will be sent again.", "%(count)d emails will be sent again.", count)
        messages.info(request, text % {"count": count})
