"""What the answer of a mail server means for the recipient: one reading for live refusals, bounces and webhooks.

Only a recipient's address that does not exist is a reason never to write there again. Refusals of the sender, of the
text or of its origin say nothing of the recipient, whatever code they come with (RFC 5321 §4.2, RFC 3463).
"""

import re
from enum import StrEnum


class Meaning(StrEnum):
    """What follows from a failure."""

    UNKNOWN_ADDRESS = "hard"
    FOR_NOW = "soft"
    POLICY = "policy"


# Characters of an answer that are read; what decides stands at its beginning.
LONGEST = 1_000
# Enhanced codes (RFC 3463 §2), not parts of IP addresses or of version numbers.
ENHANCED = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\.?\d)")
# The sender's address, a mailbox that exists, the text, and policy (RFC 3463 §3.2, §3.3, §3.7, §3.8): no words for an
# unknown user change that.
EXPLICIT = re.compile(r"5\.(1\.[78]|[267]\.[1-9])")
REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[\s#-]|$)")
# Names of hosts, addresses and links hold words that are no words of the server.
NAMES = re.compile(r"https?:\S+|<[^<>\s]*>|\S+@\S+|\b[\w-]+(?:\.[\w-]*[a-z][\w-]*)+", re.IGNORECASE)

POLICY_WORDS = r"""
    \b(spam|junk|uce|unsolicited|bulk|virus|malware|phish\w*|infected|attachments?|abus\w+|suspicious|prohibited)\b
    | (?<!not\ )\b(black|block|deny)\W?list | (?<!not\ )\b(black|block)?listed\b | \b(dnsbl|rbl|banned|blocked)\b
    | \breputation | \b(dmarc|spf|dkim|arc)\b | \b(un)?authenticat | \b(un|not\ )authori[sz]ed\b | \bpolic(y|ies)\b
    | \b(message|mail)\ (content|rejected\ due) | \bcontent\b | \b(helo|ehlo|rdns|ptr|reverse\ dns)\b
    | \brelay(ing)?\ (access\ )?(is\ )?(denied|not|prohibited) | \bto\ relay\b | (?<!rejected:\ )\baccess\ denied\b
    | \bsender('?s)?\ (address|domain|ip|is|not|reject\w*|refused|denied|verif\w*|unknown|reputation|has)\b
    | \b(bad|invalid|unknown|your|rejected|envelope)\ sender\b | \breturn[- ]path\b | \bmail\ from\b | \bfrom\ header\b
    | \b(sending|daily|hourly|message|package)\ (\w+\ )?(quota|limit|rate)\b
    | \brate\ limit | \bthrottl | \btoo\ (large|big)\b
    | \bsize\ (limit|exceed) | \bexceeds\ (the\ )?(maximum\ )?(message\ )?size
"""
FULL_WORDS = r"""
    \bquota\b | \b(mailbox|inbox|account|maildir|user)\W+(\w+\W+){0,3}full\b | \bfull\ mailbox\b
    | \b(storage|disk)\ (space|limit|full)\b | \binsufficient\ (system\ )?storage | \bout\ of\ (disk\ )?space\b
    | \b(account|mailbox|user)\ (is\ |has\ been\ )?(temporarily\ )?(disabled|inactive|suspended|over)\b
    | \bgr[ea]y\W?list | \btemporar | \btry\ again\ later\b
"""
UNKNOWN_WORDS = r"""
    \b(user|recipient|mailbox|addressee|account)\ (is\ )?(unknown|invalid|non-existent)\b
    | \bunknown\ (or\ illegal\ )?(user|recipient|mailbox|account|address|local|alias)
    | \bno\ such\ (user|recipient|mailbox|account|address|person|local|domain|alias|email)
    | \b(user|recipient|mailbox|addressee|account|address|domain)s?\b[^.;]{0,60}?
      \b(do(es)?\ not|doesn'?t|don'?t|no\ longer|not)\ (exist|found|known|valid|available|have\ an?|listed)
    | \b(user|recipient|mailbox|account|address)\ ((cannot|could\ not)\ be|was\ not|isn'?t|is\ not)\ (found|known|valid)
    | \bdoes(\ not|n'?t)\ have\ an?\ .{0,30}\baccount\b | \b(invalid|non-?existent)\ (recipient|mailbox|user|address)
    | \bno\ mailbox\b | \bunrout(e)?able\ address | \bnot\ a\ valid\ (mailbox|recipient|user|address)
    | \bnot\ (listed\ in|our\ customer)\b | \bnot\ found\ in\ (the\ )?(directory|address\ book)\b
    | \b(host|domain)\ (name\ )?not\ found\b | \bdomain\ does\ not\ exist\b | \bdestinataire\ invalide\b
"""


def _compiled(words):
    return re.compile(words, re.IGNORECASE | re.VERBOSE)


POLICY, FULL, UNKNOWN = map(_compiled, (POLICY_WORDS, FULL_WORDS, UNKNOWN_WORDS))


def meaning(answer, status="") -> Meaning | None:
    """What `answer`, the words of a server or of a report, means; None where it does not tell.

    `status` is what the report says beside it (RFC 3464 §2.3.4); the answer itself knows better.
    """
    text = " ".join(answer.split())[:LONGEST]
    code = _code(text, status)
    if _is_for_now(text, code):
        return Meaning.FOR_NOW
    words = NAMES.sub(" ", text)
    if POLICY.search(words):
        return Meaning.POLICY
    if FULL.search(words):
        return Meaning.FOR_NOW
    if UNKNOWN.search(words) and not EXPLICIT.match(code):
        return Meaning.UNKNOWN_ADDRESS
    return _of_code(code)


def _code(text, status):
    """The enhanced code that says most: x.0.0 says nothing."""
    codes = [*ENHANCED.findall(text), *ENHANCED.findall(status)]
    return next((code for code in codes if not code.endswith(".0.0")), codes[0] if codes else "")


def _is_for_now(text, code):
    """Whether the failure calls itself temporary, by its enhanced code or, where it has none, by its reply."""
    if code:
        return code.startswith("4")
    reply = REPLY.search(text)
    return bool(reply) and reply[1] == "4"


def _of_code(code):
    """What an enhanced code for a permanent failure means by itself (RFC 3463 §3, and the registry of RFC 5248)."""
    _class, _dot, rest = code.partition(".")
    subject, _dot, detail = rest.partition(".")
    if not subject or subject == "0":
        return None
    if subject == "1":
        # 5.1.7 and 5.1.8 are about the sender's address, 5.1.9 about what a gateway could not do.
        about_us = {"7": Meaning.POLICY, "8": Meaning.POLICY, "9": Meaning.FOR_NOW}
        return about_us.get(detail, Meaning.UNKNOWN_ADDRESS)
    if subject in {"6", "7"} or f"{subject}.{detail}" in {"2.3", "3.4"}:
        return Meaning.POLICY
    return Meaning.FOR_NOW
