"""Pages that editors write as part of their work."""

from django.utils.translation import gettext_lazy as _

from network.moderation.personal_data import register_kind
from news.models import Article, Event, Publication

for model in (Article, Event, Publication):
    register_kind(model, erased=_("published pages stay without your name"), period=_("until it is withdrawn"))
