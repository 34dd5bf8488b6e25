"""Known vulnerabilities of the pinned packages, as part of `make check`; one plain line where nobody can be asked."""

import json
import subprocess
import sys

PINS = "requirements/run.txt"


def main() -> int:
    """Run pip-audit; return 1 if it knows of a vulnerability, 0 if it knows of none or could not ask."""
    options = [
        "--requirement",
        PINS,
        "--disable-pip",
        "--require-hashes",
        "--timeout",
        "10",
        "--progress-spinner",
        "off",
    ]
    command = [sys.executable, "-m", "pip_audit", *options, "--format", "json"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603 - our own command
        packages = json.loads(run.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        print("Known vulnerabilities were not looked for: their data cannot be reached.")  # noqa: T201
        return 0
    found = [(package, known) for package in packages for known in package.get("vulns", [])]
    for package, known in found:
        fixed = ", ".join(known["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {known['id']}, fixed in {fixed}")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
