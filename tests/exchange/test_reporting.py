"""A reason that offends is reported before both said yes: staff read the text, and not whose it is."""

import pytest
from django.urls import reverse

from network.accounts import data_protection
from network.accounts.models import Look
from network.exchange import answering
from network.exchange.models import Answer
from network.moderation.models import NotPossible
from network.notices.models import Notice
from tests.exchange.stage import BEHALF, MEMBER, key_of
from tests.factories import ProfileFactory, UserFactory, a_moderator

pytestmark = pytest.mark.django_db

REASON, REPORT = "zqoffensive", "zqinsult"


@pytest.fixture(params=["answered", "asked"])
def answer(request, stage):
    """Its reason was written by the member, or by the author who asks them."""
    if request.param == "asked":
        return answering.ask(stage.opportunity, key_of(stage.member), REASON)
    return answering.answer(stage.opportunity, stage.member, reason=REASON, institution=BEHALF)


def reader_of(answer):
    return answer.member if answer.is_asked else answer.author


def report(client, answer, text=REPORT):
    client.force_login(reader_of(answer))
    return client.post(reverse("answer-report", args=[answer.key]), {"report": text})


def desk_page(client, answer):
    client.force_login(a_moderator())
    return client.get(reverse("admin:exchange_answer_change", args=[answer.pk])).content.decode()


def test_it_is_declined_in_the_words_of_every_no(client, answer):
    Notice.objects.all().delete()
    client.force_login(reader_of(answer))
    page = client.get(reverse("answer", args=[answer.key])).content.decode()
    assert reverse("answer-report", args=[answer.key]) in page
    assert report(client, answer).status_code == 302
    answer.refresh_from_db()
    assert answer.end == Answer.End.DECLINED
    assert list(Notice.objects.values_list("kind", "user")) == [("answer.declined", answer.writer.pk)]
    client.force_login(answer.writer)
    page = client.get(reverse("answer", args=[answer.key])).content.decode()
    assert "It did not fit" in page
    assert REPORT not in page


def test_staff_read_the_text_without_a_name_and_its_writer_sees_that(client, answer):
    assert REASON not in desk_page(client, answer)
    assert not Look.objects.exists()
    report(client, answer)
    page = desk_page(client, answer)
    assert REASON in page
    assert REPORT in page
    for told in (*MEMBER.values(), BEHALF, str(answer.author), str(answer.member), key_of(answer.member)):
        assert told not in page
    assert [(look.subject, look.what) for look in Look.objects.all()] == [(answer.writer, Look.What.REASON)]
    client.force_login(answer.writer)
    assert "because it was reported" in client.get(reverse("my-data")).content.decode()


def test_the_desk_says_how_many_wait_and_lists_them_without_the_text(client, answer):
    report(client, answer)
    client.force_login(a_moderator())
    index = client.get(reverse("admin:index")).content.decode()
    address = f"{reverse('admin:exchange_answer_changelist')}?reported_at__isempty=0"
    assert address in index
    page = client.get(address).content.decode()
    assert str(answer) in page
    assert REASON not in page
    assert str(answer) not in client.get(address.replace("=0", "=1")).content.decode()


def test_an_empty_report_is_asked_back(client, answer):
    report(client, answer, " ")
    answer.refresh_from_db()
    assert (answer.reported_at, answer.end) == (None, "")


@pytest.mark.parametrize("who", ["writer", "somebody else"])
def test_nobody_but_who_reads_it_reports_it(client, answer, who):
    client.force_login(answer.writer if who == "writer" else ProfileFactory.published().user)
    client.post(reverse("answer-report", args=[answer.key]), {"report": REPORT})
    answer.refresh_from_db()
    assert (answer.reported_at, answer.end) == (None, "")


@pytest.mark.parametrize("step", [answering.say_yes, answering.decline])
def test_after_an_answer_it_is_too_late(answer, step):
    step(answer, reader_of(answer))
    with pytest.raises(NotPossible):
        answering.report(answer, reader_of(answer), REPORT)


def test_what_is_sent_twice_is_reported_once(answer):
    answering.report(answer, reader_of(answer), REPORT)
    answering.report(answer, reader_of(answer), "Something else")
    answer.refresh_from_db()
    assert answer.report == REPORT


@pytest.mark.parametrize("who", ["reader", "writer"])
def test_the_report_is_in_the_copy_of_who_made_it_and_goes_with_either_side(client, answer, who):
    report(client, answer)
    answer.refresh_from_db()
    people = {"reader": reader_of(answer), "writer": answer.writer}
    copied = {name: str(data_protection.export(user)["exchange.answer"]) for name, user in people.items()}
    assert REPORT in copied["reader"]
    assert REPORT not in copied["writer"]
    data_protection.erase(people[who])
    assert not Answer.objects.exclude(report="").exists()


def test_focal_points_and_members_have_no_such_page(client, answer):
    report(client, answer)
    client.force_login(UserFactory())
    assert client.get(reverse("admin:exchange_answer_change", args=[answer.pk])).status_code != 200
