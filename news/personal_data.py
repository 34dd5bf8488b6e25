"""Pages that editors write as part of their work."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import register
from news.models import Article, Event, Publication

for model in (Article, Event, Publication):
    register(
        model,
        "author",
        exported=["key", "title", "summary"],
        erased=_("published pages stay under a number"),
        period=_("until it is withdrawn"),
    )
