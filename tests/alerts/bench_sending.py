"""The part of `make bench` about mail that leaves: making letters, handing them over, and the memory that takes.

The floor is what no sender in Python goes below: smtplib on one kept line, a message that is finished already, the same
mail server in the same run.
"""

import multiprocessing
import os
import smtplib
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from tests.alerts.bench import FIRST, announce, forget, plan, public_entries, say, waiting
from tests.sink import Process

# A digest tells so many of so many new records, found by so many searches of its reader.
ITEMS, NEWS, SEARCHES_EACH = 12, 40, 3
# Messages that one process sends, and two together; the median is that of blocks.
ALONE, TOGETHER, BLOCK = 20_000, 6_000, 1_000
LANGUAGES = ("en", "ar", "zh-hans")


def measure(crowd):
    """Print messages a second of each stage as a ratio to the floor, their size, and the memory of the sender."""
    from django.conf import settings

    alone, together = min(ALONE, crowd.size), min(TOGETHER, crowd.size)
    for lap in range(1, SEARCHES_EACH):
        crowd.follow(lap, FIRST, FIRST + alone - 1)
    news = announce(public_entries()[:NEWS])
    say(f"\nDigests of {ITEMS} items, each found by one of {SEARCHES_EACH} searches of its reader")
    with tempfile.TemporaryDirectory() as folder, Process(Path(folder) / "log") as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.BULK_EMAIL = {
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": sink.port, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "",
        }  # fmt: skip
        plan(waiting(crowd, alone, news, ITEMS, SEARCHES_EACH))
        finished = made()
        floor = handed_over(sink.port, finished)
        say(f"{'floor: smtplib alone':<30}{floor:8.0f} messages/s")
        row("making letters", blocks_made(), floor)
        row("sending, one process", sent(alone), floor)
        forget()
        plan(waiting(crowd, together, news, ITEMS, SEARCHES_EACH))
        row("sending, two processes", sent_by_two(together), floor)
        forget()


def row(name, rate, floor):
    """One line of the table."""
    say(f"{name:<30}{rate:8.0f} messages/s  {rate / floor:5.2f} × floor")


def batches(count):
    """Messages of the run, `count` in all, as the sender takes them."""
    from network.alerts import outbox
    from network.alerts.contents import Batch
    from network.alerts.models import Message

    for start in range(0, count, outbox.BATCH):
        messages = list(Message.objects.order_by("pk")[start : start + outbox.BATCH])
        yield messages, Batch(messages)


def made() -> bytes:
    """Print the size of a digest in some languages; return a finished one."""
    from network.alerts.letters import compose
    from network.alerts.mime import as_bytes

    sizes = {}
    for messages, batch in batches(BLOCK):
        for message in messages:
            sizes.setdefault(message.subscriber.language, as_bytes(compose(message, batch)))
    for language in LANGUAGES:
        say(f"{'size in ' + language:<30}{len(sizes[language]):8} bytes")
    return sizes["en"]


def handed_over(port, finished) -> float:
    """Messages a second that smtplib hands over on one line."""
    rates = []
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.ehlo()
        for _block in range(5):
            start = time.perf_counter()
            for _message in range(BLOCK):
                line.mail("b@portal.example")
                line.rcpt("reader@example.org")
                line.data(finished)
            rates.append(BLOCK / (time.perf_counter() - start))
    return statistics.median(rates)


def blocks_made() -> float:
    """Messages a second that are made and not sent."""
    from network.alerts.letters import compose
    from network.alerts.mime import as_bytes

    start, count = time.perf_counter(), 0
    for messages, batch in batches(3 * BLOCK):
        for message in messages:
            as_bytes(compose(message, batch))
            count += 1
    return count / (time.perf_counter() - start)


def sent(count) -> float:
    """Messages a second that `sending.send` takes in hand; prints the memory of this process meanwhile."""
    from network.alerts import sending

    process, rates, left = psutil.Process(os.getpid()), [], count
    memory = [process.memory_info().rss]
    while left > 0:
        start = time.perf_counter()
        taken = sending.send(seconds=15)
        if not taken:
            break
        rates.append(taken / (time.perf_counter() - start))
        left -= taken
        memory.append(process.memory_info().rss)
    say(f"{'memory while sending':<30}" + " → ".join(f"{size / 2**20:.0f}" for size in memory) + " MiB")
    return statistics.median(rates)


def sent_by_two(count) -> float:
    """Messages a second of two processes that share `count` messages."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    senders = [context.Process(target=_send_all) for _sender in range(2)]
    start = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return count / (time.perf_counter() - start)


def _send_all():
    from network.alerts import sending

    while sending.send(seconds=60):
        pass
