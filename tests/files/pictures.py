"""Pictures, good and hostile, made with Pillow and a little surgery."""

import io
import struct
import zlib
from pathlib import Path

from PIL import ExifTags, Image, PngImagePlugin

RED, BLUE = (220, 20, 20), (20, 20, 220)
CAMERA = "Secret Camera 7"
SCRIPT = b"<script>alert(1)</script>"
PLACE = b"12 degrees north, by the well"
# The first box of such a file (ISO 14496-12 §4.3): its length, the major brand, a version, another brand.
HEIC_BRAND, AVIF_BRAND = (b"\0\0\0\x14ftyp" + brand + bytes(4) + b"mif1" for brand in (b"heic", b"avif"))


def data(name) -> bytes:
    """A file that another program made."""
    return (Path(__file__).parent / "data" / name).read_bytes()


def painting(size=(60, 40), mode="RGB"):
    """A blue picture whose upper left corner is red."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 3, size[1] // 3))
    return picture.convert(mode)


def saved(picture, kind, **options) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def jpeg(**options) -> bytes:
    return saved(painting(), "JPEG", **options)


def png(**options) -> bytes:
    return saved(painting(), "PNG", **options)


def webp(**options) -> bytes:
    return saved(painting(), "WEBP", **options)


def exif(orientation=1):
    """Exif data that tells where the picture was taken, with which camera, and how it is to be turned."""
    data = Image.Exif()
    data[ExifTags.Base.Orientation] = orientation
    data[ExifTags.Base.Model] = CAMERA
    data.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = PLACE
    return data


def jpeg_with_place() -> bytes:
    return jpeg(exif=exif(), comment="taken by Amina", icc_profile=b"profile of a screen")


def lying_jpeg() -> bytes:
    """Stored on its side, as telephones do, with the note to turn it by a quarter."""
    return jpeg(exif=exif(orientation=6))


def jpeg_of_two() -> bytes:
    """A multi-picture file (MPO), as telephones write for depth and brightness."""
    second = Image.new("RGB", (60, 40), (0, 255, 0))
    return saved(painting(), "MPO", save_all=True, append_images=[second])


def photograph() -> bytes:
    """24 megapixels."""
    return saved(Image.effect_mandelbrot((409, 307), (-2, -1, 1, 1), 50).resize((5712, 4284)), "JPEG")


def jpeg_of_many_scans() -> bytes:
    """A progressive JPEG whose last scan is repeated, so that decoding it takes minutes."""
    content = saved(painting((3500, 3500), "L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * 1000 + content[-2:]


def jpeg_of_twenty_thousand() -> bytes:
    """A small picture whose header claims 20,000 × 20,000 pixels."""
    content = jpeg()
    frame = content.index(b"\xff\xc0") + 5
    return content[:frame] + struct.pack(">HH", 20000, 20000) + content[frame + 4 :]


def png_of_twenty_thousand() -> bytes:
    return png_with_chunks((b"IHDR", struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)), (b"IDAT", b""))


def webp_of_sixteen_thousand() -> bytes:
    """The largest WebP that there is, as its header claims."""
    content = webp()
    frame = content.index(b"\x9d\x01\x2a") + 3
    return content[:frame] + struct.pack("<HH", 16383, 16383) + content[frame + 4 :]


def avif_of_twenty_six() -> bytes:
    """A small picture whose header claims 26 megapixels."""
    return _with_claimed_size(data("pic.avif"), 6500, 4000)


def heic_of_twenty_thousand() -> bytes:
    return _with_claimed_size(data("iphone.heic"), 20000, 20000)


def _with_claimed_size(content, width, height):
    """All sizes in the boxes of an HEIC or AVIF file replaced."""
    box = b"ispe" + bytes(4)
    assert box in content
    first, *others = content.split(box)
    return box.join([first, *(struct.pack(">II", width, height) + other[8:] for other in others)])


def png_with_chunks(*chunks) -> bytes:
    """A PNG that consists of `chunks`, pairs of a name and its data."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, data in [*chunks, (b"IEND", b"")]:
        parts.append(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
    return b"".join(parts)


def png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Amina of the North")
    return png(pnginfo=text, exif=exif())


def png_with_text_bomb() -> bytes:
    """A comment that unpacks to 200 MB."""
    bomb = b"Comment\x00\x00" + zlib.compress(bytes(200_000_000), 1)
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return png_with_chunks((b"IHDR", header), (b"zTXt", bomb), (b"IDAT", zlib.compress(b"\0\0")))


def png_of_glass() -> bytes:
    """A palette picture, one colour of which is transparent."""
    return saved(painting().quantize(4), "PNG", transparency=0)


def png_of_deep_grey() -> bytes:
    """Sixteen bits of grey: middle grey beside white."""
    row = (32768).to_bytes(2, "little") * 30 + (65535).to_bytes(2, "little") * 30
    return saved(Image.frombytes("I;16", (60, 40), row * 40), "PNG")


def moving(kind) -> bytes:
    return saved(painting(), kind, save_all=True, append_images=[Image.new("RGB", (60, 40))])


def half(content) -> bytes:
    return content[: len(content) // 2]
