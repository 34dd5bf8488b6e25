"""Known vulnerabilities of the pinned packages, as part of `make check`; one plain line where nobody can be asked."""

import json
import subprocess
import sys

PINS = ["--requirement", "requirements/run.txt", "--disable-pip", "--require-hashes"]
QUIETLY = ["--timeout", "10", "--progress-spinner", "off", "--format", "json"]


def main() -> int:
    """Run pip-audit; return 1 if it knows of a vulnerability, 0 if it knows of none or could not ask."""
    packages = audited()
    if not packages:
        print("Known vulnerabilities were not looked for: their data cannot be reached.")  # noqa: T201
        return 0
    found = [(package, known) for package in packages for known in package["vulns"]]
    for package, known in found:
        fixed = ", ".join(known["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {known['id']}, fixed in {fixed}")  # noqa: T201
    return 1 if found else 0


def audited() -> list:
    """The packages of which pip-audit knows something, be it that nothing is known against them."""
    command = [sys.executable, "-m", "pip_audit", *PINS, *QUIETLY]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603 - our own
        packages = json.loads(run.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    # A registry without such data lets pip-audit skip every package.
    return [package for package in packages if "skip_reason" not in package]


if __name__ == "__main__":
    sys.exit(main())
