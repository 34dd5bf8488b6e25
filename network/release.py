"""Names the deployed code: equal for all replicas of one build, another after a deploy that changes pages."""

import hashlib
from pathlib import Path

# What pages are made of. Static files are in it by their manifest, which names each by its content.
PARTS = ("network", "experts", "practices", "news", "templates", "locale", "requirements")


def fingerprint(base: Path, manifest: Path) -> str:
    """32 hexadecimal digits for the names and contents of all files in PARTS below `base`, and of `manifest`."""
    found = hashlib.blake2b(digest_size=16)
    files = sorted(file for part in PARTS for file in (base / part).rglob("*") if file.is_file())
    for file in files:
        if file.suffix != ".pyc":
            found.update(f"{file.relative_to(base)}\0{file.stat().st_size}\0".encode())
            found.update(file.read_bytes())
    found.update(manifest.read_bytes() if manifest.exists() else b"")
    return found.hexdigest()
