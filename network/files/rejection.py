"""How an upload is turned down: one exception, with a sentence for the person who uploaded it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# Also where memory or time of the examination ran out.
TOO_COMPLEX = _("The file is too complex to be examined. Save it in a simpler form, or in parts, and upload that.")
DAMAGED = _("The file is damaged or incomplete. Open it, save it again under a new name and upload that copy.")


class Rejected(Exception):
    """The file is not taken. Its str, in the language of the moment, says what is wrong and what to do.

    `sentence` is a lazy translation, `values` what its placeholders stand for.
    """

    def __init__(self, sentence: Any, values: dict[str, Any] | None = None):
        super().__init__(sentence, values)

    def __str__(self):
        sentence, values = self.args
        return str(sentence) % values if values else str(sentence)


@contextmanager
def whatever_fails_is_rejected() -> Iterator[None]:
    """Turn every exception that leaves the block into Rejected."""
    try:
        yield
    except Rejected:
        raise
    except MemoryError as error:
        raise Rejected(TOO_COMPLEX) from error
    # Pillow, qpdf, zipfile and expat promise no closed set of exceptions for hostile bytes. Ours would hide here as
    # well, so that the trace is logged; it holds no part of the file.
    except Exception as error:
        logger.info("An upload could not be read.", exc_info=True)
        raise Rejected(DAMAGED) from error
