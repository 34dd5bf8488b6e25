"""What members upload: refused beside the field, kept in private and within limits, gone when nobody needs it."""

import io
import zipfile

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from network.accounts import copies, data_protection
from network.accounts.models import Copy
from network.files import forms, limits
from network.files.checking import KeptAs, check_as
from network.files.images import MOST_PORTRAIT_BYTES, PORTRAIT_SIDE
from network.files.models import Upload
from network.moderation.differences import differences
from practices.models import Practice
from tests.factories import PracticeFactory, ProfileFactory
from tests.files import pdfs, pictures
from tests.files.kept import attach, file_of, kept, on_disk, practice_with, profile_with, sent
from tests.forms import rows

pytestmark = pytest.mark.django_db

FILES = "/en/me/profile/files/"
PDF = pdfs.of_pages(1)


@pytest.fixture(autouse=True)
def _examined_here(monkeypatch):
    """Examine in this process, which is much quicker; the other one has tests of its own."""

    def examine(content, accepted, language, *, kept_as=KeptAs.FILE):
        return check_as(kept_as, content, accepted)

    monkeypatch.setattr(forms, "examine", examine)


class TestForm:
    def test_a_rejected_file_says_why_beside_the_field_and_what_was_typed_stays(self, as_user):
        practice = PracticeFactory()
        data = rows("attachments", {"title": "Evaluation of 2020", "file": sent(b"MZ")})
        answer = as_user(practice.author).post(reverse("practice-edit", args=[practice.key, "attachments"]), data)
        assert answer.status_code == 422
        assert answer.context["formset"].forms[0].errors.keys() == {"file"}
        page = answer.content.decode()
        assert "Evaluation of 2020" in page
        assert "This file type is not accepted" in page
        assert not Upload.objects.exists()

    def test_the_same_attachment_sent_twice_is_kept_once(self, as_user):
        practice = PracticeFactory()
        client, address = as_user(practice.author), reverse("practice-edit", args=[practice.key, "attachments"])
        for _time in range(2):
            data = rows("attachments", {"title": "Evaluation", "file": sent(PDF)})
            assert client.post(address, data | {"read_edits": "0"}).status_code == 302
        assert practice.attachments.count() == 1
        other = rows("attachments", {"title": "Evaluation", "file": sent(pdfs.of_pages(2))})
        assert client.post(address, other | {"read_edits": "0"}).status_code == 409

    def test_no_page_keeps_a_sixth_attachment(self, as_user):
        """A page from before the others were added names only its own, and may lie about how many there are."""
        practice = PracticeFactory()
        client, address = as_user(practice.author), reverse("practice-edit", args=[practice.key, "attachments"])
        for number in range(1, 7):
            data = rows("attachments", {"title": f"Annex {number}", "file": sent(pdfs.of_pages(number))})
            answer = client.post(address, data)
        assert answer.status_code == 422
        assert "There can be up to 5" in answer.content.decode()
        assert practice.attachments.count() == Upload.objects.count() == 5

    def test_the_same_photo_sent_twice_in_place_of_another_is_no_second_change(self, as_user):
        profile = profile_with()
        client = as_user(profile.user)
        for _time in range(2):
            data = {"photo": sent(pictures.photograph()), "remove_photo": "on", "read_edits": str(profile.edits)}
            assert client.post(FILES, data).status_code == 302
        edits = profile.edits
        profile.refresh_from_db()
        assert profile.edits == edits + 1

    def test_a_photo_is_kept_small(self, as_user):
        profile = ProfileFactory()
        as_user(profile.user).post(FILES, {"photo": sent(pictures.photograph(), "Me at home.HEIC.png")})
        profile.refresh_from_db()
        assert profile.photo.size <= MOST_PORTRAIT_BYTES
        with profile.photo.content.open() as file, Image.open(file) as picture:
            assert (picture.format, max(picture.size)) == ("JPEG", PORTRAIT_SIDE)
        assert profile.photo.name == "Me at home.HEIC.jpg"

    def test_a_new_file_takes_the_record_out_of_the_queue(self, as_user):
        profile = ProfileFactory.submitted()
        before = profile.edits
        as_user(profile.user).post(FILES, {"cv": sent(PDF)})
        profile.refresh_from_db()
        assert (profile.status, profile.edits) == ("draft", before + 1)

    def test_a_tick_removes_what_is_there(self, as_user):
        profile = profile_with()
        client = as_user(profile.user)
        assert reverse("my-file", args=[profile.cv.key]) in client.get(FILES).content.decode()
        client.post(FILES, {"remove_cv": "on"})
        profile.refresh_from_db()
        assert (profile.cv, profile.status) == (None, "draft")
        assert profile.photo

    def test_what_is_sent_in_its_place_wins_over_the_tick(self, as_user):
        profile = profile_with()
        as_user(profile.user).post(FILES, {"remove_cv": "on", "cv": sent(PDF, "new.pdf")})
        profile.refresh_from_db()
        assert profile.cv.name == "new.pdf"

    def test_attachments_are_added_and_removed_one_by_one(self, as_user):
        practice = PracticeFactory()
        client, address = as_user(practice.author), reverse("practice-edit", args=[practice.key, "attachments"])
        client.post(address, rows("attachments", {"title": "First", "file": sent(PDF, "a.pdf")}))
        first = practice.attachments.get()
        again = {"id": first.pk, "title": "First, renamed"}
        new = {"title": "Second", "file": sent(pdfs.of_pages(2), "b.pdf")}
        client.post(address, rows("attachments", again, new, initial=1))
        assert [item["title"] for item in practice.content()["attachments"]] == ["First, renamed", "Second"]
        client.post(address, rows("attachments", again | {"DELETE": "on"}, initial=1))
        assert [(item.title, item.upload.name) for item in practice.attachments.all()] == [("Second", "b.pdf")]
        assert Upload.objects.get().name == "b.pdf"

    def test_a_sixth_attachment_is_refused(self, as_user):
        practice = PracticeFactory()
        kept_ones = [attach(practice, b"%%PDF-%d" % number) for number in range(5)]
        filled = [{"id": one.pk, "title": one.title} for one in kept_ones]
        data = rows("attachments", *filled, {"title": "Sixth", "file": sent(PDF)}, initial=5)
        answer = as_user(practice.author).post(reverse("practice-edit", args=[practice.key, "attachments"]), data)
        assert answer.status_code == 422
        assert practice.attachments.count() == 5

    def test_the_same_file_is_kept_once(self):
        profile = ProfileFactory()
        assert kept(profile, b"same", "a.pdf") == kept(profile, b"same", "b.pdf")
        assert len(on_disk()) == 1

    def test_what_is_stored_has_a_name_that_nobody_chose_and_no_address(self):
        upload = kept(ProfileFactory(), name="Amina.pdf")
        assert on_disk() == {upload.content.name}
        assert "Amina" not in upload.content.name
        assert upload.key not in upload.content.name
        with pytest.raises(ValueError, match="no address"):
            upload.content.url  # noqa: B018 - the look-up is what fails


class TestLimits:
    def test_a_person_has_room_for_so_much_and_is_told_beside_the_field(self, as_user, monkeypatch):
        profile = profile_with()
        monkeypatch.setattr(limits, "MOST_KEPT_BYTES", 100)
        answer = as_user(profile.user).post(FILES, {"cv": sent(PDF)})
        assert answer.status_code == 422
        assert "Remove a file that you no longer need" in str(answer.context["form"].errors["cv"])

    def test_uploads_of_one_person_wait_for_each_other_so_that_all_are_counted(self, as_user):
        profile = ProfileFactory()
        client = as_user(profile.user)
        with CaptureQueriesContext(connection) as queries:
            client.post(FILES, {"cv": sent(PDF)})
        held = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
        assert any('FROM "accounts_user"' in statement for statement in held)

    def test_a_day_has_so_many_uploads_also_refused_ones(self, as_user, settings):
        settings.ACCOUNT_RATE_LIMITS = {"upload": "1/d/user"}
        client = as_user(ProfileFactory().user)
        assert "not accepted" in str(client.post(FILES, {"cv": sent(b"MZ")}).context["form"].errors["cv"])
        answer = client.post(FILES, {"cv": sent(PDF)})
        assert "Try again tomorrow" in str(answer.context["form"].errors["cv"])

    def test_more_files_than_a_form_has_are_a_bad_request(self, as_user):
        files = {name: sent(PDF) for name in ("photo", "cv", "third")}
        assert as_user(ProfileFactory().user).post(FILES, files).status_code == 400

    def test_a_body_larger_than_any_form_is_a_bad_request(self, as_user, monkeypatch):
        monkeypatch.setattr(limits, "MOST_REQUEST_BYTES", 1000)
        assert as_user(ProfileFactory().user).post(FILES, {"cv": sent(b"x" * 1000)}).status_code == 400


class TestLife:
    def remove(self, practice, *, but=()):
        """Remove all attachments of the working copy."""
        practice.attachments.exclude(pk__in=[one.pk for one in but]).delete()
        practice.touch()

    def test_what_is_taken_away_is_gone_from_the_published_page_and_the_disk_at_once(
        self, client, django_capture_on_commit_callbacks
    ):
        practice = practice_with(b"%PDF-old", b"%PDF-stays")
        old, stays = (attachment.upload for attachment in practice.attachments.all())
        with django_capture_on_commit_callbacks(execute=True):
            self.remove(practice, but=[practice.attachments.get(upload=stays)])
            new = attach(practice, b"%PDF-new").upload
        assert client.get(file_of(practice, old)).status_code == 404
        assert client.get(file_of(practice, stays)).status_code == 200
        assert client.get(file_of(practice, new)).status_code == 404, "nobody has read it yet"
        assert on_disk() == {stays.content.name, new.content.name}
        page = client.get(practice.get_absolute_url()).content.decode()
        assert (old.key in page, stays.key in page, new.key in page) == (False, True, False)

    def test_a_file_of_a_draft_is_gone_when_it_is_removed(self, django_capture_on_commit_callbacks):
        practice = PracticeFactory()
        with django_capture_on_commit_callbacks(execute=True):
            attach(practice, b"%PDF")
            assert len(on_disk()) == 1
            self.remove(practice)
        assert not Upload.objects.exists()
        assert on_disk() == set()

    def test_a_file_stays_on_disk_when_the_removal_is_undone(self):
        upload = kept(ProfileFactory())
        with pytest.raises(RuntimeError), transaction.atomic():
            upload.delete()
            raise RuntimeError
        assert on_disk() == {upload.content.name}

    def test_withdrawing_ends_the_serving(self, client, moderator):
        practice = practice_with(b"%PDF")
        upload = practice.attachments.get().upload
        practice.withdraw(moderator, "The institution asked for it.")
        assert client.get(file_of(practice, upload)).status_code == 404
        assert Upload.objects.filter(pk=upload.pk).exists(), "the author may submit it again"

    @pytest.mark.parametrize("take_down", [True, False])
    def test_erasing_a_person_leaves_the_files_of_what_stays_published(
        self, take_down, django_capture_on_commit_callbacks
    ):
        profile = profile_with()
        practice = practice_with(b"%PDF-stays", author=profile.user)
        stays = practice.attachments.get().upload
        attach(practice, b"%PDF-draft")
        attach(PracticeFactory(author=profile.user), b"%PDF-elsewhere")
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            data_protection.erase(profile.user, take_down=take_down)
        assert set(Upload.objects.all()) == (set() if take_down else {stays})
        assert on_disk() == (set() if take_down else {stays.content.name})

    def test_a_copy_of_ones_data_holds_the_files(self):
        profile = profile_with(b"%PDF-mine")
        profile_with(b"%PDF-of-somebody-else")
        copy = Copy.objects.create(user=profile.user)
        copies.make(copy.pk)
        with zipfile.ZipFile(io.BytesIO(copies.fetch(profile.user, copy.key))) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if name.startswith("files/")}
        assert files == {
            f"files/{profile.cv.key}-cv.pdf": b"%PDF-mine",
            f"files/{profile.photo.key}-cv.pdf": b"photo%PDF-mine",
        }


class TestDesk:
    def test_a_moderator_sees_what_changes_and_can_open_it(self, as_user, moderator):
        practice = practice_with(b"%PDF-old")
        practice.attachments.all().delete()
        new = attach(practice, b"%PDF-new", title="Curriculum").upload
        practice.submit()
        practice = Practice.objects.get(pk=practice.pk)
        (difference,) = differences(practice)
        assert difference.after == f"Curriculum: cv.pdf (PDF, 8\xa0bytes) #{new.key[:4]}"
        client = as_user(moderator)
        page = client.get(reverse("admin:moderation_record_review", args=[practice.pk])).content.decode()
        assert reverse("my-file", args=[new.key]) in page
        several = {"action": "approve_several", "_selected_action": [practice.pk]}
        page = client.post(reverse("admin:moderation_record_changelist"), several).content.decode()
        assert reverse("my-file", args=[new.key]) in page
