"""From contents to a finished message: subject, both bodies, headers.

Mail travels in the clear and is forwarded, so it carries what everybody may see. Of what only members may see it says
that there is something, and leads to the sign-in. No person is named in a subject.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from network.alerts import fragments, reasons, searches, tokens
from network.alerts.contents import Batch, Contents, Item, NotSent
from network.alerts.fragments import Rendered
from network.alerts.models import Message, Subscriber
from network.catalogue import kinds
from network.mail_layout import base_context, with_styles

LONGEST_SUBJECT = 70


@dataclass(frozen=True)
class Letter:
    """One finished message to one `recipient`. `rests_on` are ids of the index that must exist when it leaves."""

    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    return_path: str
    date: datetime
    headers: tuple
    rests_on: frozenset = frozenset()


def compose(message: Message, batch: Batch) -> Letter:
    """The letter of `message`, one of `batch`. Raises NotSent with the reason where there is none."""
    with translation.override(_reader(message).reading_language):
        if message.kind == Message.Kind.CONFIRMATION:
            return confirmation(message)
        return digest(message, batch.contents(message))


def _reader(message: Message) -> Subscriber:
    if message.subscriber is None:
        raise NotSent("erased")
    return message.subscriber


def digest(message: Message, contents: Contents) -> Letter:
    """The letter that tells `contents` to the subscriber of `message`, in the language that is current."""
    language, reader = get_language(), _reader(message)
    body = _items(contents, language)
    more = _more(contents.left_out)
    stop = settings.ORIGIN + reverse("alerts-stop", args=[tokens.make(tokens.Use.STOP, reader.pk)])
    values = {
        "lead": lead(contents),
        "more": more,
        "manage": settings.ORIGIN + manage_address(reader),
        "stop": stop,
    }
    frame = fragments.frame(language)
    return Letter(
        subject=subject(contents),
        html=frame.html.fill({**{name: escape(value) for name, value in values.items()}, "items": body.html}),
        text=frame.text.fill({**values, "items": body.text}),
        headers=bulk_headers(message, stop),
        rests_on=frozenset(contents.rests_on),
        **envelope(message),
    )


def confirmation(message: Message) -> Letter:
    """The letter that asks whether a subscription is wanted, in the current language. Raises NotSent without one."""
    subscription = message.subscription
    if subscription is None:
        raise NotSent("not asked for any more")
    address = reverse("alerts-confirm", args=[tokens.make(tokens.Use.CONFIRM, subscription.pk)])
    context = {
        **base_context(),
        "lead": _("Please confirm that you want these emails"),
        "followed": searches.in_our_words(subscription),
        "frequency": subscription.get_frequency_display(),
        "confirm": settings.ORIGIN + address,
    }
    return Letter(
        subject=_("Expert Network: confirm your email alerts"),
        html=with_styles(render_to_string("alerts/emails/confirmation.html", context)),
        text=render_to_string("alerts/emails/confirmation.txt", context),
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
        **envelope(message),
    )


def envelope(message: Message) -> dict[str, Any]:
    """Whom it goes to, where it comes back to, and by which name it is known; the same at each attempt."""
    bounce = tokens.make(tokens.Use.BOUNCE, message.pk)
    return {
        "recipient": _reader(message).address,
        "return_path": f"b+{bounce}@{settings.MAIL_DOMAIN}",
        "message_id": f"<{tokens.make(tokens.Use.MESSAGE_ID, message.pk)}@{settings.MAIL_DOMAIN}>",
        "date": message.run.created_at if message.run else message.created_at,
    }


def bulk_headers(message: Message, stop: str) -> tuple:
    """Headers of bulk mail: RFC 8058 and 2369 (unsubscribing), 2919 (List-Id), 3834 (automatic answers)."""
    token = tokens.make(tokens.Use.STOP, _reader(message).pk)
    name = message.run.frequency if message.run else message.kind
    return (
        ("List-Unsubscribe", f"<{stop}>,\r\n <mailto:u+{token}@{settings.MAIL_DOMAIN}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"<{name}.lists.{settings.MAIL_DOMAIN}>"),
        ("Reply-To", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "All"),
        ("Feedback-ID", f"{message.run_id or 0}:{name}:{message.kind}:portal"),
    )


def manage_address(subscriber: Subscriber) -> str:
    """Where the subscriber changes what they get: their own page, or one behind a signed link."""
    if subscriber.user_id:
        return reverse("alerts")
    return reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, subscriber.pk)])


def subject(contents: Contents) -> str:
    """What the letter is about: the title of its first record that is no person, and how many more there are.

    A title alone would not tell whose letter it is, nor what has that title.
    """
    count = contents.count
    entries = [item.entry_in_mail for item in contents.chosen if item.entry_in_mail]
    entries += [entry for _heading, group in contents.newsletter for entry in group]
    things = [entry for entry in entries if not kinds.get(entry.kind).is_person]
    if not things:
        return ngettext("Expert Network: %(count)d new result", "Expert Network: %(count)d new results", count) % {
            "count": count
        }
    title = Truncator(" ".join(things[0].title.split())).chars(LONGEST_SUBJECT)
    if count <= 1:
        return _("Expert Network: %(title)s (%(kind)s)") % {"title": title, "kind": kinds.get(things[0].kind).singular}
    return ngettext(
        "Expert Network: %(title)s and %(count)d more", "Expert Network: %(title)s and %(count)d more", count - 1
    ) % {
        "title": title,
        "count": count - 1,
    }


def lead(contents: Contents) -> str:
    """The first line of the letter."""
    count = len(contents.items)
    if not count:
        return _("Latest from the network")
    return ngettext("%(count)d new result for you", "%(count)d new results for you", count) % {"count": count}


def _more(left_out):
    if not left_out:
        return ""
    return ngettext("And %(count)d more", "And %(count)d more", left_out) % {"count": left_out}


def _items(contents, language):
    """All items under the headings of their kinds, then the newsletter, as a Rendered."""
    sections = contents.sections([kind.code for kind in kinds.in_letters()])
    groups = [(str(kinds.get(code).label), items) for code, items in sections]
    groups += [(title, [Item(entry, entry) for entry in entries]) for title, entries in contents.newsletter]
    forms = []
    for title, items in groups:
        forms += [fragments.heading(title), *(_item(item, language) for item in items)]
    return Rendered("".join(form.html for form in forms), "".join(form.text for form in forms))


def _item(item, language):
    parts = fragments.item(
        item.entry_in_mail,
        language,
        address=item.entry.address,
        kind=item.entry.kind,
        has_reasons=bool(item.hits),
    )
    whys = [reasons.sentence(hit, item.entry.kind) for hit in item.hits]
    return Rendered(
        parts.html.fill({"reasons": "<br>".join(escape(why) for why in whys)}),
        parts.text.fill({"reasons": "\n".join(whys)}),
    )
