"""What moderation tells people: what was decided, what waits too long, and whether something is still correct.

No subject names a person or a topic: it may be read over somebody's shoulder.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.accounts import roles
from network.accounts.roles import Role
from network.catalogue import kinds
from network.moderation import confirmations, queue
from network.moderation.deadlines import SATURDAY
from network.moderation.models import Correction, Decision, Proposal, Record
from network.notices import outbox
from network.notices.letters import Letter, button, paragraph, points, quote, renders
from network.notices.models import Notice
from network.phrasing import time_since

SUBJECTS: dict[str, Promise] = {
    Decision.Action.APPROVED: gettext_lazy("Expert Network: your contribution is published"),
    Decision.Action.RETURNED: gettext_lazy("Expert Network: changes requested to your contribution"),
    Decision.Action.WITHDRAWN: gettext_lazy("Expert Network: your contribution has been withdrawn"),
    Decision.Action.REFUSED: gettext_lazy("Expert Network: your contribution cannot be published"),
    Decision.Action.SUSPENDED: gettext_lazy("Expert Network: your contribution is suspended"),
    Decision.Action.REINSTATED: gettext_lazy("Expert Network: decision on your appeal"),
    Decision.Action.UPHELD: gettext_lazy("Expert Network: decision on your appeal"),
}
DECIDED: dict[str, Promise] = {
    Decision.Action.APPROVED: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has read your contribution and published it. Thank you "
        "for sharing it."
    ),
    Decision.Action.RETURNED: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has read your contribution and requests changes before "
        "it can be published. Your text is saved in your account."
    ),
    Decision.Action.WITHDRAWN: gettext_lazy(
        "A moderator of the South-South CT/PVE Expert Network has withdrawn your published contribution. You can edit "
        "it and submit it again."
    ),
    Decision.Action.REFUSED: gettext_lazy(
        "Two moderators of the South-South CT/PVE Expert Network have read your contribution and decided that it "
        "cannot be published. Your text is saved in your account."
    ),
    Decision.Action.SUSPENDED: gettext_lazy(
        "Two moderators of the South-South CT/PVE Expert Network have suspended your published contribution. Only you "
        "and moderators can see it now."
    ),
    Decision.Action.REINSTATED: gettext_lazy(
        "Your appeal has been granted. If your contribution was suspended, it is published again. If it was refused, "
        "it will be reviewed again."
    ),
    Decision.Action.UPHELD: gettext_lazy(
        "A moderator who did not take part in the decision has read your appeal. The decision is upheld."
    ),
}


@renders("moderation.decision")
def decision(notice: Notice) -> Letter | None:
    """Tell the author of a record what was decided about it."""
    found = Decision.objects.filter(pk=notice.about).select_related("record__author").first()
    return about_decision(found, found.corrections.all()) if found else None


def about_decision(decision: Decision, corrections: Iterable[Correction] = ()) -> Letter:
    """The letter about `decision`, which need not be taken yet, in the current language.

    `corrections` are those of the text that was decided on.
    """
    parts = [paragraph(DECIDED[decision.action])]
    if decision.grounds:
        parts.append(points(decision.grounds_in_words))
    if decision.reason:
        parts += [paragraph(_("What the moderator wrote:")), quote(decision.reason)]
    for label, note in decision.notes_in_words:
        parts += [paragraph(_("About “%(label)s”:") % {"label": label}), quote(note)]
    corrected = [_corrected(correction.label, change) for correction in corrections for change in correction.changes]
    if corrected:
        parts += [paragraph(_("Before the decision, a moderator corrected misprints in your text:")), points(corrected)]
    if hasattr(decision, "appeal"):
        parts.append(paragraph(_("A moderator who did not take part in the decision will answer your appeal.")))
    elif decision.action in decision.TAKES_TWO:
        parts.append(
            paragraph(
                _("You can appeal once, on “My page”. A moderator who did not take part in the decision will answer.")
            )
        )
    parts.append(button(_("Sign in to see it and what you can do next:"), _where_to_go_on(decision)))
    return Letter(
        subject=SUBJECTS[decision.action],
        parts=tuple(parts),
        why=_why_an_author(),
    )


def _corrected(label, change):
    return _("%(field)s: “%(before)s” is now “%(after)s”") % {
        "field": capfirst(label),
        "before": change.before,
        "after": change.after,
    }


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
                "A moderator of the South-South CT/PVE Expert Network has suspended your published contribution, "
                "because it may do harm. Only you and moderators can see it now. A second moderator must confirm this "
                "within five working days. Otherwise it is published again."
            )
        )
    ]
    if proposal.grounds:
        parts.append(points(proposal.grounds_in_words))
    if proposal.reason:
        parts += [paragraph(_("What the moderator wrote:")), quote(proposal.reason)]
    parts += [
        paragraph(_("You can appeal now, on “My page”. The second moderator will read your appeal.")),
        button(_("Sign in to see it and what you can do next:"), reverse("dashboard")),
    ]
    return Letter(
        subject=_("Expert Network: your contribution is suspended for now"), parts=tuple(parts), why=_why_an_author()
    )


@renders("moderation.lifted")
def lifted(notice: Notice) -> Letter | None:
    """Tell the author of a record that its suspension is over; not when it is down again."""
    if not Record.objects.published().filter(pk=notice.about.partition(" ")[0]).exists():
        return None
    return Letter(
        subject=_("Expert Network: your contribution is published again"),
        parts=(
            paragraph(_("No second moderator confirmed the suspension. Your contribution is published again.")),
            button(_("Sign in to see it and what you can do next:"), reverse("dashboard")),
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
        subject=_("Expert Network: your proposal was not confirmed"),
        parts=(
            paragraph(
                _(
                    "You proposed to refuse or suspend a contribution. No second moderator confirmed this within five "
                    "working days, so the proposal has been cancelled. A contribution that was suspended is published "
                    "again."
                )
            ),
            button(_("Open the record"), reverse("admin:moderation_record_review", args=[number])),
        ),
        why=_("You get this email because you are a moderator of the network."),
    )


def _why_an_author():
    return _(
        "You get this email because you submitted a contribution to the network. Moderators are staff of the United "
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
    moderators = roles.holders(Role.MODERATOR)
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
        % {"label": line.label, "count": line.late, "time": time_since(line.oldest, now)}
        for line in late
    ]
    return Letter(
        subject=_("Expert Network: submissions overdue for a decision"),
        parts=(
            paragraph(_("These submissions have waited for more than five working days:")),
            points(lines),
            button(_("Open the full queue (oldest first)"), reverse("admin:moderation_record_changelist")),
        ),
        why=_("You get this email because you are a moderator of the network."),
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
                "Other people rely on the information that you published on the South-South CT/PVE Expert Network. "
                "Please confirm that it is still correct, or update it."
            )
        )
    ]
    for record in records:
        parts += _question(record)
    parts.append(
        paragraph(
            _("You do not need to sign in. Do not forward this email: anyone with these links can answer for you.")
        )
    )
    return Letter(
        subject=_("Expert Network: please confirm your published information"),
        parts=tuple(parts),
        why=_("You get this email because you published a contribution on the network."),
    )


def _question(record):
    kind, title = str(kinds.get(record.kind).singular), confirmations.public_title(record)
    question = _(
        "If you do not answer by %(date)s, it will be marked as possibly out of date and removed from lists. Its "
        "page stays online."
    ) % {"date": date_format(record.outdated_at)}
    return [
        points([f"{kind}: {title}" if title else kind]),
        paragraph(question),
        button(
            _("Confirm or update it"),
            reverse("still-correct", args=[confirmations.make_token(record)]),
        ),
    ]
