"""Every page as the Nu HTML checker reads it, as part of `make check`; one plain line where it cannot be had.

The checker is a Java program that the package `vnu-jar` of npm brings.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE = "vnu-jar@26.9.27"
SHA256 = "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7"
TEST = "tests/markup_of_pages.py"
INSIDE = "package/build/dist/vnu.jar"


def checker(folder: Path) -> Path | None:
    """The checker, fetched into `folder` if it is not there yet; None without Java, npm or a network."""
    jar = folder / INSIDE
    if not shutil.which("java") or not (jar.exists() or fetch(folder)):
        return None
    return jar


def fetch(folder: Path) -> bool:
    """Put the checker into `folder`, if it can be had and is the one that we know; return whether it is there."""
    npm = shutil.which("npm")
    if not npm:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([npm, "pack", PACKAGE], cwd=folder, capture_output=True, check=False)  # noqa: S603
    archive = folder / f"{PACKAGE.replace('@', '-')}.tgz"
    if not archive.exists() or hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        return False
    with tarfile.open(archive) as package:
        package.extract(INSIDE, folder, filter="data")
    return True


def main() -> int:
    """Run the test above; return its exit code."""
    jar = checker(Path(os.environ.get("PORTAL_VAR", "var")) / "vnu")
    if jar is None:
        print("The markup was not checked: that needs Java, npm and a network.")  # noqa: T201
        return 0
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--show-capture=no", TEST]
    return subprocess.run(command, env={**os.environ, "VNU_JAR": str(jar.resolve())}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
