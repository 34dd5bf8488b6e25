"""What a practice keeps about its author; `network.moderation.personal_data` erases it."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import register
from network.moderation.personal_data import register_kind
from practices.models import Attachment, Practice, Source

KEPT = {
    "erased": _("drafts deleted; published contributions stay without your name, unless you choose to withdraw them"),
    "period": _("until you delete it"),
}

register_kind(Practice, **KEPT)
register(Source, "practice__author", exported=["practice__key", "title", "publisher", "year", "url"], **KEPT)
register(Attachment, "practice__author", exported=["practice__key", "title", "upload__key"], **KEPT)
