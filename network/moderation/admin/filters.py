"""How moderators narrow the queue."""

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.utils.translation import gettext_lazy as _

from network.catalogue.pillars import Pillar
from network.catalogue.pillars import choices as pillar_choices
from network.moderation.models import Appeal, Decision, Status


class StatusFilter(admin.SimpleListFilter):
    """What waits stands first; everything else is one click away."""

    title = _("status")
    parameter_name = "status"
    ALL, SECOND, APPEAL = "all", "second", "appeal"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.default = self.default_for(request)

    @classmethod
    def default_for(cls, request):
        """What is shown where nobody has chosen: what waits, and all to whoever looks for something."""
        return cls.ALL if request.GET.get(SEARCH_VAR) else Status.SUBMITTED

    @classmethod
    def is_mixed(cls, request):
        """Whether records in different states are shown."""
        return (request.GET.get(cls.parameter_name) or cls.default_for(request)) not in Status.values

    def lookups(self, request, model_admin):
        """All, what waits for another moderator than the first, and the states."""
        return [
            (self.ALL, _("All")),
            (self.SECOND, _("Waiting for a second moderator")),
            (self.APPEAL, _("Appeals")),
            *Status.choices,
        ]

    def choices(self, changelist):
        """The queue is the default, and all for whoever looks for something; so "all" is a choice of its own."""
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or self.default) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        """Those in the chosen status, or in the default one."""
        match self.value() or self.default:
            case self.ALL:
                return queryset
            case self.SECOND:
                return queryset.filter(proposal__isnull=False)
            case self.APPEAL:
                return queryset.filter(decisions__in=Decision.objects.filter(appeal__in=Appeal.objects.waiting()))
            case status:
                return queryset.filter(status=status)


class MineFilter(admin.SimpleListFilter):
    """What I took, and what nobody took."""

    title = _("moderator")
    parameter_name = "on_it"

    def lookups(self, request, model_admin):
        """Me, or nobody."""
        return [("me", _("Assigned to me")), ("nobody", _("Not assigned"))]

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
        pillar = self.value()
        is_known = pillar in {str(pillar) for pillar in Pillar.values}
        return queryset.filter(pillars__contains=[pillar]) if is_known else queryset
