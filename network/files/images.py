"""Photographs and drawings: drawn on a new canvas, so that nothing but the picture is left."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from network.files.filetypes import FileType
from network.files.rejection import DAMAGED, Rejected, whatever_fails_is_rejected

# What telephones take: 4,080 × 3,060 and a little. As RGBA they take 52 MB while they are drawn.
MOST_PIXELS = 13_000_000
# Twice the width of the widest column of a page, for screens of double density.
LONGEST_SIDE = 1600
# An honest progressive JPEG has about ten scans. Each may be 50 bytes long and cost 7 ms at twelve megapixels; a video
# behind the picture (“motion photo”) holds the mark of a scan by chance, about 15 times in a megabyte.
MOST_SCANS = 200
START_OF_SCAN = b"\xff\xda"

# A portrait is shown 160 pixels wide; screens of triple density show 480 of them. Many readers pay by the megabyte.
PORTRAIT_SIDE = 512
MOST_PORTRAIT_BYTES = 60_000
PORTRAIT_QUALITIES = (82, 70, 55, 40)

FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}
OPTIONS = {"JPEG": {"quality": 85, "optimize": True}, "PNG": {}, "WEBP": {"quality": 85}}

TOO_MANY_PIXELS = _("The picture has too many pixels. Scale it down to at most 4160 × 3120 and upload it again.")
ANIMATED = _("The picture is animated. Upload a picture that does not move.")


def recognize(content) -> FileType | None:
    """The type of picture whose signature `content` starts with, or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    return None


def clean(content) -> bytes:
    """Draw the picture anew, upright, at most LONGEST_SIDE pixels long, in the same format.

    Nothing else survives: no Exif data (place, camera), colour profile, text, or bytes behind the picture. Raises
    Rejected for what is no whole, still picture of a bearable size.
    """
    with whatever_fails_is_rejected():
        format_name = FORMATS[recognize(content)]
        if format_name == "JPEG" and content.count(START_OF_SCAN) > MOST_SCANS:
            raise Rejected(DAMAGED)
        return _saved(_drawn(content, format_name), format_name)


def portrait(content) -> bytes:
    """Scale a clean picture down to a JPEG that is light enough to stand on a page; glass becomes white paper."""
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((PORTRAIT_SIDE, PORTRAIT_SIDE))
        layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer)
    for quality in PORTRAIT_QUALITIES:
        target = io.BytesIO()
        paper.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.tell() <= MOST_PORTRAIT_BYTES:
            break
    return target.getvalue()


def _drawn(content, format_name):
    """The picture on a new canvas."""
    try:
        with Image.open(io.BytesIO(content), formats=[format_name]) as image:
            _check_size(image, format_name)
            # Lets the JPEG decoder scale down by halves while it reads; other formats ignore it.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            flat = _flat(image)
            orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Rejected(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Rejected(DAMAGED) from error
    canvas = Image.new(flat.mode, flat.size)
    canvas.paste(flat)
    canvas.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # The canvas knows of the orientation only, so that odd Exif data cannot trouble Pillow.
    canvas.getexif()[ExifTags.Base.Orientation] = orientation
    ImageOps.exif_transpose(canvas, in_place=True)
    return canvas


def _check_size(image, format_name):
    """Raise Rejected by what the header says, before a pixel is decoded."""
    if image.width * image.height > MOST_PIXELS:
        raise Rejected(TOO_MANY_PIXELS)
    # Telephones put a second picture (depth, brightness) behind the first of a JPEG (CIPA DC-007); it is not copied.
    if format_name != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Rejected(ANIMATED)


def _flat(image):
    """The pixels in grey, RGB or RGBA."""
    if image.mode.startswith("I"):
        # 16 bits of grey; Pillow's own conversion would cut the bright ones off.
        return image.point(lambda value: value / 256, "F").convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _saved(canvas, format_name):
    target = io.BytesIO()
    canvas.save(target, format_name, **OPTIONS[format_name])
    return target.getvalue()
