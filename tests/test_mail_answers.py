"""What servers' answers mean: samples as servers write them, and the code or the word that decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.mail_answers import Meaning, meaning

UNKNOWN_ADDRESS = [
    "550 5.1.1 <amina@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.1 <amina@example.org>: Recipient address rejected: User unknown in relay recipient table",
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the "
    "recipient's email address for typos or\n550 5.1.1 unnecessary spaces. Learn more at "
    "https://support.google.com/mail/?p=NoSuchUser x1-2.301 - gsmtp",
    "smtp; 550 User unknown",
    "smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
    "#< #5.1.1 smtp;550 5.1.1> #SMTP#",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient amina@example.org not found by SMTP address lookup",
    "550 #5.1.0 Address rejected.",
    "550 No such user here",
    "550 No Such User Here\"",
    "554 delivery error: dd This user doesn't have a yahoo.com account (amina@yahoo.com) [0] - mta1.mail.yahoo.com",
    "550 Message was not accepted -- invalid mailbox. Local mailbox amina@mail.ru is unavailable: user not found",
    "550 Unrouteable address",
    "Sorry, no mailbox here by that name. (#5.1.1)",
    "Sorry, no mailbox here by that name. vpopmail (#5.1.1)",
    "550 User amina (amina@example.org) not listed in Domino Directory",
    "550 Mailbox not found",
    "550 Invalid recipient amina@example.org",
    "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416 [416]",
    "550 5.1.2 Bad destination system address",
    "550 5.1.6 Mailbox has moved",
    "550 5.1.3 Invalid address format",
    "Host or domain name not found. Name service error for name=exampel.org type=A: Host not found",
    "550 <amina@example.org>, Recipient unknown",
    "551 User not local; unknown user",
    "550 5.4.1 <amina@example.org>... User unknown",
    "554 5.5.0 smtp;550 No such user",
    "x-unix; unknown user: \"amina\"",
    "550 amina@spam.example.org No such mailbox",
    "host mx.antispam.example[192.0.2.1] said: 550 5.1.1 no such user; see https://mx.example/spam-policy",
]  # fmt: skip
POLICY = [
    "550 5.1.7 Invalid sender",
    "553 5.1.7 <b+1@mail.portal.example>: Sender address rejected",
    "553 5.1.8 Domain of sender address does not resolve",
    "550 5.1.8 No such user",
    "550 5.1.0 sender rejected",
    "550 5.1.0 <b+1@mail.portal.example> sender rejected : Cox SPF",
    "550 5.1.0 <b@portal.example>: Sender address rejected: User unknown in virtual alias table",
    "550 High probability of spam",
    "550 SC-001 (COL004-MC1F1) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet "
    "service provider since part of their network is on our block list.",
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. ... on our block list (S3150).",
    "550 DMARC policy violation",
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to "
    "authenticate with either SPF or DKIM.",
    "550 unacceptable attachment",
    "552-5.7.0 This message was blocked because its content presents a potential\n552-5.7.0 security issue.",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
    "550 5.7.1 Message rejected",
    "553 sorry, that domain isn't in my list of allowed rcpthosts; no such user (#5.7.1)",
    "550 5.7.1 <amina@example.org>... User unknown",
    "554 5.6.0 Message contains invalid header",
    "554 5.6.1 Body type not supported by Remote Host",
    "552 5.3.4 Message size exceeds fixed limit",
    "552 5.2.3 Message too large",
    "550 5.4.5 Daily sending quota exceeded",
    "554 5.7.1 <amina@example.org>: Relay access denied",
    "550 relay not permitted",
    "554 Message refused: virus found",
    "550 5.1.1 Mail content denied. http://service.mail.qq.com/cgi-bin/help?id=20022",
    "550 5.1.1 Message rejected due to spam",
    "550 5.7.1 Blocked: unknown user or spam",
    "550 Administrative prohibition: helo is forged",
    "550 rejected because 192.0.2.1 is listed at dnsbl.example",
    "550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
    "554 Denied, reverse DNS does not match",
    "550 Rate limit exceeded for 192.0.2.1",
]  # fmt: skip
FOR_NOW = [
    "550 Quota exceeded",
    "552 5.2.2 Over quota",
    "552-5.2.2 The email account that you tried to reach is over quota. https://support.google.com/mail/?p=OverQuota",
    "550 5.1.1 <amina@example.org>: mailbox is full",
    "User's mailbox is full: <amina@example.org>",
    "550 5.2.1 The email account that you tried to reach is disabled.",
    "554 30 Sorry, your message to amina@example.org cannot be delivered. This mailbox is disabled (554.30).",
    "550 5.4.1 [amina@example.org]: Recipient address rejected: Access denied. AS(201806281) [host.outlook.com]",
    "451 4.3.0 Try again later",
    "421 4.7.0 Our system has detected an unusual rate of unsolicited mail",
    "450 4.1.1 <amina@example.org>: Recipient address rejected: unverified address",
    "450 4.2.0 <amina@example.org>: Recipient address rejected: Greylisted",
    "4.4.7 Delivery time expired",
    "smtp;400 4.4.7 Message delayed",
    "451 user unknown for now",
    "550 5.5.0 Requested action not taken: mailbox unavailable",
    "550 5.4.4 Unable to route",
    "554 5.4.6 Too many hops",
    "550 5.3.0 Mail system problem",
]
UNCLEAR = ["", "550", "554 Transaction failed", "550 Requested action not taken: mailbox unavailable", "5.0.0", "hello"]


@pytest.mark.parametrize("answer", UNKNOWN_ADDRESS)
def test_an_address_that_does_not_exist_is_one(answer):
    assert meaning(answer) is Meaning.UNKNOWN_ADDRESS


@pytest.mark.parametrize("answer", POLICY)
def test_a_refusal_of_the_sender_or_of_the_text_blames_no_recipient(answer):
    assert meaning(answer) is Meaning.POLICY


@pytest.mark.parametrize("answer", FOR_NOW)
def test_trouble_that_may_pass_is_no_unknown_address(answer):
    assert meaning(answer) is Meaning.FOR_NOW


@pytest.mark.parametrize("answer", UNCLEAR)
def test_an_answer_that_does_not_tell_decides_nothing(answer):
    assert meaning(answer) is None


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        ("smtp; 550-5.1.1 The email account that you tried to reach does not exist.", "5.0.0", "hard"),
        ("smtp; 550 User unknown", "5.0.0", "hard"),
        ("smtp; 550 5.7.1 Message rejected", "5.1.1", "policy"),
        ("smtp; 550 Requested action not taken", "5.1.1", "hard"),
        ("smtp; 550 High probability of spam", "5.1.1", "policy"),
        ("smtp; 554 Transaction failed", "5.7.1", "policy"),
        ("smtp; 550 No such user", "5.7.1", "policy"),
        ("smtp; 550 No such user", "5.2.2", "soft"),
        ("", "5.1.1", "hard"),
        ("", "5.2.2", "soft"),
        ("", "4.4.1", "soft"),
        ("", "5.0.0", None),
        ("smtp; 452 try later", "4.2.2 (mailbox full)", "soft"),
    ],
)
def test_the_truth_stands_in_the_answer_before_the_status(answer, status, expected):
    assert meaning(answer, status) == expected


@pytest.mark.parametrize("no_code", ["from 5.1.1.1 port 25", "Exim 4.96.2", "v15.1.1", "2025.1.1"])
def test_addresses_and_versions_are_no_codes(no_code):
    assert meaning(f"554 Transaction failed {no_code}") is None


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_words_can_be_read(answer, status):
    assert meaning(answer, status) in {None, *Meaning}
