"""Two connections at once: one holds something, the other waits for it."""

from django.db import connection


def wait_until_somebody_waits(running):
    """Return when a connection waits for a lock of this one; fails when what is `running` ends before."""
    with connection.cursor() as cursor:
        waiting = False
        while not waiting:
            assert not running.done(), running.result()
            # A transaction sees who was connected at its first look, unless it forgets that.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            (waiting,) = cursor.fetchone()
