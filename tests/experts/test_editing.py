"""Writing a profile: in steps, saved as it goes, and nobody else's."""

import pytest
from django.db import connection
from django.urls import reverse

from experts.models import Profile
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from tests.factories import ProfileFactory, UserFactory, topic
from tests.forms import rows, typed

pytestmark = pytest.mark.django_db

PERSON = {
    "form_of_address": "Ms.",
    "given_name": "Amina",
    "family_name": "Example",
    "name_in_own_script": "أمينة",
    "own_script_language": "ar",
    "role_name": "Prison trainer, East Africa",
    "headline": "Trains prison staff",
    "original_language": "en",
}


def step(name):
    return reverse("profile-edit", args=[name])


def fill(client):
    """Walk through all steps as a careful person would."""
    work = {
        "background": "practitioner",
        "organization": "Example Institute",
        "institution_kind": "academia",
        "position": "Lecturer",
        "nationality": "KE",
        "duty_country": "KE",
        "countries": ["UG", "TZ"],
        "years": "12",
    }
    languages = rows("languages", {"language": "en", "level": "works"}, {"language": "sw", "level": "reads"})
    expertise = rows("expertise", {"topic": "prisons", "level": "lead", "evidence": "A training in 2019"})
    offers = rows("offers", {"modality": "mentoring", "per_month": "2"})
    visibility = {
        "listing_mode": "named",
        "consents": "on",
        **{f"show_{name}": Profile.FIELDS[name].level().value for name in Profile.CHOOSABLE},
    }
    pages = [
        ("person", PERSON),
        ("work", work | languages),
        ("expertise", {"main_pillar": "2", "other_pillars": ["1"], "summary": "Rehabilitation."} | expertise),
        ("exchange", {"availability": "available", "topics_needed": ["education"], "needs": "Evaluation."} | offers),
        ("files", {}),
        ("visibility", visibility),
    ]
    for name, data in pages:
        response = client.post(step(name), data)
        assert response.status_code == 302, (name, response.context["form"].errors, response.context["formset"])


def test_a_profile_is_written_step_by_step_and_submitted(as_user):
    user = UserFactory()
    client = as_user(user)
    fill(client)
    profile = Profile.objects.get(user=user)
    content = profile.content()
    assert content["name"]["own_script"] == "أمينة"
    assert content["pillars"] == [2, 1]
    assert content["countries"] == ["TZ", "UG"]
    assert content["languages"] == [{"code": "en", "level": "works"}, {"code": "sw", "level": "reads"}]
    assert content["expertise"] == [{"code": "prisons", "level": "lead", "evidence": "A training in 2019"}]
    assert content["offers"] == [{"code": "mentoring", "per_month": 2}]
    assert [topic.slug for topic in profile.topics.all()] == ["prisons"]
    assert client.post(step("review")).status_code == 302
    profile.refresh_from_db()
    assert profile.status == "submitted"
    assert not Entry.objects.exists()


def test_a_step_is_saved_when_it_is_left(as_user):
    user = UserFactory()
    client = as_user(user)
    assert client.post(step("person"), PERSON).url == step("work")
    assert Profile.objects.get(user=user).given_name == "Amina"
    assert "Amina" in client.get(step("person")).content.decode()


def test_what_cannot_be_saved_is_shown_again_as_it_was_typed(as_user):
    client = as_user(UserFactory())
    response = client.post(step("person"), PERSON | {"role_name": "x" * 121, "headline": "typed headline"})
    assert response.status_code == 422
    assert "typed headline" in response.content.decode()
    assert response.context["form"].errors.keys() == {"role_name"}
    assert not Profile.objects.exists()


def test_a_topic_chosen_twice_is_said_beside_the_row(as_user):
    client = as_user(UserFactory())
    client.post(step("person"), PERSON)
    twice = rows("expertise", {"topic": "prisons", "level": "lead"}, {"topic": "prisons", "level": "foundation"})
    response = client.post(step("expertise"), {"main_pillar": "2"} | twice)
    assert response.status_code == 422
    assert response.context["formset"].forms[1].errors.keys() == {"topic"}


def test_other_pillars_need_a_main_one(as_user):
    client = as_user(UserFactory())
    client.post(step("person"), PERSON)
    response = client.post(step("expertise"), {"other_pillars": ["1"]} | rows("expertise"))
    assert response.context["form"].errors.keys() == {"main_pillar"}


def test_what_is_wrong_in_a_row_is_said_at_the_top_and_in_the_title(as_user):
    client = as_user(UserFactory())
    answers = rows("expertise", {"topic": "prisons", "level": "lead"}, {"topic": "prr", "evidence": "x" * 301})
    page = client.post(step("expertise"), answers).content.decode()
    assert "<title>Error: Your expertise" in page
    assert '<a href="#id_expertise-1-evidence">Evidence (row 2): Shorten this to 300 characters; it has 301.' in page


def test_an_incomplete_profile_says_what_is_missing(as_user):
    client = as_user(UserFactory())
    client.post(step("person"), PERSON)
    response = client.post(step("review"))
    assert response.status_code == 422
    assert "Professional background" in response.content.decode()


def test_saving_a_step_without_a_change_keeps_a_published_profile_published(as_user):
    profile = ProfileFactory.published()
    client = as_user(profile.user)
    form = client.get(step("person")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert client.post(step("person"), data).status_code == 302
    profile.refresh_from_db()
    assert profile.status == "published"


def test_showing_less_in_the_form_counts_at_once(as_user):
    profile = ProfileFactory.published(audiences={"summary": Audience.PUBLIC.value})
    client = as_user(profile.user)
    form = client.get(step("visibility")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in values.items() if value is not None and value is not False}
    client.post(step("visibility"), data | {"show_summary": Audience.STAFF.value})
    profile.refresh_from_db()
    assert profile.card(Audience.MEMBERS).get("summary") is None
    assert profile.status == "draft"


@pytest.mark.parametrize("audience", Audience)
def test_all_parts_get_one_audience_by_one_button_and_are_saved_by_another(as_user, audience):
    profile = ProfileFactory.published()
    client = as_user(profile.user)
    page = client.get(step("visibility"))
    sent = typed(page.context["form"], None)
    shown = client.post(step("visibility"), sent | {"set_all": str(audience.value)})
    assert shown.status_code == 200
    form = shown.context["form"]
    shows = {name: int(form[f"show_{name}"].value()) for name in Profile.CHOOSABLE}
    assert shows == {name: min(audience, Profile.FIELDS[name].ceiling) for name in Profile.CHOOSABLE}
    before = profile.audiences
    profile.refresh_from_db()
    assert profile.audiences == before
    assert client.post(step("visibility"), typed(form, None)).status_code == 302
    profile.refresh_from_db()
    assert profile.audiences == shows


@pytest.mark.parametrize(
    ("mode", "audience", "warns"),
    [("named", Audience.STAFF, True), ("named", Audience.MEMBERS, False), ("role-only", Audience.STAFF, False)],
)
def test_a_name_that_nobody_may_see_is_said_to_have_no_effect(as_user, mode, audience, warns):
    profile = ProfileFactory(listing_mode=mode, audiences={"name": audience.value})
    client = as_user(profile.user)
    for page in ("visibility", "review"):
        assert ("No one sees your name" in client.get(step(page)).content.decode()) == warns


def test_hide_me_now_is_one_button_and_no_link(as_user, client):
    profile = ProfileFactory.published()
    address = profile.get_absolute_url()
    signed_in = as_user(profile.user)
    refused = signed_in.get(reverse("profile-hide"))
    assert refused.status_code == 405 and reverse("dashboard") in refused.content.decode()
    signed_in.post(reverse("profile-hide"))
    client.logout()
    assert client.get(address).status_code == 404
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["person", "work", "expertise", "exchange", "files", "visibility"])
def test_each_step_shows_what_was_saved_and_saving_it_again_changes_nothing(as_user, name):
    profile = ProfileFactory.published()
    client = as_user(profile.user)
    before = profile.content()
    page = client.get(step(name))
    response = client.post(step(name), typed(page.context["form"], page.context["formset"]))
    assert response.status_code == 302, (response.context["form"].errors, response.context["formset"])
    profile = Profile.objects.get(pk=profile.pk)
    assert profile.content() == before
    assert profile.status == "published"


@pytest.fixture
def expert(as_user):
    """A client whose profile works in English and Spanish."""
    profile = ProfileFactory()
    profile.languages.all().delete()
    for code in ("en", "es"):
        profile.languages.create(language_id=code, level="works")
    client = as_user(profile.user)
    client.profile = profile
    return client


def languages_of(profile):
    return {item.pk: item.language_id for item in profile.languages.all()}


def page_of(client, name):
    """What a browser would send for the step as it stands, with an empty row where it has rows."""
    context = client.get(step(name), {"add": "1"}).context
    return typed(context["form"], context["formset"])


def test_two_rows_exchange_what_they_say(expert):
    first, second = languages_of(expert.profile)
    answers = page_of(expert, "work") | {"languages-0-language": "es", "languages-1-language": "en"}
    assert expert.post(step("work"), answers).status_code == 302
    assert languages_of(expert.profile) == {first: "es", second: "en"}
    connection.check_constraints()


def test_two_topics_exchange_their_rows(as_user):
    profile = ProfileFactory()
    profile.expertise.all().delete()
    for slug in ("prisons", "prr"):
        profile.expertise.create(topic=topic(slug))
    client = as_user(profile.user)
    answers = page_of(client, "expertise") | {"expertise-0-topic": "prr", "expertise-1-topic": "prisons"}
    assert client.post(step("expertise"), answers).status_code == 302
    assert [item.topic_id for item in profile.expertise.all()] == ["prr", "prisons"]
    connection.check_constraints()


def test_a_row_is_deleted_and_its_language_added_again(expert):
    answers = page_of(expert, "work") | {"languages-0-DELETE": "on", "languages-2-language": "en"}
    assert expert.post(step("work"), answers | {"languages-2-level": "reads"}).status_code == 302
    assert sorted(languages_of(expert.profile).values()) == ["en", "es"]
    assert expert.profile.languages.get(language_id="en").level == "reads"
    connection.check_constraints()


@pytest.mark.parametrize("change", [{"languages-2-language": "fr"}, {"languages-0-DELETE": "on"}])
def test_the_same_page_sent_twice_is_saved_once(expert, change):
    answers = page_of(expert, "work") | change
    assert [expert.post(step("work"), answers).status_code for _time in range(2)] == [302, 302]
    assert expert.profile.languages.filter(language_id="fr").count() == ("languages-2-language" in change)
    expert.profile.refresh_from_db()
    assert expert.profile.edits == 1


def test_a_new_row_that_is_stored_already_changes_it(expert):
    """A page without its count of edits, as an old one is."""
    answers = rows("languages", {"language": "en", "level": "reads"})
    assert expert.post(step("work"), answers).status_code == 302
    assert expert.profile.languages.get(language_id="en").level == "reads"


def test_a_page_from_before_a_later_save_overwrites_nothing_until_its_author_has_compared(expert):
    stale = page_of(expert, "person")
    assert '<input type="hidden" name="read_edits" value="0"' in expert.get(step("person")).content.decode()
    assert expert.post(step("person"), stale | {"headline": "From the first window"}).status_code == 302
    response = expert.post(step("person"), stale | {"headline": "From the second window"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Your text has not been saved" in page
    assert "From the second window" in page
    assert response.context["saved"] == [("Headline", "From the first window")]
    expert.profile.refresh_from_db()
    assert expert.profile.headline == "From the first window"
    answers = typed(response.context["form"], response.context["formset"])
    assert expert.post(step("person"), answers).status_code == 302
    expert.profile.refresh_from_db()
    assert expert.profile.headline == "From the second window"


def test_choices_and_rows_are_compared_in_words(expert):
    stale = page_of(expert, "work")
    newer = stale | {"duty_country": "UG", "languages-0-level": "reads"}
    assert expert.post(step("work"), newer).status_code == 302
    response = expert.post(step("work"), stale | {"duty_country": "TZ"})
    saved = dict(response.context["saved"])
    assert saved["Country you work in"] == "Uganda"
    assert saved["Languages"].splitlines() == ["Spanish · working language", "English · reading knowledge"]


def test_rows_deleted_in_another_window_are_not_written_again(expert):
    stale = page_of(expert, "work")
    assert expert.post(step("work"), stale | {"languages-0-DELETE": "on"}).status_code == 302
    response = expert.post(step("work"), stale | {"languages-0-level": "reads"})
    assert response.status_code == 409
    assert list(languages_of(expert.profile).values()) == ["es"]
    again = typed(response.context["form"], response.context["formset"])
    assert expert.post(step("work"), again).status_code == 302
    assert sorted(languages_of(expert.profile).values()) == ["en", "es"]


@pytest.mark.parametrize("initial", [0, 1, 6])
def test_no_page_stores_more_rows_than_there_may_be(expert, initial):
    for language in ("fr", "ru", "ar", "pt"):
        expert.profile.languages.create(language_id=language, level="reads")
    named = [{"id": str(pk), "language": code, "level": "reads"} for pk, code in languages_of(expert.profile).items()]
    answers = rows("languages", *named[:initial], {"language": "sw", "level": "reads"}, initial=initial)
    response = expert.post(step("work"), answers)
    assert response.status_code == 422
    assert "There can be up to 6" in response.content.decode()
    assert expert.profile.languages.count() == 6
    assert expert.post(step("work"), answers | {"languages-0-DELETE": "on"} if initial else {}).status_code in {
        302,
        422,
    }
    assert expert.profile.languages.count() == 6
