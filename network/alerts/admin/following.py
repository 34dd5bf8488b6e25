"""Who follows what. Staff see how many and what, and an address only as far as its owner would recognize it."""

import logging

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from network.addresses import AddressField
from network.alerts import bounces, subscribing, tokens
from network.alerts.models import MailEvent, StoredSearch, Subscriber, Suppression
from network.read_only_admin import ReadOnlyAdmin

logger = logging.getLogger("network.security")

RUNNING = Q(subscriptions__confirmed_at__isnull=False, subscriptions__ended_at__isnull=True)


@admin.register(StoredSearch)
class StoredSearchAdmin(ReadOnlyAdmin):
    """The questions that people follow, and those that can never be answered."""

    list_display = ["__str__", "language", "followers", "can_fire", "created_at"]
    list_filter = ["can_fire", "language"]
    search_fields = ["query"]
    ordering = ["can_fire", "-pk"]
    fields = ["query", "language", "can_fire", "created_at"]

    def get_queryset(self, request):
        """With how many follow each."""
        return super().get_queryset(request).annotate(following=Count("subscriptions", filter=RUNNING))

    @admin.display(description=_("followers"), ordering="following")
    def followers(self, search):
        """How many people follow it."""
        return search.following


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    """People who get mail. To find one, type the whole address."""

    list_display = ["masked_address", "language", "has_account", "created_at", "stopped_at", "quiet_until"]
    list_filter = ["language", ("stopped_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["email"]
    search_help_text = _("Full email address")
    fields = ["masked_address", "language", "weekday", "created_at", "stopped_at", "soft_bounces", "quiet_until"]
    actions = ["stop_mail"]

    def get_search_results(self, request, queryset, search_term):
        """Whoever knows the whole address finds its subscriber; parts of addresses find nobody."""
        if search_term:
            logger.info("Looked for a subscriber.", extra={"event": "address-search", "user": request.user.pk})
        return (queryset & Subscriber.objects.at(search_term.strip()) if search_term else queryset), False

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, subscriber):
        """Whether the address is that of an account."""
        return subscriber.user_id is not None

    @admin.action(description=_("Stop all emails to the selected subscribers"), permissions=["view"])
    def stop_mail(self, request, queryset):
        """What a person asked for by telephone."""
        for subscriber in queryset:
            subscribing.stop(subscriber)


class SuppressionForm(forms.ModelForm):
    """An address that is never written to again; only its keyed hash is kept."""

    address = AddressField()

    class Meta:
        model = Suppression
        fields: list[str] = []

    def clean_address(self):
        """Say so when it is known already."""
        address = self.cleaned_data["address"]
        if bounces.is_suppressed(address):
            raise forms.ValidationError(_("This address is already suppressed."))
        return address

    def save(self, commit=True):
        """Keep the hash."""
        self.instance.digest = tokens.digest(self.cleaned_data["address"])
        self.instance.reason = Suppression.Reason.STAFF
        return super().save(commit)


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses to which nothing goes. Deleting a row lets its address subscribe again."""

    form = SuppressionForm
    list_display = ["__str__", "reason", "at"]
    list_filter = ["reason"]
    search_fields = ["digest"]
    search_help_text = _("Full email address")
    fields = ["address"]

    def get_search_results(self, request, queryset, search_term):
        """Find an address by its hash."""
        return (queryset.filter(digest__in=tokens.digests(search_term)) if search_term else queryset), False

    def has_change_permission(self, request, obj=None):
        """A hash cannot be edited."""
        return False


@admin.register(MailEvent)
class MailEventAdmin(ReadOnlyAdmin):
    """What came back, newest first."""

    list_display = ["received_at", "kind", "source", "detail", "processed_at"]
    list_filter = ["kind", "source"]
    date_hierarchy = "received_at"
    fields = ["received_at", "kind", "source", "detail", "message", "processed_at"]
