"""The examination of an upload in a process of its own, with little memory and time and without database and secrets.

It runs while the uploader waits: only so can the reason stand beside the field, with all else that was typed.
"""

import io
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from network.files import images
from network.files.checking import Checked, FileType, KeptAs, check_as
from network.files.images import Drawing
from network.files.rejection import DAMAGED, TOO_COMPLEX, Rejected, whatever_fails_is_rejected

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
# A hundred megabytes of hostile XML take six seconds (see archive.py), any file of the tests less than three. Two
# files may come with one request, and its transaction may idle for fifteen.
MOST_SECONDS = 7
# Twice what any file of the tests needs, good or hostile.
MOST_MEMORY_BYTES = 1_500_000_000


def examine(content: bytes, accepted: Iterable[FileType], language: str, *, kept_as: KeptAs = KeptAs.FILE) -> Checked:
    """What `check_as` says of an upload, worked out in another process.

    Raises Rejected with a sentence in `language`, also when memory or time ran out.
    """
    accepted = frozenset(accepted)
    try:
        done = subprocess.run(  # noqa: S603 - nothing of the upload is in the command
            [sys.executable, "-m", __name__, str(MOST_MEMORY_BYTES), language, kept_as, *sorted(accepted)],
            input=content,
            stdout=subprocess.PIPE,
            timeout=MOST_SECONDS,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8"},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning("An examination ended early: %s.", type(error).__name__)
        raise Rejected(TOO_COMPLEX) from error
    with whatever_fails_is_rejected():
        return _read(done.stdout, accepted, kept_as)


def _read(answer, accepted, kept_as):
    """The answer of the other process. What a hostile file could have made of it is not believed."""
    header, _line, body = answer.partition(b"\n")
    told = json.loads(header)
    if "rejected" in told:
        raise Rejected(told["rejected"])
    file_type = FileType(told["media_type"])
    parts = io.BytesIO(body)
    file = parts.read(int(told["size"]))
    drawings = [Drawing(int(width), int(height), parts.read(int(size))) for width, height, size in told["drawings"]]
    is_expected = file_type in {one.kept_as for one in accepted} and bool(drawings) == (kept_as is KeptAs.PICTURE)
    if not is_expected or any(max(drawing.width, drawing.height) > images.LONGEST_SIDE for drawing in drawings):
        raise Rejected(DAMAGED)
    return Checked.of(file, file_type, drawings)


def _main(memory, language, kept_as, *accepted):
    """Run in the other process: bytes on standard input; a line of JSON and bytes on standard output.

    The line says how long the file is, and of each drawing after it how wide, how high and how long.
    """
    content, body = sys.stdin.buffer.read(), b""
    # The decoder of HEIC works in a thread, and the system counts threads as processes.
    _limit(int(memory), starts_threads=images.recognize(content) is FileType.HEIC)
    # Settings of its own, so that it never reads those with the database and the secrets.
    settings.configure(USE_I18N=True, LOCALE_PATHS=[ROOT / "locale"])
    django.setup()
    translation.activate(language)
    try:
        checked = check_as(KeptAs(kept_as), content, map(FileType, accepted))
        sizes = [(drawing.width, drawing.height, len(drawing.content)) for drawing in checked.drawings]
        header = {"media_type": checked.media_type, "size": len(checked.content), "drawings": sizes}
        body = b"".join([checked.content, *(drawing.content for drawing in checked.drawings)])
    except Rejected as reason:
        header = {"rejected": str(reason)}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + body)


def _limit(memory, *, starts_threads):
    """Bound what this process may take from now on: it writes no file and starts no other process."""
    bounds = {"CPU": MOST_SECONDS, "FSIZE": 0, "CORE": 0}
    if not starts_threads:
        bounds["NPROC"] = 0
    # macOS, where only demonstrations run, knows no such limit.
    if sys.platform != "darwin":
        bounds["AS"] = memory
    for name, most in bounds.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


if __name__ == "__main__":
    _main(*sys.argv[1:])
