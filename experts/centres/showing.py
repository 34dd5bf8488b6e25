"""What the page of a centre shows beside its card: who describes it, who works with it, and what names it."""

from django.utils.translation import get_language

from experts import contributing
from experts.models import Affiliation
from network.catalogue.audiences import Audience
from network.catalogue.centres import CENTRE
from network.catalogue.models import Entry
from network.catalogue.people import list_for
from network.catalogue.rows import rows_of
from network.catalogue.sections import sections_of


def experts_of(key, reader) -> list:
    """The experts of the centre `key` who agreed, as rows: those only whom `reader` sees now, and may know of."""
    audience = Audience.of(reader)
    agreed = Affiliation.objects.agreed().filter(centre__key=key, audience__gte=audience)
    visible = Entry.objects.filter(audience=audience, language=get_language())
    found = visible.filter(record__in=agreed.values("profile__key")).defer("vector", "facets").order_by("sort_title")
    return rows_of(list_for(reader, list(found)))


def page_context(request, card) -> dict:
    """Whom to ask, the experts who agreed, and the practices, offers and events that name the centre of `card`."""
    return contributing.page_context(request, card) | {
        "experts": experts_of(card.key, request.user),
        "sections": sections_of(CENTRE.code, card.key, request.user),
    }
