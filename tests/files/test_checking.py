"""No hostile file gets in under any name; of a good one nothing is kept but what people see."""

import io
import random
import zipfile

import pikepdf
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf.settings import get_qpdf_limits
from PIL import Image, ImageChops, ImageCms

from network.files import images, pdf
from network.files.checking import Checked, FileType, Rejected, check
from network.files.filetypes import MOST_BYTES, PICTURES
from tests.files import pdfs, pictures
from tests.files.corpus import HOSTILE, built
from tests.files.disarmed import DISARMED
from tests.files.good import GOOD, SHARED
from tests.files.packages import package, zipped

TAKEN = GOOD | DISARMED

GENTLE = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def rejection(content, accepted):
    with pytest.raises(Rejected) as caught:
        check(content, accepted)
    return str(caught.value)


def unfolded(content):
    """Everything that is written in a file, unpacked."""
    if b"%PDF" in content:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(
                target,
                compress_streams=False,
                fix_metadata_version=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            )
        return content + target.getvalue()
    return content


def picture(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_turned_down_with_the_reason(name):
    assert HOSTILE[name].why in rejection(built(HOSTILE[name].make), FileType)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_in_under_no_other_type(name):
    for file_type in FileType:
        assert rejection(built(HOSTILE[name].make), [file_type]), file_type


@pytest.mark.parametrize("name", TAKEN)
def test_of_a_file_that_is_taken_what_people_see_is_kept_and_everything_else_is_gone(name):
    good = TAKEN[name]
    content = built(good.make)
    before = unfolded(content) + content
    checked = check(content, FileType)
    after = unfolded(checked.content)
    kept_as = good.file_type.kept_as
    assert (checked.media_type, checked.extension) == (kept_as.media_type, kept_as.extension)
    assert [piece for piece in good.stays if piece not in before or piece not in after] == []
    assert [piece for piece in good.goes if piece not in before or piece in after] == []


@pytest.mark.parametrize("name", TAKEN)
def test_a_clean_file_passes_again_and_is_always_the_same(name):
    good = TAKEN[name]
    first = check(built(good.make), [good.file_type])
    assert check(built(good.make), [good.file_type]) == first
    kept_as = good.file_type.kept_as
    again = check(first.content, [kept_as])
    if kept_as not in {FileType.JPEG, FileType.WEBP}:
        assert check(again.content, [kept_as]) == again, "nothing is left to take away"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_turned_down_where_its_type_is_not_accepted(name):
    others = set(FileType) - {GOOD[name].file_type}
    sentence = rejection(built(GOOD[name].make), others)
    assert str(GOOD[name].file_type.label) not in sentence
    assert all(str(other.label) in sentence for other in others)


def test_nothing_is_accepted_where_nothing_is_asked_for():
    assert rejection(pictures.png(), [])


def test_no_file_is_too_large_for_its_field():
    assert "15 MB" in rejection(bytes(MOST_BYTES + 1), FileType)
    large = pdfs.document(more=[pdfs.stream(bytes(14 * 1024**2))])
    assert check(large, FileType).extension == "pdf"


def test_a_rejection_speaks_the_language_of_the_moment(monkeypatch):
    with pytest.raises(Rejected) as caught:
        check(b"", [FileType.PDF])
    assert "PDF document" in str(caught.value)
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"<{text}>")
    assert str(caught.value) == "<This file type is not accepted. Upload one of these: <PDF document>.>"


@pytest.mark.parametrize("module", [images, pdf])
@pytest.mark.parametrize("content", [b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", bytes(99)])
def test_each_examiner_alone_turns_down_what_it_cannot_read(module, content):
    with pytest.raises(Rejected):
        module.clean(content)


def test_qpdf_unpacks_nothing_without_a_limit():
    limits = get_qpdf_limits()
    kinds = ["flate_max_memory", "png_max_memory", "tiff_max_memory", "run_length_max_memory"]
    assert all(0 < limits[kind] <= pdf.MOST_PACKED_BYTES for kind in kinds)
    assert limits["max_stream_filters"] == 1


def test_of_an_archive_with_a_pdf_in_front_nothing_but_the_pages_is_kept():
    archive = zipped([("a.pdf", pdfs.document()), ("b.exe", b"MZ" * 500)], zipfile.ZIP_STORED)
    after = unfolded(check(archive, FileType).content)
    assert SHARED in after
    assert b"MZ" not in after


@pytest.mark.parametrize("accepted", [{FileType.PDF}, FileType])
def test_whoever_brings_an_office_file_is_told_how_to_make_a_pdf_of_it(accepted):
    sentence = rejection(package(), accepted)
    assert "Word, Excel, PowerPoint" in sentence
    assert "on a computer choose “File”, “Save as” or “Export”, then “PDF”" in sentence
    assert "on a telephone open it, choose “Print”, then “Save as PDF”" in sentence


def test_whoever_brings_an_office_file_for_a_photo_is_told_which_pictures_are_accepted():
    sentence = rejection(package(), PICTURES)
    assert "JPEG image, PNG image, WebP image, HEIC image (iPhone) and AVIF image" in sentence
    assert "PDF" not in sentence


def test_a_document_with_a_tree_for_readers_keeps_it():
    """Tagged PDF: what is read aloud, and in which order."""
    with pikepdf.open(io.BytesIO(check(pdfs.with_everything_allowed(), FileType).content)) as document:
        root = document.Root.StructTreeRoot
        assert root.K.Alt == "A well"
        assert root.ParentTree.Nums[1][0].objgen == root.K.objgen
        assert root.K.A.BBox
        assert document.open_outline().root[0].title == "Chapter"


@pytest.mark.parametrize(("name", "colour"), [("p3.jpg", (213, 115, 83)), ("adobe.jpg", (224, 121, 88))])
def test_colours_are_turned_into_those_that_every_screen_shows(name, colour):
    """The pixels are (200, 120, 90) in the colours of their profile."""
    seen = picture(check(pictures.data(name), FileType).content)
    assert "icc_profile" not in seen.info
    assert all(abs(a - b) <= 2 for a, b in zip(seen.getpixel((100, 100)), colour, strict=True))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("AVIF", "RGB"), ("HEIF", "RGB")])
def test_colours_of_other_pictures_are_turned_as_well(kind, mode):
    profile = picture(pictures.data("p3.jpg")).info["icc_profile"]
    before = Image.new(mode, (64, 64), (200, 120, 90))
    seen = picture(check(pictures.saved(before, kind, icc_profile=profile, quality=95), FileType).content)
    assert all(abs(a - b) <= 3 for a, b in zip(seen.getpixel((9, 9)), (213, 115, 83), strict=False))


@pytest.mark.parametrize(
    "profile", [b"profile of a screen", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_does_not_fit_is_passed_over(profile, mode):
    before = pictures.painting(mode=mode)
    seen = picture(check(pictures.saved(before, "JPEG", icc_profile=profile, quality=95), FileType).content)
    assert seen.size == before.size
    assert "icc_profile" not in seen.info


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_what_old_browsers_do_not_show_becomes_a_jpeg_upright_and_on_white_paper(kind):
    glass = pictures.painting(mode="RGBA")
    glass.putpixel((0, 0), (0, 0, 0, 0))
    glass.paste((0, 0, 0, 0), (30, 20, 60, 40))
    checked = check(pictures.saved(glass, kind, exif=pictures.exif(orientation=6).tobytes(), quality=95), FileType)
    seen = picture(checked.content)
    assert (checked.media_type, seen.format, seen.size) == ("image/jpeg", "JPEG", (40, 60))
    red, _green, blue = seen.getpixel((35, 5))
    assert red > blue, "the red corner is at the upper right after a quarter turn"
    assert min(seen.getpixel((5, 55))) > 240, "what was glass is white"
    assert not seen.getexif()


def test_a_picture_is_turned_upright():
    seen = picture(check(pictures.lying_jpeg(), FileType).content)
    assert seen.size == (40, 60)
    red, _green, blue = seen.getpixel((35, 5))
    assert red > blue, "the red corner is at the upper right after a quarter turn"
    assert not seen.getexif()


def test_a_photograph_is_scaled_down():
    seen = picture(check(built(GOOD["jpeg of a telephone"].make), FileType).content)
    assert seen.size == (1600, 1200), "of 5,712 × 4,284"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_small_picture_looks_as_before(kind):
    before = pictures.painting()
    after = picture(check(pictures.saved(before, kind, quality=95), FileType).content)
    darkest_to_brightest = ImageChops.difference(before, after).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert after.size == before.size
    assert max(darkest_to_brightest) < 8


def test_glass_stays_transparent_and_deep_grey_stays_grey():
    glass = picture(check(pictures.png_of_glass(), FileType).content)
    assert sorted(count for count, (*_colour, alpha) in glass.getcolors() if alpha == 0)
    grey = picture(check(pictures.png_of_deep_grey(), FileType).content)
    assert (grey.getpixel((5, 5)), grey.getpixel((55, 5))) == (128, 255)


def test_only_the_first_of_two_pictures_is_kept():
    kept = picture(check(pictures.jpeg_of_two(), FileType).content)
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.getpixel((55, 35))[2] > 150


def taken_or_rejected(content):
    """What `check` makes of `content`; any exception but Rejected fails the test."""
    try:
        checked = check(content, FileType)
    except Rejected as rejected:
        assert str(rejected)
        return
    assert isinstance(checked, Checked)
    check(checked.content, FileType)


@GENTLE
@given(start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"RIFF0000WEBP"]), rest=st.binary())
def test_random_bytes_are_taken_or_rejected(start, rest):
    taken_or_rejected(start + rest)


MUTABLE = [name for name in GOOD if name not in {"jpeg of a telephone", "pdf of a thousand pages"}]


@GENTLE
@given(name=st.sampled_from(MUTABLE), seed=st.integers(0, 2**32), changes=st.integers(1, 12))
def test_a_good_file_with_changes_is_taken_or_rejected(name, seed, changes):
    content, chance = bytearray(built(GOOD[name].make)), random.Random(seed)  # noqa: S311
    for _change in range(changes):
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place] ^= 1 << chance.randrange(8)
            case 1:
                content[place] = chance.randrange(256)
            case 2:
                del content[place : place + chance.randrange(1, 9)]
            case _:
                content[place:place] = chance.randbytes(4)
    taken_or_rejected(bytes(content))
