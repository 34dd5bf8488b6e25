"""Users in the admin: who may sign in and in which role. Nobody sets another person's password here."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.accounts import factor_links
from network.accounts.disclosure import disclose
from network.accounts.models import FactorLink, Look, User, display_name, latest_changes_of_roles
from network.accounts.roles import FACTORS, Role, has_factor
from network.accounts.sessions import end_all
from network.addresses import stored_form
from network.panels import Line, Panel, Place

RIGHTS = {"is_active", "is_staff", "groups"}


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Roles and access. Super-user rights are given on the command line only."""

    list_display = ["__str__", "is_active", "is_member", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_member", "is_staff", "groups"]
    search_fields = ["=email"]
    search_help_text = _("Full email address")
    fields = ["email", "language", "is_active", "is_staff", "groups", "is_member", "joined_at", "last_login"]
    readonly_fields = ["email", "is_member", "joined_at", "last_login"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    ordering = ["pk"]
    actions = ["end_sessions", "replace_factors"]

    def panels(self, request):
        """Who came, who of staff cannot sign in, and who was given or lost a role."""
        if not self.has_view_permission(request):
            return
        users, address = User.objects.filter(is_active=True), reverse("admin:accounts_user_changelist")
        new = users.filter(joined_at__gte=timezone.now() - timedelta(days=7))
        without_factor = users.filter(is_staff=True).exclude(authenticator__type__in=FACTORS)
        lines = [
            Line(_("New in the last 7 days"), address, count=new.count()),
            Line(_("Members"), f"{address}?is_member__exact=1", count=users.filter(is_member=True).count()),
            Line(_("Staff"), f"{address}?is_staff__exact=1", count=users.filter(is_staff=True).count()),
            Line(_("Staff without two-step sign-in"), f"{address}?is_staff__exact=1", count=without_factor.count()),
        ]
        yield Panel(Place.ACCOUNTS, _("Accounts and roles"), [*lines, *map(_change_of_role, latest_changes_of_roles())])

    def get_search_results(self, request, queryset, search_term):
        """Whoever knows the whole address finds its account, whose owner sees that somebody looked for it."""
        if not search_term:
            return queryset, False
        found = queryset.filter(email=stored_form(search_term))
        return disclose(Look.What.ACCOUNT, of=found, to=request.user, content=lambda: found), False

    def disclosed(self, user):
        """An address is shown on this page only."""
        return Look.What.ACCOUNT, [user]

    @admin.action(description=_("Remove two-step sign-in from the selected users"), permissions=["change"])
    def replace_factors(self, request, queryset):
        """For whoever lost it, after their identity was checked. Staff are sent a link to a new one."""
        for user in queryset.exclude(pk=request.user.pk).filter(is_active=True):
            factor_links.replace_lost(user, by=request.user)
            self.log_change(request, user, gettext("Two-step sign-in removed."))
            self.message_user(
                request,
                gettext("Two-step sign-in has been removed from %(user)s, who has been told by email.")
                % {"user": user},
            )

    @admin.action(description=_("Sign out the selected users everywhere"), permissions=["change"])
    def end_sessions(self, request, queryset):
        """Sign people out everywhere, for example when a phone was lost."""
        for user in queryset:
            end_all(user)
        self.message_user(request, gettext("The selected users have been signed out everywhere."))

    def save_related(self, request, form, formsets, change):
        """A role that was given or taken counts from the next sign-in on."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        if RIGHTS & set(form.changed_data):
            end_all(user)
        if RIGHTS & set(form.changed_data) and user.is_staff and settings.STAFF_SECOND_FACTOR_REQUIRED:
            self._ask_for_factor(request, user)

    def _ask_for_factor(self, request, user):
        """A factor that was there before the role is good for it; whoever has none is sent a link."""
        if user.is_active and not has_factor(user):
            factor_links.send(user, FactorLink.Cause.ROLE, by=request.user)
            text = gettext(
                "%(user)s has not set up two-step sign-in. We have sent a link for this. The role takes effect "
                "when it is set up."
            )
            self.message_user(request, text % {"user": user})

    def has_add_permission(self, request):
        """People sign themselves up."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Erasure goes through the person's own data page, which removes everything."""
        return False


def _change_of_role(event):
    """The line of an event of the audit trail: whose role, and who gave or took it."""
    by = (event.pgh_context or {}).get("user")
    said = {
        "user": display_name(User(pk=event.user_id)),
        "role": Role(event.group.name).label if event.group.name in Role.values else event.group.name,
        "by": display_name(User(pk=by)) if by else gettext("command line"),
    }
    if event.pgh_label == "insert":
        label = gettext("%(user)s became: %(role)s (by %(by)s)")
    else:
        label = gettext("%(user)s is no longer: %(role)s (by %(by)s)")
    return Line(label % said, reverse("admin:accounts_user_change", args=[event.user_id]), since=event.pgh_created_at)
