"""Who speaks for which country, and what was said. Only super-users appoint."""

from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from network.accounts.models import Look
from network.catalogue.filters import TermFilter
from network.catalogue.folding import FoldedSearch
from network.catalogue.forms import TermField
from network.panels import Line, Panel, Place
from network.verification.models import Consultation, Endorsement, FocalPoint


@admin.register(FocalPoint)
class FocalPointAdmin(admin.ModelAdmin):
    """Mandates. Whoever has none sees nothing but what all staff see."""

    list_display = ["country", "office", "user"]
    list_filter = [("country", TermFilter)]
    list_select_related = ["country", "user"]
    autocomplete_fields = ["user"]

    def panels(self, request):
        """Where focal points who are other staff as well go on."""
        if FocalPoint.objects.filter(user=request.user).exists():
            way = Line(_("Requests and endorsements for my countries"), reverse("my-countries"))
            yield Panel(Place.COUNTRIES, _("Focal point"), ways=[way])

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Countries stand in alphabetical order."""
        if db_field.name == "country":
            return TermField("country", label=capfirst(db_field.verbose_name))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class StatementAdmin(FoldedSearch):
    """What focal points said, to look up and never to change."""

    list_select_related = ["record", "country", "by"]
    list_filter = [("country", TermFilter)]
    search_fields = ["record__heading"]

    def disclosed(self, said):
        """What a government said of a record is between it, the author and staff."""
        return Look.What.CASE_FILE, [said.record.author]

    def has_add_permission(self, request):
        """Focal points speak on their own pages."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody speaks in their name."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was said was said."""
        return False


@admin.register(Endorsement)
class EndorsementAdmin(StatementAdmin):
    """Endorsements."""

    list_display = ["record", "country", "office", "by", "at", "expires_at", "withdrawn_at"]
    date_hierarchy = "at"


@admin.register(Consultation)
class ConsultationAdmin(StatementAdmin):
    """Silence procedures."""

    list_display = ["record", "country", "outcome", "begun_at", "deadline", "answered_at"]
    list_filter = ["outcome", ("country", TermFilter)]
