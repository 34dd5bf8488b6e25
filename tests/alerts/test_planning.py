"""Runs: one per kind, frequency and half-open period, whoever wakes up and however often."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from network.alerts import periods, planning, subscribing
from network.alerts.models import Frequency, Hit, Message, Run, State, Subscription
from network.catalogue.models import Announcement
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory
from tests.news.factories import ArticleFactory, EventFactory

MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)  # a Wednesday
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - as UTC


class TestPeriods:
    @given(now=MOMENTS, frequency=st.sampled_from(planning.CALENDAR))
    def test_they_have_ended_and_lie_within_reach(self, now, frequency):
        for period in periods.ended(frequency, now):
            assert period.start < period.end <= now
            assert now - period.end < periods.REACH

    @given(now=MOMENTS)
    def test_days_follow_each_other_without_a_gap_or_overlap(self, now):
        days = periods.ended(Frequency.DAILY, now)
        assert len(days) == 14
        assert all(day.end == following.start for day, following in pairwise(days))

    @given(now=MOMENTS)
    def test_every_weekday_ends_a_week_of_its_own(self, now):
        weeks = periods.ended(Frequency.WEEKLY, now)
        assert {week.end.isoweekday() for week in weeks} == set(range(1, 8))
        assert all(week.end - week.start == timedelta(days=7) for week in weeks)

    def test_a_month_is_the_whole_month(self):
        (month,) = periods.ended(Frequency.MONTHLY, datetime(2026, 3, 2, 12, tzinfo=UTC))
        assert (month.start.isoformat(), month.end.isoformat()) == (
            "2026-02-01T05:00:00+00:00",
            "2026-03-01T05:00:00+00:00",
        )

    @given(now=MOMENTS)
    def test_a_window_of_alerts_has_just_ended(self, now):
        window = periods.window(now)
        assert window.start < window.end <= now < window.end + (window.end - window.start)


@pytest.fixture
def published(db):
    """A practice, published an hour before MORNING's day ended."""
    return publish(MORNING.replace(hour=4))


def publish(at, **fields):
    practice = PracticeFactory.published(**fields)
    Announcement.objects.filter(record=practice.key).update(at=at)
    return practice


def follow(since=MORNING - timedelta(days=60), **fields):
    return SubscriptionFactory(confirmed_at=since, **fields)


@pytest.mark.django_db
class TestRuns:
    def test_planning_twice_is_planning_once(self, published):
        follow()
        for _time in range(3):
            planning.plan_all(MORNING)
        run = Run.objects.get(frequency="daily", planned=1)
        assert run.messages.get().state == State.PENDING
        assert Message.objects.count() == 1

    def test_what_nobody_created_for_days_is_created_still(self, published):
        follow()
        planning.ensure_runs(MORNING)
        assert Run.objects.filter(frequency="daily").count() == 14
        assert Run.objects.filter(frequency="weekly").count() == 14

    def test_there_is_no_run_from_before_anybody_followed_anything(self):
        planning.ensure_runs(MORNING)
        follow(since=MORNING - timedelta(days=2))
        planning.ensure_runs(MORNING)
        assert Run.objects.filter(frequency="daily").count() == 2

    def test_what_is_published_when_the_day_ends_belongs_to_the_next_day(self):
        follow()
        publish(MORNING.replace(hour=5))
        planning.plan_all(MORNING)
        assert not Message.objects.exists()
        planning.plan_all(MORNING + timedelta(days=1))
        assert Message.objects.get().run.period_start == MORNING.replace(hour=5)

    def test_a_weekly_digest_comes_on_the_chosen_day(self, published):
        wednesday, friday = (follow(frequency="weekly", subscriber__weekday=day).subscriber for day in (3, 5))
        planning.plan_all(MORNING)
        assert [message.subscriber for message in Message.objects.all()] == [wednesday]
        planning.plan_all(MORNING + timedelta(days=2))
        assert {message.subscriber for message in Message.objects.all()} == {wednesday, friday}

    def test_a_change_of_frequency_loses_and_doubles_nothing(self, published):
        subscription = follow(frequency="monthly")
        planning.plan_all(MORNING)
        assert not Message.objects.exists()
        Subscription.objects.update(frequency="daily")
        planning.plan_all(MORNING + timedelta(days=1))
        assert Hit.objects.get(subscription=subscription).message == Message.objects.get()
        Subscription.objects.update(frequency="monthly")
        planning.plan_all(MORNING + timedelta(days=7))
        assert Message.objects.count() == 1

    def test_one_message_tells_all_that_several_searches_found(self, published):
        reader = follow().subscriber
        follow(subscriber=reader, asks="kind=practice")
        planning.plan_all(MORNING)
        assert Message.objects.get().hits.count() == 2

    def test_what_was_told_at_once_is_not_told_again_by_another_search(self, published):
        reader = follow(frequency="at-once").subscriber
        follow(subscriber=reader, asks="kind=practice", frequency="weekly", subscriber__weekday=3)
        planning.plan_all(MORNING)
        planning.plan_all(MORNING + timedelta(days=7))
        assert Message.objects.get().kind == Message.Kind.ALERT

    def test_large_audiences_are_planned_chunk_by_chunk(self, published, monkeypatch):
        monkeypatch.setattr(planning, "CHUNK", 2)
        for _number in range(5):
            follow()
        planning.plan_all(MORNING)
        run = Run.objects.get(planned__gt=0)
        assert (run.planned, run.state, run.messages.count()) == (5, Run.State.SENDING, 5)

    def test_a_planner_that_died_between_chunks_is_continued(self, published, monkeypatch):
        monkeypatch.setattr(planning, "CHUNK", 2)
        for _number in range(5):
            follow()
        chunks, execute = [], planning._execute

        def dying(statement, parameters):
            chunks.append(statement)
            if chunks.count(planning.CHUNK_OF_MESSAGES) == 2:
                raise KeyboardInterrupt
            return execute(statement, parameters)

        planning.ensure_runs(MORNING)
        Run.objects.exclude(period_end=MORNING.replace(hour=5), frequency="daily").delete()
        planning.match_all()
        monkeypatch.setattr(planning, "_execute", dying)
        with pytest.raises(KeyboardInterrupt):
            planning.plan(Run.objects.get())
        assert Message.objects.count() == 2
        monkeypatch.setattr(planning, "_execute", execute)
        planning.plan(Run.objects.get())
        assert Message.objects.count() == Run.objects.get().planned == 5

    def test_an_empty_period_makes_no_mail(self):
        follow()
        planning.plan_all(MORNING)
        assert set(Run.objects.values_list("state", flat=True)) == {Run.State.DONE}
        assert not Message.objects.exists()

    def test_an_extra_run_tells_now_what_waits_and_the_regular_one_the_rest(self, published):
        follow(frequency="weekly", subscriber__weekday=5)
        planning.match_all()
        planning.plan(planning.run_extra("weekly", MORNING))
        assert Message.objects.get().run.kind == Run.Kind.EXTRA
        planning.plan_all(MORNING + timedelta(days=7))
        assert Message.objects.count() == 1

    def test_a_release_that_follows_a_hold_plans_nobody_twice(self, published):
        follow()
        planning.plan_all(MORNING)
        Run.objects.update(state=Run.State.PLANNING)
        planning.plan_all(MORNING)
        assert Message.objects.count() == 1


@pytest.mark.django_db
class TestNewsletter:
    def subscribe(self):
        return follow(purpose="newsletter", frequency="weekly", subscriber__weekday=3)

    def test_it_comes_when_there_is_featured_news_or_a_coming_event(self):
        self.subscribe()
        planning.plan_all(MORNING)
        assert not Message.objects.exists()
        starts_at = MORNING + timedelta(days=20)
        EventFactory.published(starts_at=starts_at, ends_at=starts_at)
        planning.plan_all(MORNING + timedelta(days=7))
        assert Message.objects.count() == 1

    def test_news_that_nobody_featured_is_no_reason(self):
        self.subscribe()
        ArticleFactory.published()
        planning.plan_all(timezone.now() + timedelta(days=7))
        assert not Message.objects.exists()
        ArticleFactory.published(is_featured=True)
        Run.objects.all().delete()
        planning.plan_all(timezone.now() + timedelta(days=7))
        assert Message.objects.count() == 1

    def test_it_never_comes_daily(self):
        subscription = self.subscribe()
        subscribing.less_often(subscription.subscriber, "monthly")
        subscription.refresh_from_db()
        assert subscription.frequency == "monthly"
