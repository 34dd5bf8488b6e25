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
from PIL import Image, ImageChops

from network.files import images, office, pdf
from network.files.checking import Checked, FileType, Rejected, check
from network.files.filetypes import MOST_DOCUMENT_BYTES
from tests.files import packages, pdfs, pictures
from tests.files.corpus import HOSTILE, built
from tests.files.good import GOOD

GENTLE = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def rejection(content, accepted):
    with pytest.raises(Rejected) as caught:
        check(content, accepted)
    return str(caught.value)


def unfolded(content):
    """Everything that is written in a file, unpacked."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    if content.startswith(b"%PDF"):
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(
                target,
                compress_streams=False,
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


@pytest.mark.parametrize("file_type", FileType)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_in_under_no_other_type(name, file_type):
    assert rejection(built(HOSTILE[name].make), [file_type])


@pytest.mark.parametrize("name", GOOD)
def test_of_a_good_file_what_people_see_is_kept_and_what_they_do_not_see_is_gone(name):
    good = GOOD[name]
    content = built(good.make)
    before = unfolded(content) + content
    checked = check(content, FileType)
    after = unfolded(checked.content)
    assert (checked.media_type, checked.extension) == (good.file_type.media_type, good.file_type.extension)
    assert [piece for piece in good.stays if piece not in before or piece not in after] == []
    assert [piece for piece in good.goes if piece not in before or piece in after] == []


@pytest.mark.parametrize("name", GOOD)
def test_a_clean_file_passes_again_and_is_always_the_same(name):
    good = GOOD[name]
    first = check(built(good.make), [good.file_type])
    assert check(built(good.make), [good.file_type]) == first
    again = check(first.content, [good.file_type])
    if good.file_type not in {FileType.JPEG, FileType.WEBP}:
        assert check(again.content, [good.file_type]) == again, "nothing is left to take away"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_turned_down_where_its_type_is_not_accepted(name):
    others = set(FileType) - {GOOD[name].file_type}
    sentence = rejection(built(GOOD[name].make), others)
    assert str(GOOD[name].file_type.label) not in sentence
    assert all(str(other.label) in sentence for other in others)


def test_nothing_is_accepted_where_nothing_is_asked_for():
    assert rejection(pictures.png(), [])


def test_each_family_has_its_own_limit():
    assert "15 MB" in rejection(bytes(MOST_DOCUMENT_BYTES + 1), FileType)
    assert "8 MB" in rejection(pictures.png() + bytes(8 * 1024**2), FileType)
    large = pdfs.document(more=[pdfs.stream(bytes(8 * 1024**2))])
    assert check(large, FileType).extension == "pdf"


def test_a_rejection_speaks_the_language_of_the_moment(monkeypatch):
    with pytest.raises(Rejected) as caught:
        check(b"", [FileType.PDF])
    assert "PDF document" in str(caught.value)
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"<{text}>")
    assert str(caught.value) == "<This type of file is not accepted. Choose one of these: <PDF document>.>"


@pytest.mark.parametrize("module", [images, pdf, office])
@pytest.mark.parametrize("content", [b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", bytes(99)])
def test_each_examiner_alone_turns_down_what_it_cannot_read(module, content):
    with pytest.raises(Rejected):
        module.clean(content)


def test_qpdf_unpacks_nothing_without_a_limit():
    limits = get_qpdf_limits()
    kinds = ["flate_max_memory", "png_max_memory", "tiff_max_memory", "run_length_max_memory"]
    assert all(0 < limits[kind] <= pdf.MOST_PACKED_BYTES for kind in kinds)
    assert limits["max_stream_filters"] == 1


def test_a_picture_is_turned_upright():
    seen = picture(check(pictures.lying_jpeg(), FileType).content)
    assert seen.size == (40, 60)
    red, _green, blue = seen.getpixel((35, 5))
    assert red > blue, "the red corner is at the upper right after a quarter turn"
    assert not seen.getexif()


def test_a_photograph_is_scaled_down():
    seen = picture(check(built(GOOD["jpeg of a telephone"].make), FileType).content)
    assert seen.size == (1600, 1200)


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


def test_a_new_archive_tells_no_time_and_no_system():
    with zipfile.ZipFile(io.BytesIO(check(packages.package(), FileType).content)) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {(entry.date_time, entry.create_system) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_dropped_parts_leave_no_trace_in_types_and_relationships():
    with zipfile.ZipFile(io.BytesIO(check(packages.package(), FileType).content)) as archive:
        index = archive.read("[Content_Types].xml") + archive.read("_rels/.rels")
        names = set(archive.namelist())
    assert names == {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml"}
    assert b"word/document.xml" in index
    assert [word for word in (b"custom", b"thumbnail", b"extended", b"png") if word in index] == []


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


@GENTLE
@given(name=st.sampled_from(["docx with links", "docx with fields", "pptx"]), seed=st.integers(0, 2**32))
def test_an_office_file_with_changes_inside_is_taken_or_rejected(name, seed):
    """The archive is whole, so that the changes reach the parts."""
    chance = random.Random(seed)  # noqa: S311
    with zipfile.ZipFile(io.BytesIO(built(GOOD[name].make))) as archive:
        entries = {entry: bytearray(archive.read(entry)) for entry in archive.namelist()}
    changed = entries[chance.choice(list(entries))]
    for _change in range(chance.randrange(1, 4)):
        changed[chance.randrange(len(changed))] = chance.choice(b'<>&"/:=aA \x00\xff')
    taken_or_rejected(packages.zipped((entry, bytes(data)) for entry, data in entries.items()))
