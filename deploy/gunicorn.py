"""How gunicorn serves the portal. A restart loses no request: whoever is being answered is answered first."""

bind = "0.0.0.0:8000"
workers = 3
preload_app = True
# An upload takes at most seven seconds of examination and a page five of the database; who takes longer hangs.
timeout = 20
graceful_timeout = 30
# nginx buffers what clients send, so a worker waits for no slow line.
worker_class = "sync"
worker_tmp_dir = "/dev/shm"  # noqa: S108 - heartbeats of workers, in memory
