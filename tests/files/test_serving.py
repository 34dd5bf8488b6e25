"""A file goes to whom the card of its record shows it, as something to save; for everybody else there is none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experts.models import ListingMode
from network.accounts.models import Look
from network.catalogue.audiences import Audience
from tests.factories import UserFactory
from tests.files.kept import attach, cv_of, file_of, photo_of, practice_with, profile_with
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db


def found_by(client, people, address):
    """The names of those `people` whom `address` answers with a file."""
    found = set()
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
            with_second_factor(client)
        answer = client.get(address)
        assert answer.status_code in {200, 302, 404}
        if answer.status_code == 200:
            found.add(name)
    return found


class TestServing:
    @pytest.fixture
    def people(self, member, moderator, editor):
        return {"nobody": None, "newcomer": UserFactory(), "member": member, "editor": editor, "moderator": moderator}

    @pytest.mark.parametrize(
        ("audiences", "photo", "cv"),
        [
            ({}, set(), set()),
            ({"cv": Audience.MEMBERS}, set(), {"member", "moderator", "owner"}),
            ({"photo": Audience.MEMBERS}, {"member", "moderator", "owner"}, set()),
            # The name is for members unless its owner says otherwise, and a face is as good as a name.
            ({"photo": Audience.PUBLIC}, {"member", "moderator", "owner"}, set()),
            (
                {"name": Audience.PUBLIC, "photo": Audience.PUBLIC, "cv": Audience.PUBLIC},
                {"nobody", "newcomer", "member", "editor", "moderator", "owner"},
                {"member", "moderator", "owner"},
            ),
        ],
    )
    def test_the_page_of_an_expert_gives_what_its_owner_chose(self, client, people, audiences, photo, cv):
        profile = profile_with(audiences={name: level.value for name, level in audiences.items()})
        people["owner"] = profile.user
        assert found_by(client, people, photo_of(profile)) == photo
        assert found_by(client, people, cv_of(profile)) == cv

    def test_a_cv_takes_a_second_factor(self, as_user, member):
        profile = profile_with(audiences={"cv": Audience.MEMBERS.value})
        client = as_user(member)
        assert client.get(cv_of(profile)).url == reverse("mfa_index")
        assert with_second_factor(client).get(cv_of(profile)).status_code == 200

    def test_one_address_serves_every_field_and_asks_what_the_field_asks(self, as_user, member):
        members = Audience.MEMBERS.value
        profile = profile_with(audiences={"photo": members, "cv": members})
        client = as_user(member)
        photo, cv = (reverse("expert-file", args=[profile.slug, file.key]) for file in (profile.photo, profile.cv))
        assert (client.get(photo).status_code, client.get(cv).status_code) == (200, 302)
        with_second_factor(client)
        assert client.get(cv).status_code == 200

    def test_the_owner_and_moderators_get_every_file(self, client, people):
        profile = profile_with()
        people["owner"] = profile.user
        for upload in (profile.photo, profile.cv):
            assert found_by(client, people, reverse("my-file", args=[upload.key])) == {"owner", "moderator"}
        (look,) = Look.objects.all()
        assert (look.subject, look.by) == (profile.user, people["moderator"])

    def test_hidden_and_missing_look_the_same(self, client):
        profile = profile_with()
        hidden, missing = (
            client.get(photo_of(profile)),
            client.get(photo_of(profile).replace(profile.photo.key, "a" * 22)),
        )
        assert hidden.status_code == missing.status_code == 404
        assert hidden.content.replace(profile.photo.key.encode(), b"a" * 22) == missing.content
        assert hidden.headers.keys() == missing.headers.keys()

    @pytest.mark.parametrize("mode", [ListingMode.ROLE_ONLY, ListingMode.HIDDEN])
    def test_who_is_shown_by_role_shows_neither_face_nor_cv(self, client, people, mode):
        audiences = {"name": Audience.PUBLIC.value, "photo": Audience.PUBLIC.value, "cv": Audience.MEMBERS.value}
        profile = profile_with(audiences=audiences)
        assert found_by(client, people, photo_of(profile))
        profile.listing_mode = mode
        profile.touch()
        assert found_by(client, people, photo_of(profile)) == found_by(client, people, cv_of(profile)) == set()
        people["owner"] = profile.user
        assert found_by(client, people, reverse("my-file", args=[profile.photo.key])) == {"owner", "moderator"}

    def test_the_page_shows_the_photo_and_says_what_the_cv_is(self, as_user, member):
        profile = profile_with(audiences={"photo": Audience.MEMBERS.value, "cv": Audience.MEMBERS.value})
        page = as_user(member).get(profile.get_absolute_url()).content.decode()
        assert f'src="{photo_of(profile)}"' in page
        assert 'loading="lazy"' in page
        assert f'href="{cv_of(profile)}"' in page
        assert "PDF, 9\xa0bytes" in page
        preview = as_user(profile.user).get(reverse("preview", args=[profile.key, "members"])).content.decode()
        assert reverse("my-file", args=[profile.photo.key]) in preview

    def test_an_attachment_is_on_the_page_and_a_draft_is_not(self, client, people):
        practice = practice_with(b"%PDF-shown")
        shown, draft = practice.attachments.get().upload, attach(practice, b"%PDF-draft").upload
        page = client.get(practice.get_absolute_url()).content.decode()
        assert file_of(practice, shown) in page
        assert draft.key not in page
        assert found_by(client, people, file_of(practice, shown)) == people.keys()
        assert found_by(client, people, file_of(practice, draft)) == set()

    def test_a_practice_for_members_has_its_attachments_for_members(self, client, people):
        practice = practice_with(b"%PDF", reach=Audience.MEMBERS)
        address = file_of(practice, practice.attachments.get().upload)
        assert found_by(client, people, address) == {"member", "moderator"}

    def test_a_file_is_not_found_under_another_record(self, client):
        practice, other = practice_with(b"%PDF"), practice_with(b"%PDF-other")
        assert client.get(file_of(other, practice.attachments.get().upload)).status_code == 404

    def test_it_is_something_to_save_and_never_a_page(self, client):
        practice = practice_with(b"%PDF" + b"x" * 1000)
        address = file_of(practice, practice.attachments.get().upload)
        answer = client.get(address, headers={"accept-encoding": "gzip", "range": "bytes=0-3"})
        assert (answer.status_code, answer.headers["Content-Length"]) == (200, "1004")
        expected = {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="cv.pdf"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        }
        assert expected.items() <= dict(answer.headers).items()
        assert "Content-Encoding" not in answer.headers

    def test_a_file_that_the_disk_lost_is_missing(self, client):
        practice = practice_with(b"%PDF")
        upload = practice.attachments.get().upload
        upload.content.storage.delete(upload.content.name)
        assert client.get(file_of(practice, upload)).status_code == 404

    def test_pages_cost_the_same_with_five_attachments(self, client, django_assert_num_queries):
        one, five = practice_with(b"0"), practice_with(*(b"%d" % number for number in range(5)))
        with CaptureQueriesContext(connection) as few:
            client.get(one.get_absolute_url())
        with django_assert_num_queries(len(few)):
            client.get(five.get_absolute_url())
