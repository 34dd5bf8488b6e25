"""A mail server that keeps nothing but a log of what it accepted, and fails in all the ways that servers do.

`python -m tests.sink --port 0 --log FILE` prints its port and serves until it is told to end. The log is the truth: a
line "<message-id> <recipient>" is in the file, with O_APPEND, before the sender reads 250. SIGUSR1 makes it refuse
connections and break those it has, SIGUSR2 lets it accept again.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
NUMBER = re.compile(r"\d+")
# Every recipient whose number is a multiple of this does not exist.
UNKNOWN_EACH = 97
END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Faults:
    """How often, from 0 to 1, each kind of trouble comes to a message; `unknown` switches the unknown addresses on."""

    unknown: bool = field(default=False, metadata={"help": f"550 for each {UNKNOWN_EACH}th recipient"})
    rcpt_later: float = field(default=0, metadata={"help": "451 to the recipient"})
    data_later: float = field(default=0, metadata={"help": "452 to DATA"})
    rejected: float = field(default=0, metadata={"help": "554 to the text"})
    lost_reply: float = field(default=0, metadata={"help": "accepted, then the line breaks"})
    hang_rcpt: float = field(default=0, metadata={"help": "no answer to the recipient"})
    hang_data: float = field(default=0, metadata={"help": "no answer to DATA"})
    hang_after: float = field(default=0, metadata={"help": "accepted, and no answer to the text"})
    slow: float = field(default=0, metadata={"help": "reads nothing for 0.3 seconds"})
    hang_seconds: float = field(default=30, metadata={"help": "how long a hang is; longer than the sender waits"})
    seed: int = field(default=0, metadata={"help": "of the random numbers"})

    def as_options(self) -> list[str]:
        """These faults as options of the command line."""
        options = []
        for each in fields(self):
            name, value = "--" + each.name.replace("_", "-"), getattr(self, each.name)
            if value is True:
                options.append(name)
            elif value:
                options += [name, str(value)]
        return options


def is_unknown(recipient) -> bool:
    """Whether there is no mailbox of this name: the number in it decides."""
    found = NUMBER.search(recipient.partition("@")[0])
    return bool(found) and int(found[0]) % UNKNOWN_EACH == 0


class Sink:
    """The server: `await start(port)`, then `port`, `accepted` and `troubles` tell of it."""

    def __init__(self, log, faults=None):
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.faults = faults or Faults()
        self.chance = random.Random(self.faults.seed)  # noqa: S311 - trouble must come back with its seed
        self.accepted = 0
        self.troubles = Counter()
        self.lines = set()
        self.server = None
        self.port = 0

    async def start(self, port=0):
        """Listen on loopback; on any free port when it is 0, and on the same one again after `refuse`."""
        if self.server is None:
            self.server = await asyncio.get_running_loop().create_server(
                lambda: Line(self), "127.0.0.1", self.port or port, backlog=512
            )
            self.port = self.server.sockets[0].getsockname()[1]

    def refuse(self):
        """Listen no more, and break all lines."""
        if self.server:
            self.server.close()
            self.server = None
        for line in list(self.lines):
            line.transport.abort()

    def has_trouble(self, name) -> bool:
        """Draw whether trouble `name` comes now."""
        likely = getattr(self.faults, name)
        if not likely or self.chance.random() >= likely:
            return False
        self.troubles[name] += 1
        return True

    def accept(self, text, recipients):
        """Write down that the message is ours now."""
        found = MESSAGE_ID.search(text[: text.find(b"\r\n\r\n") + 2])
        name = found[1].decode() if found else "<>"
        os.write(self.log, "".join(f"{name} {recipient}\n" for recipient in recipients).encode())
        self.accepted += 1


class Line(asyncio.Protocol):
    """One connection (RFC 5321, as far as senders of tests go)."""

    def __init__(self, sink):
        self.sink = sink
        self.waiting = bytearray()
        self.recipients = []
        self.has_greeted = self.is_text = False
        self.timer = None

    def connection_made(self, transport):
        """Greet."""
        self.transport = transport
        self.sink.lines.add(self)
        self.say("220 sink")

    def connection_lost(self, error):
        """Forget what was not accepted."""
        self.sink.lines.discard(self)
        if self.timer:
            self.timer.cancel()

    def say(self, reply):
        """Answer with one line."""
        self.transport.write(reply.encode() + b"\r\n")

    def hang(self, reply):
        """Answer so late that nobody waits for it any more."""
        self.timer = asyncio.get_running_loop().call_later(self.sink.faults.hang_seconds, self.say, reply)

    def data_received(self, data):
        """Read commands, or the text after DATA, as far as they are complete."""
        self.waiting += data
        while not self.transport.is_closing():
            mark = END if self.is_text else b"\r\n"
            at = self.waiting.find(mark)
            if at < 0:
                return
            whole = bytes(self.waiting[: at + 2])
            del self.waiting[: at + len(mark)]
            if self.is_text:
                self.text(whole)
            else:
                self.command(whole.decode("utf-8", "replace").strip())

    def command(self, command):
        """Answer one command."""
        verb = command[:4].upper()
        if verb == "RCPT":
            self.rcpt(command.partition("<")[2].partition(">")[0])
        elif verb == "DATA":
            self.data()
        elif verb == "QUIT":
            self.say("221 bye")
            self.transport.close()
        elif verb == "MAIL" and not self.has_greeted:
            self.say("503 5.5.1 say EHLO first")
        elif verb in {"EHLO", "HELO", "MAIL", "RSET", "NOOP"}:
            self.has_greeted = self.has_greeted or verb in {"EHLO", "HELO"}
            self.recipients = []
            self.say("250 ok")
        else:
            self.say("500 5.5.1 what?")

    def rcpt(self, recipient):
        """Take a recipient, or not."""
        sink = self.sink
        if sink.faults.unknown and is_unknown(recipient):
            self.say("550 5.1.1 no such mailbox")
        elif sink.has_trouble("rcpt_later"):
            self.say("451 4.3.0 not now")
        elif sink.has_trouble("hang_rcpt"):
            self.hang("451 4.3.0 sorry")
        else:
            self.recipients.append(recipient)
            self.say("250 ok")

    def data(self):
        """Ask for the text, or not."""
        if not self.recipients:
            self.say("503 5.5.1 to whom?")
        elif self.sink.has_trouble("data_later"):
            self.say("452 4.3.1 no room")
        elif self.sink.has_trouble("hang_data"):
            self.hang("451 4.3.0 sorry")
        else:
            self.is_text = True
            if self.sink.has_trouble("slow"):
                self.transport.pause_reading()
                self.timer = asyncio.get_running_loop().call_later(0.3, self.transport.resume_reading)
            self.say("354 go on")

    def text(self, text):
        """Accept the text before saying so."""
        self.is_text = False
        sink = self.sink
        if sink.has_trouble("rejected"):
            self.say("554 5.0.0 not this")
            return
        sink.accept(text, self.recipients)
        self.recipients = []
        if sink.has_trouble("lost_reply"):
            self.transport.abort()
        elif sink.has_trouble("hang_after"):
            self.hang("250 ok")
        else:
            self.say("250 ok")


async def serve(port, log, faults):
    """Serve until SIGTERM or SIGINT; the first line of the output is the port, the last what happened."""
    sink, loop, over = Sink(log, faults), asyncio.get_running_loop(), asyncio.Event()
    starting = set()  # keeps the tasks from being collected
    loop.add_signal_handler(signal.SIGUSR1, sink.refuse)
    loop.add_signal_handler(signal.SIGUSR2, lambda: starting.add(loop.create_task(sink.start())))
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, over.set)
    await sink.start(port)
    print(sink.port, flush=True)  # noqa: T201
    await over.wait()
    sink.refuse()
    print(f"accepted {sink.accepted}", *(f"{name} {count}" for name, count in sorted(sink.troubles.items())))  # noqa: T201


class Process:
    """A sink in a process of its own, as a context manager: `port`, `refuse()`, `welcome()`, `accepted()`."""

    def __init__(self, log, faults=None, port=0):
        self.log = Path(log)
        command = [sys.executable, "-m", "tests.sink", "--port", str(port), "--log", str(log)]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and options
            [*command, *(faults or Faults()).as_options()],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.port = int(self.process.stdout.readline())
        self.remark = ""

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.remark = self.process.communicate(timeout=5)[0].strip()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def refuse(self):
        """Refuse connections from now on."""
        self.process.send_signal(signal.SIGUSR1)

    def welcome(self):
        """Accept connections again."""
        self.process.send_signal(signal.SIGUSR2)

    def accepted(self) -> list[tuple[str, str]]:
        """What was accepted so far: pairs of message id and recipient, in order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [tuple(line.split(" ", 1)) for line in lines]


def main():
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", required=True)
    for each in fields(Faults):
        kind = {"action": "store_true"} if each.type is bool else {"type": each.type, "default": each.default}
        parser.add_argument("--" + each.name.replace("_", "-"), help=each.metadata["help"], **kind)
    options = vars(parser.parse_args())
    port, log = options.pop("port"), options.pop("log")
    asyncio.run(serve(port, log, Faults(**options)))


if __name__ == "__main__":
    main()
