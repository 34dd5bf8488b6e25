"""What is typed into a step is kept before it is saved, for its author alone, and changes nothing until then."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.accounts import data_protection
from network.moderation import unsaved
from network.moderation.models import UnsavedStep
from practices.models import Practice
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.forms import typed

pytestmark = pytest.mark.django_db


class Window:
    """A page of a step in a window of a browser."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.open()

    def open(self):
        """Load the page, perhaps anew."""
        self.page = self.client.get(self.address)
        context = self.page.context
        carried = {"window": context["window"], "kept": context["kept_times"]}
        self.answers = typed(context["form"], context["formset"]) | carried

    def types(self, **answers):
        """Type, and have the script send it; return the answer."""
        self.answers |= answers
        response = self.client.post(self.address, self.answers | {"keep": "1"})
        if response.status_code == 200:
            self.answers["kept"] = response.json()["kept"]
        return response.status_code

    def saves(self, **answers):
        """Press the button; return the status."""
        self.answers |= answers
        self.response = self.client.post(self.address, self.answers)
        return self.response.status_code

    def shows(self, text):
        return text in self.client.get(self.address).content.decode()


def step_of(practice, name="story"):
    return reverse("practice-edit", args=[practice.key, name])


@pytest.fixture
def practice():
    return PracticeFactory()


@pytest.fixture
def window(as_user, practice):
    return Window(as_user(practice.author), step_of(practice))


def test_what_was_typed_is_there_again_and_not_saved(window, practice):
    assert window.types(approach="Half a sent") == 200
    practice.refresh_from_db()
    assert (practice.approach, practice.edits) == ("Mentors met them every week.", 0)
    window.open()
    assert "Half a sent</textarea>" in window.page.content.decode()
    assert "You typed this and did not save it" in window.page.content.decode()
    assert window.saves() == 302
    practice.refresh_from_db()
    assert practice.approach == "Half a sent"
    assert not UnsavedStep.objects.exists()


def test_it_is_kept_however_wrong_it_is_and_said_to_be_wrong_when_it_is_shown(window):
    assert window.types(approach="x" * 2600 + "\x00") == 200
    assert window.shows("Shorten this to 2500 characters; it has 2600.")


def test_more_than_any_step_can_hold_is_not_kept(window):
    assert window.types(approach="x" * 250_000) == 409
    assert not UnsavedStep.objects.exists()


def test_nobody_fills_the_database_with_it(window, practice, monkeypatch):
    monkeypatch.setattr(unsaved, "MOST_STEPS", 1)
    assert window.types(approach="One") == 200
    assert window.types(approach="One, two") == 200
    assert Window(window.client, step_of(practice, "rights")).types(criticism="None.") == 409


def test_nothing_public_changes_and_nothing_stops_waiting(as_user):
    profile = ProfileFactory.published()
    client = as_user(profile.user)
    visibility = Window(client, reverse("profile-edit", args=["visibility"]))
    assert visibility.types(listing_mode="hidden", show_summary="2") == 200
    assert Window(client, reverse("profile-edit", args=["expertise"])).types(summary="") == 200
    profile.refresh_from_db()
    assert (profile.status, profile.edits, profile.is_hidden) == ("published", 0, False)
    assert profile.summary


def test_nobody_else_sees_it(window, practice):
    window.types(approach="zq-private")
    other = Client()
    other.force_login(UserFactory())
    for address in (step_of(practice), reverse("practice-new")):
        assert "zq-private" not in other.get(address).content.decode()
        assert other.post(step_of(practice), {"keep": "1"}).status_code == 404


def test_a_new_record_is_begun_with_what_was_typed(as_user):
    author = UserFactory()
    window = Window(as_user(author), reverse("practice-new"))
    assert window.types(title="After-care", summary="One line") == 200
    assert not Practice.objects.exists()
    again = Window(window.client, reverse("practice-new"))
    assert again.answers["summary"] == "One line"
    assert again.saves() == 302
    assert not UnsavedStep.objects.exists()
    assert Window(window.client, reverse("practice-new")).answers.get("summary") in {None, ""}


def test_of_two_windows_on_a_step_the_second_is_told_and_the_first_loses_nothing(window):
    second = Window(window.client, window.address)
    assert window.types(approach="From the first") == 200
    assert second.types(approach="From the second") == 409
    assert window.types(approach="From the first, longer") == 200
    assert window.shows("From the first, longer")


def test_what_one_window_keeps_is_not_forgotten_when_another_saves(window):
    second = Window(window.client, window.address)
    window.types(approach="From the first")
    assert second.saves(approach="From the second") == 302
    assert window.types(approach="From the first, longer") == 409
    window.open()
    assert "From the first</textarea>" in window.page.content.decode()
    assert window.saves() == 409
    assert "From the second" in window.response.content.decode()


def test_a_window_whose_last_answer_was_lost_goes_on(window):
    before = window.answers["kept"]
    window.types(approach="One")
    window.answers["kept"] = before
    assert window.types(approach="One, two") == 200


def test_another_step_that_was_saved_meanwhile_overtakes_nothing(window, practice):
    other = Window(window.client, step_of(practice, "rights"))
    assert other.saves(criticism="None was published.") == 302
    assert window.types(approach="Still typing") == 200
    assert window.saves() == 302
    window = Window(window.client, window.address)
    window.types(approach="More")
    assert Window(window.client, step_of(practice, "rights")).saves(criticism="One was.") == 302
    window.open()
    assert window.saves() == 302


def test_text_can_be_discarded(window):
    window.types(approach="Nonsense")
    assert window.client.post(window.address, {"discard": "1"}).status_code == 302
    assert not window.shows("Nonsense")


def test_nothing_is_submitted_beside_text_that_is_not_saved(window, practice):
    window.types(approach="Not saved")
    review = step_of(practice, "review")
    page = window.client.get(review).content.decode()
    assert ">Submit for review<" not in page
    assert f'href="{window.address}?review=1"' in page
    assert window.client.post(review).status_code == 409
    practice.refresh_from_db()
    assert practice.status == "draft"
    assert "Not saved yet" in window.client.get(step_of(practice, "start")).content.decode()


def test_it_is_forgotten_after_a_month_and_with_its_author(window, practice):
    window.types(approach="Old")
    assert data_protection.export(practice.author)["moderation.unsavedstep"][0]["step"] == "story"
    unsaved.delete_expired(timezone.now() + timedelta(days=29))
    assert UnsavedStep.objects.exists()
    unsaved.delete_expired(timezone.now() + timedelta(days=31))
    assert not UnsavedStep.objects.exists()
    window.open()
    window.types(approach="New")
    data_protection.erase(practice.author)
    assert not UnsavedStep.objects.exists()


def test_whoever_is_signed_out_is_told_so(window):
    window.client.logout()
    assert window.types(approach="Text") == 403


@pytest.mark.parametrize("odd", ["\x00", "x" * 23, "a b", "ä"])
def test_a_window_that_no_page_of_ours_names_is_unknown(window, odd):
    window.answers["window"] = odd
    assert window.types(approach="One") == 200
    assert UnsavedStep.objects.get().window == ""
    window.answers["kept"] = "0"
    assert window.types(approach="Two") == 409
    assert window.saves(approach="") == 302
    assert UnsavedStep.objects.exists()


def test_only_answers_to_what_the_step_asks_are_kept(window):
    odd = {"ti\x00tle": "a", "x" * 900: "a", "criticism": "of another step"}
    assert window.types(approach="Kept", **odd) == 200
    kept = UnsavedStep.objects.get().answers
    assert kept["approach"] == ["Kept"]
    assert not {*odd, "csrfmiddlewaretoken", "window", "keep"} & set(kept)


@pytest.mark.parametrize(("total", "initial"), [("900", "900"), ("9" * 20, "5"), ("5", "9" * 20), ("-1", "-1")])
def test_rows_of_which_nothing_came_are_not_kept(as_user, total, initial):
    client = as_user(ProfileFactory().user)
    window = Window(client, reverse("profile-edit", args=["expertise"]))
    answers = {"expertise-TOTAL_FORMS": total, "expertise-INITIAL_FORMS": initial, "expertise-0-id": ""}
    assert window.types(**answers) == 200
    kept = UnsavedStep.objects.get().answers
    assert int(kept["expertise-TOTAL_FORMS"][0]) <= 1
    assert kept["expertise-INITIAL_FORMS"] == ["0"]
    assert window.shows("Discard unsaved text")


def test_however_many_rows_were_kept_before_the_page_is_shown(as_user):
    client = as_user(ProfileFactory().user)
    window = Window(client, reverse("profile-edit", args=["expertise"]))
    window.types(summary="Kept")
    kept = UnsavedStep.objects.get()
    kept.answers |= {"expertise-TOTAL_FORMS": ["9" * 20], "expertise-INITIAL_FORMS": ["900"]}
    kept.save()
    assert window.shows("Discard unsaved text")


def test_rows_are_kept_with_what_was_typed(as_user):
    client = as_user(ProfileFactory().user)
    window = Window(client, reverse("profile-edit", args=["expertise"]))
    more = {"expertise-TOTAL_FORMS": "2", "expertise-1-id": "", "expertise-1-evidence": "zq-second"}
    assert window.types(**{"expertise-0-evidence": "zq-first"}, **more) == 200
    window.open()
    formset = window.page.context["formset"]
    assert (formset.total_form_count(), formset.initial_form_count()) == (2, 1)
    assert [row["evidence"].value() for row in formset] == ["zq-first", "zq-second"]


def test_what_cannot_be_shown_is_dropped(window, monkeypatch):
    assert window.types(approach="zq-odd") == 200
    monkeypatch.setattr(UnsavedStep, "as_sent", lambda kept: {}["odd"])
    assert window.client.get(window.address).status_code == 302
    assert not UnsavedStep.objects.exists()
    assert window.client.get(window.address).status_code == 200


def test_a_new_record_that_was_not_saved_is_found_on_my_page_until_it_is_discarded(as_user):
    author = UserFactory()
    window = Window(as_user(author), reverse("practice-new"))
    waiting = "Save or discard the text that you typed under “Submit a practice”"
    mine = Window(window.client, reverse("practice-new"))
    mine.address = reverse("dashboard")
    assert not mine.shows(waiting)
    assert window.types(title="After-care") == 200
    assert mine.shows(f'<a href="{reverse("practice-new")}">{waiting}</a>')
    assert window.client.post(window.address, {"discard": "1"}).status_code == 302
    assert not mine.shows(waiting)


def test_what_was_typed_into_other_steps_of_a_new_profile_is_still_there_when_one_is_saved(as_user):
    author = UserFactory()
    client = as_user(author)
    work = Window(client, reverse("profile-edit", args=["work"]))
    assert work.types(organization="zq-institute") == 200
    assert "Not saved yet" in client.get(reverse("profile-edit", args=["start"])).content.decode()
    assert Window(client, reverse("profile-edit", args=["person"])).saves(given_name="Amina") == 302
    assert work.shows("zq-institute")
    assert "Save or discard the text" not in client.get(reverse("dashboard")).content.decode()
