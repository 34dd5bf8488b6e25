"""The queue as a moderator narrowed and sorted it, on the pages that they open from it.

Django's admin hands the filters of a list on in the address of what it leads to. So do the pages of the desk.
"""

from collections.abc import Callable
from copy import copy

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse

HANDED_ON = "_changelist_filters"


class QueueList(ChangeList):
    """Leads to the review page of each record."""

    def url_for_result(self, result):
        """The review page; Django adds the filters."""
        return review_address(result)


class FromTheQueue(admin.ModelAdmin):
    """Part of the desk: the way back to the list from which a moderator came."""

    # Of network.admin.GuardedAdmin, which stands before each class.
    is_admitted: Callable[[HttpRequest], bool]

    def get_changelist(self, request, **kwargs):
        """The list that leads to review pages."""
        return QueueList

    def queue_before(self, request):
        """The records of the list from which this page was opened, in its order; without a list, the whole queue."""
        asked = copy(request)
        asked.GET = QueryDict(request.GET.get(HANDED_ON, ""))
        try:
            if self.is_admitted(asked):
                return self.get_changelist_instance(asked).queryset
        except IncorrectLookupParameters:
            pass
        asked.GET = QueryDict()
        return self.get_changelist_instance(asked).queryset

    def back_to(self, request, address):
        """A redirect to `address`, the queue or one of its pages, with the filters of the list."""
        filters = self.get_preserved_filters(request)
        context: dict[str, Options | str] = {"preserved_filters": filters, "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(context, address))


def review_address(record):
    """Where `record` is decided about."""
    return reverse("admin:moderation_record_review", args=[record.pk])
