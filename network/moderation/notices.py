"""What moderation tells people: what was decided, what waits too long, and whether something is still correct.

No subject names a person or a topic: it may be read over somebody's shoulder.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.accounts.models import User
from network.accounts.roles import Role
from network.catalogue import kinds
from network.moderation import confirmations, queue
from network.moderation.deadlines import SATURDAY
from network.moderation.models import Decision, Proposal, Record
from network.notices import outbox
from network.notices.letters import Letter, button, paragraph, points, quote, renders
from network.notices.models import Notice

SUBJECTS: dict[str, Promise] = {
    Decision.Action.APPROVED: gettext_lazy("Your contribution is published"),
    Decision.Action.RETURNED: gettext_lazy("Please look at your contribution again"),
    Decision.Action.WITHDRAWN: gettext_lazy("Your contribution was taken down"),
    Decision.Action.REFUSED: gettext_lazy("Your contribution cannot be published"),
    Decision.Action.SUSPENDED: gettext_lazy("Your contribution is suspended"),
    Decision.Action.REINSTATED: gettext_lazy("The answer to your appeal"),
    Decision.Action.UPHELD: gettext_lazy("The answer to your appeal"),
}
DECIDED: dict[str, Promise] = {
    Decision.Action.APPROVED: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has read what you submitted and published it. "
        "Thank you for sharing it."
    ),
    Decision.Action.RETURNED: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has read what you submitted and asks you to change "
        "something before it can be published. Nothing that you wrote is lost."
    ),
    Decision.Action.WITHDRAWN: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has taken down something that you published here. "
        "You can change it and submit it again."
    ),
    Decision.Action.REFUSED: gettext_lazy(
        "Two moderators of the South-South CT/PVE Expert Network have read what you submitted. They decided that it "
        "cannot be published here. Nothing that you wrote is lost."
    ),
    Decision.Action.SUSPENDED: gettext_lazy(
        "Two moderators of the South-South CT/PVE Expert Network have decided to suspend something that you published "
        "here. Nobody else can see it any more."
    ),
    Decision.Action.REINSTATED: gettext_lazy(
        "Your appeal is granted. What had been suspended can be seen again; what had been refused is reviewed again."
    ),
    Decision.Action.UPHELD: gettext_lazy(
        "A moderator who had no part in the decision has read your appeal. The decision stays."
    ),
}


@renders("moderation.decision")
def decision(notice: Notice) -> Letter | None:
    """Tell the author of a record what was decided about it."""
    found = Decision.objects.filter(pk=notice.about).select_related("record__author").first()
    return about_decision(found) if found else None


def about_decision(decision: Decision) -> Letter:
    """The letter about `decision`, which need not be taken yet, in the current language."""
    parts = [paragraph(DECIDED[decision.action])]
    if decision.grounds:
        parts.append(points(decision.grounds_in_words))
    if decision.reason:
        parts += [paragraph(_("What the moderator wrote:")), quote(decision.reason)]
    if hasattr(decision, "appeal"):
        parts.append(paragraph(_("A moderator who had no part in the decision will answer your appeal.")))
    elif decision.action in decision.TAKES_TWO:
        parts.append(
            paragraph(
                _(
                    "You can appeal against this decision once, on your page. A moderator who had no part in it will "
                    "answer."
                )
            )
        )
    parts.append(button(_("See it on your page, after signing in"), _where_to_go_on(decision)))
    return Letter(
        subject=SUBJECTS[decision.action],
        parts=tuple(parts),
        why=_why_an_author(),
    )


@renders("moderation.suspended")
def suspended(notice: Notice) -> Letter | None:
    """Tell the author of a record that it is down until a second moderator decides; not when one has."""
    proposal = Proposal.objects.filter(pk=notice.about).first()
    return about_suspension(proposal) if proposal else None


def about_suspension(proposal: Proposal) -> Letter:
    """The letter about `proposal`, a suspension that need not be proposed yet, in the current language."""
    parts = [
        paragraph(
            _(
                "A moderator of the South-South CT/PVE Expert Network has taken down something that you published "
                "here, because it may do harm. Nobody else can see it for now. A second moderator decides whether it "
                "stays so; if nobody does within five working days, it can be seen again."
            )
        )
    ]
    if proposal.grounds:
        parts.append(points(proposal.grounds_in_words))
    if proposal.reason:
        parts += [paragraph(_("What the moderator wrote:")), quote(proposal.reason)]
    parts += [
        paragraph(_("You can appeal at once, on your page. The second moderator reads what you write.")),
        button(_("See it on your page, after signing in"), reverse("dashboard")),
    ]
    return Letter(subject=_("Your contribution is suspended for now"), parts=tuple(parts), why=_why_an_author())


@renders("moderation.lifted")
def lifted(notice: Notice) -> Letter | None:
    """Tell the author of a record that its suspension is over; not when it is down again."""
    if not Record.objects.published().filter(pk=notice.about.partition(" ")[0]).exists():
        return None
    return Letter(
        subject=_("Your contribution can be seen again"),
        parts=(
            paragraph(_("No second moderator confirmed the suspension. What you published can be seen again.")),
            button(_("See it on your page, after signing in"), reverse("dashboard")),
        ),
        why=_why_an_author(),
    )


@renders("moderation.lapsed")
def lapsed(notice: Notice) -> Letter | None:
    """Tell a moderator that nobody has seconded what they proposed; no record is named, headings may be names."""
    number, _blank, _at = notice.about.partition(" ")
    if not Record.objects.filter(pk=number).exists():
        return None
    return Letter(
        subject=_("Nobody has confirmed what you proposed"),
        parts=(
            paragraph(
                _(
                    "You proposed to refuse or to suspend something, and no second moderator has confirmed it within "
                    "five working days. It is not proposed any more; what was suspended can be seen again."
                )
            ),
            button(_("See the record"), reverse("admin:moderation_record_review", args=[number])),
        ),
        why=_("You receive this letter because you are a moderator of the network."),
    )


def _why_an_author():
    return _(
        "You receive this letter because you contributed to the network. Its moderators are staff of the United "
        "Nations Office of Counter-Terrorism."
    )


def _where_to_go_on(decision):
    """Where the author acts on `decision`: where they write, or where they can only object."""
    is_open = decision.action not in decision.TAKES_TWO
    return decision.record.specific.get_edit_url() if is_open else reverse("dashboard")


def remind(now: datetime | None = None) -> int:
    """Have every moderator told if something is overdue at `now`, on working days; return how many they are."""
    now = now or timezone.now()
    if now.weekday() >= SATURDAY or not any(line.late for line in queue.waiting(now)):
        return 0
    moderators = User.objects.filter(groups__name=Role.MODERATOR, is_active=True, is_staff=True)
    for moderator in moderators:
        outbox.put("moderation.overdue", now.date(), moderator)
    return len(moderators)


@renders("moderation.overdue")
def overdue(notice: Notice) -> Letter | None:
    """Tell a moderator what is overdue; no record is named, headings may be names."""
    now = timezone.now()
    late = [line for line in queue.waiting(now) if line.late]
    if not late:
        return None
    lines = [
        _("%(label)s: %(count)d (the oldest for %(time)s)")
        % {"label": line.label, "count": line.late, "time": timesince(line.oldest, now)}
        for line in late
    ]
    return Letter(
        subject=_("Something has waited too long for a decision"),
        parts=(
            paragraph(_("These have waited too long:")),
            points(lines),
            button(_("The queue, the longest waiting first"), reverse("admin:moderation_record_changelist")),
        ),
        why=_("You receive this letter because you are a moderator of the network."),
    )


@renders("moderation.still-correct")
def still_correct(notice: Notice) -> Letter | None:
    """Ask an author about their records. What everybody may read is named; a profile is "your profile"."""
    about = datetime.fromisoformat(notice.about)
    records = confirmations.asked(notice.user, about) if notice.user else []
    if not records:
        return None
    parts = [
        paragraph(
            _(
                "Others rely on what you published in the South-South CT/PVE Expert Network. Please tell us with one "
                "click whether it is still correct, or change it."
            )
        )
    ]
    for record in records:
        parts += _question(record)
    parts.append(
        paragraph(
            _("Whoever has these links can answer in your place; please do not pass them on. You need not sign in.")
        )
    )
    return Letter(
        subject=_("Is what you published still correct?"),
        parts=tuple(parts),
        why=_("You receive this letter because you published something in the network."),
    )


def _question(record):
    kind, title = str(kinds.get(record.kind).singular), confirmations.public_title(record)
    question = _("Without your answer it counts as outdated from %(date)s on and leaves the lists; its page stays.") % {
        "date": date_format(record.outdated_at)
    }
    return [
        points([f"{kind}: {title}" if title else kind]),
        paragraph(question),
        button(
            _("It is still correct, or I want to change it"),
            reverse("still-correct", args=[confirmations.make_token(record)]),
        ),
    ]
