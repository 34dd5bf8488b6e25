"""Background work of the alerts. Every task looks for what is undone in the database; none carries work of its own.

So a task may be lost, late or doubled, and two beats do no more than one.
"""

from celery import shared_task

from network.alerts import bounces, planning, searches, sending, subscribing
from network.celery import knock


@shared_task(expires=30)
def plan() -> None:
    """Match what was announced, create the runs that are due, write their messages, and call a sender."""
    planning.plan_all()
    knock(send.name)


@shared_task(expires=30)
def send() -> None:
    """Send what waits; where that is much, call one more sender, up to as many as there are workers."""
    sending.send(call_colleague=lambda: knock(send.name))


@shared_task(expires=300)
def process_events() -> None:
    """Draw the consequences of bounces and complaints."""
    bounces.process_events()


@shared_task(expires=60)
def refile_searches() -> None:
    """File the searches anew that an earlier release cut into words differently."""
    searches.refile_outdated()


@shared_task(expires=3600)
def delete_expired() -> None:
    """Erase what has had its time."""
    subscribing.delete_expired()
