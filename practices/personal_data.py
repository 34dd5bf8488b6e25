"""What practices and adoptions keep about people; `network.moderation.personal_data` erases what somebody wrote."""

from django.utils.translation import gettext_lazy as _

from network.accounts.data_protection import eraser, register
from network.moderation.personal_data import register_kind
from network.notices import gate
from practices.models import Adoption, Attachment, Practice, SideAnswer, Source

KEPT = {
    "erased": _("drafts deleted; published contributions stay without your name, unless you choose to withdraw them"),
    "period": _("until you delete it"),
}

register_kind(Practice, **KEPT)
register_kind(Adoption, **KEPT)
register(Source, "practice__author", exported=["practice__key", "title", "publisher", "year", "url"], **KEPT)
register(Attachment, "practice__author", exported=["practice__key", "title", "upload__key"], **KEPT)
register(
    SideAnswer,
    "user",
    exported=[
        "adoption__key",
        "side",
        "asked_at",
        "answered_at",
        "answer",
        "remark",
        "shows_institution",
        "may_be_asked_again",
    ],
    erased=_("questions deleted; your answer stays without you and your reason"),
    period=_("as long as the report exists"),
)


@eraser
def erase_answers(user, take_down):
    """Forget who answered, and whom a report names; what a side said stays the word of that side."""
    of_the_person = SideAnswer.objects.filter(user=user) | SideAnswer.objects.filter(mailbox=gate.digest(user.email))
    of_the_person.filter(answered_at__isnull=True).delete()
    of_the_person.update(user=None, mailbox="", remark="", is_asked_again=False, may_be_asked_again=False)
    Adoption.objects.filter(adopter_address=user.email).update(adopter_address="")
