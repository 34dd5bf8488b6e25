"""The picture of a record: described, offered in the widths that readers need, and shown to whom its page is shown."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from experts.models import ListingMode
from network.accounts import data_protection
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.files import forms, images
from network.files.checking import PICTURES, FileType, KeptAs, Rejected, check_as
from network.files.models import Rendition, Upload
from network.files.sandbox import examine
from news.models import Article, Publication
from practices.models import Practice
from tests.factories import PracticeFactory, ProfileFactory, a_moderator
from tests.files import pdfs, pictures
from tests.files.kept import kept, on_disk, picture_in, sent
from tests.forms import rows
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory
from tests.news.test_admin import answers, at

pytestmark = pytest.mark.django_db

ALT = "Mentors around a table"
FACTORIES = [PracticeFactory, ArticleFactory, PublicationFactory, EventFactory]


@pytest.fixture
def _examined_here(monkeypatch):
    """Examine in this process, which is much quicker."""
    monkeypatch.setattr(
        forms, "examine", lambda content, accepted, language, *, kept_as: check_as(kept_as, content, accepted)
    )


def jpeg(size=(900, 600)):
    return pictures.saved(pictures.painting(size), "JPEG")


def address_of(record, upload, width=None):
    name, extra = (f"{record.KIND}-picture", [width]) if width else (f"{record.KIND}-file", [])
    return reverse(name, args=[record.slug, upload.key, *extra])


def published_with_picture(factory=PracticeFactory, **fields):
    record = factory(**fields)
    picture_in(record)
    record.submit()
    record.approve(a_moderator(), record.edits)
    return record


class TestExamination:
    @pytest.mark.parametrize(
        ("width", "offered"), [(1600, [240, 480, 800, 1200]), (500, [240, 480, 500]), (100, [100])]
    )
    def test_a_picture_is_offered_in_several_widths_and_never_blown_up(self, width, offered):
        checked = check_as(KeptAs.PICTURE, jpeg((width, width // 2)), PICTURES)
        assert [drawing.width for drawing in checked.drawings] == offered
        for drawing in checked.drawings:
            with Image.open(io.BytesIO(drawing.content)) as picture:
                assert (picture.format, picture.size) == ("WEBP", (drawing.width, drawing.height))
        with Image.open(io.BytesIO(checked.content)) as picture:
            assert (picture.format, picture.width) == ("JPEG", min(width, images.PLAIN_WIDTH))

    def test_what_the_camera_wrote_is_in_none_of_them(self):
        checked = check_as(KeptAs.PICTURE, pictures.jpeg_with_place(), PICTURES)
        for content in (checked.content, *(drawing.content for drawing in checked.drawings)):
            assert pictures.PLACE not in content
            assert pictures.CAMERA.encode() not in content

    def test_it_is_done_in_another_process(self):
        assert examine(jpeg(), PICTURES, "en", kept_as=KeptAs.PICTURE) == check_as(KeptAs.PICTURE, jpeg(), PICTURES)

    def test_a_document_is_no_picture(self):
        with pytest.raises(Rejected, match="JPEG"):
            check_as(KeptAs.PICTURE, pdfs.of_pages(1), PICTURES)


@pytest.mark.usefixtures("_examined_here")
class TestFormOfMembers:
    @pytest.fixture
    def practice(self):
        return PracticeFactory()

    @pytest.fixture
    def post(self, as_user, practice):
        """A function that sends the step with the picture."""

        def send(**answers):
            address = reverse("practice-edit", args=[practice.key, "attachments"])
            answer = as_user(practice.author).post(address, rows("attachments") | answers)
            practice.refresh_from_db()
            return answer

        return send

    def test_a_picture_without_words_is_asked_for_them_beside_the_field(self, post, practice):
        answer = post(new_picture=sent(jpeg(), "a.jpg"), picture_credit="Amina")
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {"picture_alt"}
        assert "Describe the image for people who cannot see it." in answer.content.decode()
        assert 'value="Amina"' in answer.content.decode()
        assert (practice.picture, Upload.objects.count()) == (None, 0)

    def test_the_words_of_a_picture_that_is_there_cannot_be_emptied(self, post, practice):
        picture_in(practice)
        assert post(picture_alt="", read_edits=practice.edits).status_code == 422

    def test_a_picture_is_kept_with_words_and_credit(self, post, practice):
        assert post(new_picture=sent(jpeg(), "a.png"), picture_alt=ALT, picture_credit="Amina").status_code == 302
        assert (practice.picture.name, practice.picture_alt, practice.picture_credit) == ("a.jpg", ALT, "Amina")
        assert [rendition.width for rendition in practice.picture.renditions.all()] == [240, 480, 800, 900]
        assert len(on_disk()) == 5

    def test_another_one_in_its_place_leaves_nothing_of_the_first(
        self, post, practice, django_capture_on_commit_callbacks
    ):
        first = picture_in(practice)
        with django_capture_on_commit_callbacks(execute=True):
            post(new_picture=sent(jpeg()), picture_alt=ALT, read_edits=practice.edits)
        assert practice.picture != first
        assert not Upload.objects.filter(pk=first.pk).exists()
        assert len(on_disk()) == 1 + practice.picture.renditions.count()

    def test_a_tick_takes_the_picture_away_with_its_words(self, post, practice, django_capture_on_commit_callbacks):
        picture_in(practice)
        with django_capture_on_commit_callbacks(execute=True):
            post(remove_picture="on", picture_alt=ALT, picture_credit="Example", read_edits=practice.edits)
        assert (practice.picture, practice.picture_alt, practice.picture_credit) == (None, "", "")
        assert not on_disk()

    def test_the_same_page_sent_twice_is_one_change(self, post, practice):
        for _time in range(2):
            assert post(new_picture=sent(jpeg()), picture_alt=ALT, read_edits=0).status_code == 302
        assert practice.edits == 1

    def test_the_author_finds_it_in_the_preview(self, post, practice, client):
        post(new_picture=sent(jpeg()), picture_alt=ALT)
        client.force_login(practice.author)
        page = client.get(reverse("preview", args=[practice.key, "public"])).content.decode()
        assert f'src="{reverse("my-file", args=[practice.picture.key])}"' in page
        assert f'alt="{ALT}"' in page


@pytest.mark.usefixtures("_examined_here")
class TestFormOfEditors:
    def test_a_picture_without_words_is_asked_for_them_beside_the_field(self, as_user, editor):
        answer = as_user(editor).post(at(Article, "add"), answers(Article, new_picture=sent(jpeg()), _continue="1"))
        assert answer.context["adminform"].form.errors.keys() == {"picture_alt"}
        assert not Article.objects.exists()

    @pytest.mark.parametrize("factory", FACTORIES[1:])
    def test_each_kind_of_page_carries_one(self, as_user, editor, factory):
        model = factory._meta.model
        data = answers(model, new_picture=sent(jpeg()), picture_alt=ALT, _continue="1")
        as_user(editor).post(at(model, "add"), data)
        page = model.objects.get()
        assert page.picture.owner == editor
        form = as_user(editor).get(at(model, "change", page.pk)).content.decode()
        assert page.get_file_url(page.picture.key) in form
        as_user(editor).post(at(model, "change", page.pk), answers(model, remove_picture="on", read_edits=page.edits))
        assert model.objects.get().picture is None

    def test_colleagues_see_it_in_the_preview_and_nobody_else_gets_it(self, as_user, editor, member, client):
        page = ArticleFactory()
        address = page.get_file_url(picture_in(page).key)
        preview = as_user(editor).get(at(Article, "preview", page.pk)).content.decode()
        assert f'src="{address}"' in preview
        assert client.get(address).status_code == 200
        assert as_user(member).get(address).status_code == 302
        other = kept(PracticeFactory(), b"x")
        assert as_user(editor).get(page.get_file_url(other.key)).status_code == 404

    def test_a_publication_keeps_the_file_of_the_document(self, as_user, editor, client):
        data = answers(Publication, new_file=sent(pdfs.of_pages(1), "report.pdf"), url="", _publish="1")
        as_user(editor).post(at(Publication, "add"), data)
        page = Publication.objects.get()
        page.publish(a_moderator())
        client.logout()
        address = reverse("publication-file", args=[page.slug, page.file.key])
        assert f'href="{address}"' in client.get(page.get_absolute_url()).content.decode()
        assert client.get(address).headers["Content-Type"] == FileType.PDF

    @pytest.mark.parametrize(("model", "empty"), [(Article, "body"), (Publication, "url")])
    def test_a_page_without_its_substance_stays_a_draft_and_says_so_beside_the_field(
        self, as_user, editor, model, empty
    ):
        data = answers(model, **{empty: ""})
        answer = as_user(editor).post(at(model, "add"), data | {"_publish": "1"})
        assert answer.context["adminform"].form.errors.keys() == {empty}
        assert as_user(editor).post(at(model, "add"), data | {"_continue": "1"}).status_code == 302
        assert [missing.name for missing in model.objects.get().missing()] == [empty]


class TestReaders:
    @pytest.mark.parametrize("factory", FACTORIES)
    def test_the_page_offers_its_widths_and_keeps_its_place_free(self, client, factory):
        record = published_with_picture(factory)
        page = client.get(record.get_absolute_url()).content.decode()
        assert (
            f'{address_of(record, record.picture, 240)} 240w, {address_of(record, record.picture, 480)} 480w"' in page
        )
        assert f'src="{address_of(record, record.picture)}" width="480" height="320" alt="{ALT}"' in page
        assert 'loading="lazy"' in page
        assert "Prison Service of Example" in page

    @pytest.mark.parametrize("factory", FACTORIES)
    def test_lists_show_it_small(self, client, factory):
        record = published_with_picture(factory)
        page = client.get(reverse(f"{record.KIND}-list")).content.decode()
        assert f"{address_of(record, record.picture, 240)} 240w" in page

    def test_a_page_without_one_has_a_drawing_by_pillar_in_lists(self, client):
        PracticeFactory.published(pillars=[3])
        page = client.get(reverse("practice-list")).content.decode()
        assert 'class="thumb thumb-pillar-3"' in page
        assert "<picture" not in page

    def test_browsers_of_visitors_keep_it_for_an_hour(self, client):
        record = published_with_picture()
        answer = client.get(address_of(record, record.picture, 240))
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Cache-Control"] == "private, max-age=3600"

    def test_what_members_see_is_kept_by_nobody(self, client, as_user, member):
        record = published_with_picture(reach=Audience.MEMBERS)
        address = address_of(record, record.picture, 240)
        assert client.get(address).status_code == 404
        answer = as_user(member).get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")

    def test_a_width_that_is_not_offered_and_a_file_of_another_record_are_missing(self, client):
        record, other = published_with_picture(), published_with_picture(ArticleFactory)
        assert client.get(address_of(record, record.picture, 300)).status_code == 404
        assert client.get(address_of(record, other.picture, 240)).status_code == 404

    def test_one_that_waits_for_approval_is_shown_to_nobody(self, client):
        record = PracticeFactory.published()
        new = picture_in(record)
        for address in (address_of(record, new), address_of(record, new, 240)):
            assert client.get(address).status_code == 404
        assert "<picture" not in client.get(record.get_absolute_url()).content.decode()

    def test_one_that_was_taken_back_is_gone_before_anybody_approves(self, client):
        record = published_with_picture()
        old = record.picture
        record.picture, record.picture_alt = None, ""
        record.touch()
        assert client.get(address_of(record, old, 240)).status_code == 404
        assert "<picture" not in client.get(reverse("practice-list")).content.decode()
        assert not Entry.objects.exclude(picture=None).exists()

    def test_it_goes_with_the_record_that_is_withdrawn(self, client):
        record = published_with_picture()
        record.withdraw(record.author, "A wish")
        for address in (address_of(record, record.picture), address_of(record, record.picture, 240)):
            assert client.get(address).status_code == 404


class TestPersons:
    def test_initials_stand_only_where_the_name_is_shown(self, client, as_user, member):
        """By default a name is for members."""
        ProfileFactory.published(given_name="Zainab", family_name="Quaye")
        address = reverse("expert-list")
        page = client.get(address).content.decode()
        assert "person-without-name" in page
        assert "Z\u200cQ" not in page
        assert "Z\u200cQ" in as_user(member).get(address).content.decode()

    def test_a_role_never_has_initials(self, as_user, member):
        profile = ProfileFactory.published(given_name="Zainab", family_name="Quaye", listing_mode=ListingMode.ROLE_ONLY)
        page = as_user(member).get(profile.get_absolute_url()).content.decode()
        assert "person-without-name" in page
        assert "Z\u200cQ" not in page


class TestKeeping:
    def test_the_database_keeps_no_picture_without_words(self):
        practice = PracticeFactory()
        picture_in(practice)
        with pytest.raises(IntegrityError, match="practice_picture_is_described"), transaction.atomic():
            Practice.objects.filter(pk=practice.pk).update(picture_alt="")

    def test_a_version_says_which_picture_was_approved(self):
        record = published_with_picture()
        assert record.live.content["picture"]["key"] == record.picture.key
        assert record.live.content["picture_alt"] == ALT

    def test_the_copy_of_ones_data_holds_it_once(self):
        record = published_with_picture()
        assert [name for name, _content in data_protection.enclosures(record.author)] == [
            f"{record.picture.key}-mentors.jpg"
        ]

    def test_erasing_leaves_the_approved_picture_and_forgets_the_one_that_waits(self):
        record = published_with_picture()
        waiting = ArticleFactory.published(author=record.author)
        picture_in(waiting)
        data_protection.erase(record.author, take_down=False)
        assert set(Upload.objects.values_list("pk", flat=True)) == {record.picture.pk}
        assert Article.objects.get(pk=waiting.pk).picture is None

    def test_erasing_with_all_contributions_leaves_no_file(self, django_capture_on_commit_callbacks):
        record = published_with_picture()
        with django_capture_on_commit_callbacks(execute=True):
            data_protection.erase(record.author, take_down=True)
        assert not Rendition.objects.exists()
        assert not on_disk()
