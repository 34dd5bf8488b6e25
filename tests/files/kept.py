"""Records with files, as if these had been examined: what they are does not matter here."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from network.files.checking import Checked
from network.files.images import Drawing
from network.files.models import Upload
from practices.models import Attachment
from tests.factories import PracticeFactory, ProfileFactory, a_moderator


def sent(content, name="file.pdf"):
    return SimpleUploadedFile(name, content)


def kept(record, content=b"%PDF-kept", name="cv.pdf"):
    """A file of `record` as if it had been examined."""
    return Upload.keep(Checked(content, "application/pdf", "pdf"), name, owner=record.author, record=record.key)


def picture_in(record, content=b"picture", alt="Mentors around a table"):
    """A picture in the working copy of `record`, as if it had been examined."""
    drawings = tuple(Drawing(width, width * 2 // 3, content + bytes([width % 256])) for width in (240, 480))
    checked = Checked(content, "image/jpeg", "jpg", drawings)
    record.picture = Upload.keep(checked, "mentors.jpg", owner=record.author, record=record.key)
    record.picture_alt, record.picture_credit = alt, "Prison Service of Example"
    record.touch()
    return record.picture


def profile_with(content=b"%PDF-kept", **fields):
    """A published profile with a photo and a CV."""
    profile = ProfileFactory(**fields)
    profile.photo, profile.cv = kept(profile, b"photo" + content), kept(profile, content)
    profile.save()
    profile.submit()
    return published(profile)


def practice_with(*contents, **fields):
    practice = PracticeFactory(**fields)
    for number, content in enumerate(contents):
        attach(practice, content, f"Part {number}")
    practice.submit()
    return published(practice)


def published(record):
    record.approve(a_moderator(), record.edits)
    return record


def attach(practice, content, title="Evaluation"):
    attachment = Attachment.objects.create(practice=practice, upload=kept(practice, content), title=title)
    practice.touch()
    return attachment


def photo_of(profile):
    return reverse("expert-file", args=[profile.key, profile.photo.key])


def cv_of(profile):
    return reverse("expert-file", args=[profile.key, profile.cv.key])


def file_of(practice, upload):
    return reverse("practice-file", args=[practice.slug or practice.key, upload.key])


def on_disk():
    storage = Upload._meta.get_field("content").storage
    return set(storage.listdir("")[1]) if storage.exists("") else set()
