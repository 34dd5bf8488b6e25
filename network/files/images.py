"""Photographs and drawings: drawn on a new canvas, so that nothing but the picture is left."""

import io
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from PIL import AvifImagePlugin, ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from network.files.filetypes import FileType
from network.files.rejection import DAMAGED, Rejected, whatever_fails_is_rejected

# Telephones take 12, 24, 48 or 50 megapixels. Their formats are decoded piece by piece or to few bytes, others whole:
# a WebP of fifty megapixels takes 930 MB.
MOST_PIXELS = 51_000_000
MOST_PIXELS_OF_OTHERS = 25_000_000
# Twice the width of the widest column of a page, for screens of double density.
LONGEST_SIDE = 1600
# An honest progressive JPEG has about ten scans. Each may be 50 bytes long and cost 30 ms at fifty megapixels; a video
# behind the picture (“motion photo”) holds the mark of a scan by chance, about 16 times in a megabyte.
MOST_SCANS = 400
START_OF_SCAN = b"\xff\xda"

# A portrait is shown 160 pixels wide; screens of triple density show 480 of them. Many readers pay by the megabyte.
PORTRAIT_SIDE = 512
MOST_PORTRAIT_BYTES = 60_000
PORTRAIT_QUALITIES = (82, 70, 55, 40)

# The widths in pixels in which a picture of a record is offered: in a row of a list, and on a page on small and large
# screens, each at double density. One that is narrower is not blown up.
PICTURE_WIDTHS = (240, 480, 800, 1200)
# What browsers show that know no WebP, and desks and previews.
PLAIN_WIDTH = 800
PICTURE_QUALITY = 78

# Names of Pillow.
FORMATS = {
    FileType.JPEG: "JPEG",
    FileType.PNG: "PNG",
    FileType.WEBP: "WEBP",
    FileType.HEIC: "HEIF",
    FileType.AVIF: "AVIF",
}
OPTIONS = {"JPEG": {"quality": 85, "optimize": True}, "PNG": {}, "WEBP": {"quality": 85}}
# Telephones put a second picture (depth, brightness, a series) behind the first (CIPA DC-007); it is not copied.
OF_TELEPHONES = {"JPEG", "HEIF"}
# Brands of still pictures and of series in a file of ISO 14496-12 (ISO 23008-12 §10; AV1 Image File Format §6).
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
AVIF_BRANDS = {b"avif", b"avis"}
SRGB = ImageCms.createProfile("sRGB")

TOO_MANY_PIXELS = _("The image is too large. Reduce it to %(most)d megapixels or less and upload it again.")
ANIMATED = _("Animated images are not accepted. Upload a still image.")


class Drawing(NamedTuple):
    """A picture in one of the widths in which it is offered, as WebP."""

    width: int
    height: int
    content: bytes


# The examination may start no threads; where Pillow alone decides, it starts one for each processor.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def recognize(content: bytes) -> FileType | None:
    """The type of picture whose signature `content` starts with, or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content[4:8] == b"ftyp":
        return _by_brand(content)
    return None


def _by_brand(content):
    """The type by the brands in the first box: the major one, the version, and those that it is compatible with."""
    box = content[8 : min(int.from_bytes(content[:4]), 256)]
    brands = {box[start : start + 4] for start in range(0, len(box), 4)}
    if brands & AVIF_BRANDS:
        return FileType.AVIF
    return FileType.HEIC if brands & HEIC_BRANDS else None


def clean(content: bytes) -> bytes:
    """Draw the picture anew, upright, in sRGB, at most LONGEST_SIDE pixels long, in the format in which it is kept.

    Nothing else survives: no Exif data (place, camera), colour profile, text, or bytes behind the picture. Raises
    Rejected for what is no whole, still picture of a bearable size.
    """
    with whatever_fails_is_rejected():
        file_type = recognize(content)
        if file_type is None:
            raise Rejected(DAMAGED)
        format_name = FORMATS[file_type]
        if format_name == "JPEG" and content.count(START_OF_SCAN) > MOST_SCANS:
            raise Rejected(DAMAGED)
        canvas = _drawn(content, format_name)
        kept_as = FORMATS[file_type.kept_as]
        target = io.BytesIO()
        (_on_paper(canvas) if kept_as == "JPEG" else canvas).save(target, kept_as, **OPTIONS[kept_as])
        return target.getvalue()


def portrait(content: bytes) -> bytes:
    """Scale a clean picture down to a JPEG that is light enough to stand on a page."""
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((PORTRAIT_SIDE, PORTRAIT_SIDE))
        paper = _on_paper(image).convert("RGB")
    for quality in PORTRAIT_QUALITIES:
        target = io.BytesIO()
        paper.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.tell() <= MOST_PORTRAIT_BYTES:
            break
    return target.getvalue()


def plain(content: bytes) -> bytes:
    """Scale a clean picture down to a JPEG for programs that know no WebP."""
    target = io.BytesIO()
    paper = _scaled(content, PLAIN_WIDTH)
    paper.save(target, "JPEG", quality=PICTURE_QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def drawings(content: bytes) -> tuple[Drawing, ...]:
    """A clean picture in each of `PICTURE_WIDTHS`, the narrowest first; up to its own width where that is less."""
    with Image.open(io.BytesIO(content)) as image:
        widths = sorted({min(width, image.width) for width in PICTURE_WIDTHS})
    return tuple(_drawing(_scaled(content, width)) for width in widths)


def _drawing(paper):
    target = io.BytesIO()
    paper.save(target, "WEBP", quality=PICTURE_QUALITY)
    return Drawing(paper.width, paper.height, target.getvalue())


def _scaled(content, width):
    """A clean picture on paper, at most `width` pixels wide."""
    with Image.open(io.BytesIO(content)) as image:
        paper = _on_paper(image).convert("RGB")
    paper.thumbnail((width, LONGEST_SIDE))
    return paper


def _on_paper(picture):
    """The same without transparency: glass becomes white paper."""
    if not picture.has_transparency_data:
        return picture
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer)
    return paper


def _drawn(content, format_name):
    """The picture on a new canvas."""
    try:
        with Image.open(io.BytesIO(content), formats=[format_name]) as image:
            _check_size(image, format_name)
            # Lets the JPEG decoder scale down by halves while it reads; other formats ignore it.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            small = _continuous(image)
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = _flat(_in_srgb(small, image.info.get("icc_profile")))
            orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(format_name) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Rejected(DAMAGED) from error
    canvas = Image.new(flat.mode, flat.size)
    canvas.paste(flat)
    # The canvas knows of the orientation only, so that odd Exif data cannot trouble Pillow.
    canvas.getexif()[ExifTags.Base.Orientation] = orientation
    ImageOps.exif_transpose(canvas, in_place=True)
    return canvas


def _check_size(image, format_name):
    """Raise Rejected by what the header says, before a pixel is decoded."""
    if image.width * image.height > _most_pixels(format_name):
        raise _too_many_pixels(format_name)
    if format_name not in OF_TELEPHONES and getattr(image, "n_frames", 1) > 1:
        raise Rejected(ANIMATED)


def _most_pixels(format_name):
    return MOST_PIXELS if format_name in OF_TELEPHONES else MOST_PIXELS_OF_OTHERS


def _too_many_pixels(format_name):
    return Rejected(TOO_MANY_PIXELS, {"most": _most_pixels(format_name) // 10**6})


def _continuous(image):
    """The pixels as colours that can be mixed, as scaling does: no palette, no bits, no colour that means glass."""
    if image.mode.startswith("I"):
        # 16 bits of grey; Pillow's own conversion would cut the bright ones off.
        return image.point(lambda value: value / 256, "F").convert("L")
    if image.mode in {"1", "P", "PA"} or "transparency" in image.info:
        return _flat(image)
    return image


def _in_srgb(picture, profile):
    """The same in the colours that `profile` (ICC.1) means; unchanged where that is missing, damaged or unfit."""
    if not profile:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _flat(image):
    """The pixels in grey, RGB or RGBA."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")
