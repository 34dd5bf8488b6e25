"""The outbox, row by row; what is in doubt can be sent again or dropped."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network.alerts.models import Message, State
from network.read_only_admin import ReadOnlyAdmin


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages without their text, which does not exist before they leave."""

    list_display = ["__str__", "kind", "run", "subscriber", "state", "reason", "attempts", "feedback", "ended_at"]
    list_filter = ["state", "kind", "feedback"]
    list_select_related = ["run", "subscriber"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["send_again", "drop"]
    fields = [
        "kind", "run", "subscriber", "state", "reason", "attempts", "resends", "not_before", "wire_at", "ended_at",
        "feedback", "created_at",
    ]  # fmt: skip

    def has_send_permission(self, request):
        """Whether the reader may decide about messages."""
        return request.user.has_perm("alerts.send_run")

    @admin.action(description=_("Resend selected messages whose delivery is uncertain"), permissions=["send"])
    def send_again(self, request, queryset):
        """With the same Message-ID, so that many mail readers show it once."""
        changed = queryset.filter(state=State.IN_DOUBT).update(
            state=State.PENDING, reason="", not_before=timezone.now(), resends=1
        )
        self._say(request, changed)

    @admin.action(description=_("Cancel selected messages whose delivery is uncertain"), permissions=["send"])
    def drop(self, request, queryset):
        """Not to be sent again, whether or not it arrived."""
        changed = queryset.filter(state=State.IN_DOUBT).update(
            state=State.FAILED, reason="in doubt, dropped by staff", ended_at=timezone.now()
        )
        self._say(request, changed)

    def _say(self, request, changed):
        text = ngettext("%(count)d message updated.", "%(count)d messages updated.", changed)
        messages.info(request, text % {"count": changed})
