"""Settings of the chaos test: the portal's own, with every wait so short that a minute holds many of them.

All else comes from the environment, as in a deployment.
"""

from celery.signals import worker_process_init

from network.settings import *  # noqa: F403 - whatever the portal has

# Longer than all phases of one exchange with the sink, each of which may take a second.
MAIL_TIMEOUT_SECONDS = 1
MAIL_LEASE_SECONDS = 4
# Beats come once a second, so that hardly any moment is without a planner and a sender.
CELERY_BEAT_SCHEDULE = {
    "alerts": {"task": "network.alerts.tasks.plan", "schedule": 1},
    "mail events": {"task": "network.alerts.tasks.process_events", "schedule": 2},
}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405

# People in one transaction of the planner: few, so that a kill falls between two chunks as well as into one.
CHUNK = 60


@worker_process_init.connect
def plan_in_small_chunks(**_signal):
    """Each pool process plans many chunks where the portal would plan one."""
    from network.alerts import planning

    planning.CHUNK = CHUNK
