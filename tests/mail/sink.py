"""A small SMTP server on 127.0.0.1 that records every message and fails at a moment of the test's choosing.

Real servers break off at any moment, but never when a test wants it. This one speaks just enough SMTP (EHLO, AUTH,
MAIL, RCPT, DATA, RSET, NOOP, QUIT) to be sent to. It keeps what it was given together with the answer it gave, so that
a test can hold the sender's ledger against it. At each step of a conversation it asks its fault what to do.
"""

import collections
import dataclasses
import email
import email.policy
import re
import socketserver
import threading
import time

AT_GREETING = "at the greeting"
AT_EHLO = "after EHLO"
AT_AUTH = "at AUTH"
AT_MAIL = "at MAIL"
AT_RCPT = "at RCPT"
"""The address has been named."""

AT_DATA = "before the final dot"
"""The message is announced, and not a byte of it has been asked for: it was surely not taken."""

IN_DATA = "in DATA"
"""The server has asked for the message and read its first line, and reads no further."""

AFTER_DOT = "after the final dot"
"""The message is kept and not answered yet: the sender cannot know (RFC 1047)."""

ANSWERED = "after the answer"
"""The sender has been told that the message was taken."""

HANG_UP = "hangs up"
"""An action: the connection ends without a word. Any other text is said instead of the usual answer; a 421 ends the
connection as well."""

STALL = "stalls"
"""An action: nothing is said for a moment, then the connection ends."""

STALLED_FOR = 0.2

CHALLENGES = ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6")


@dataclasses.dataclass(frozen=True)
class Moment:
    """A step of a conversation: which connection, counted from 1, and who the message is for, once that is known."""

    step: str
    connection: int
    address: str | None = None


@dataclasses.dataclass
class Taken:
    """A message whose final dot was read. `answer` is what was said about it, `None` if nothing was."""

    address: str
    message_id: str
    raw: bytes
    at: float
    connection: int
    answer: str | None = None

    @property
    def kept(self):
        """Whether it may be in the recipient's mailbox: taken, and not handed back by a no."""
        return self.answer is None or self.answer.startswith("2")


class _HungUp(Exception):
    """The conversation is over."""


class _Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        with self.server.changed:
            self.server.connections += 1
            self.number = self.server.connections

    def handle(self):
        try:
            self.talk()
        except (_HungUp, OSError):
            pass
        finally:
            with self.server.changed:
                self.server.ended += 1
                self.server.changed.notify_all()

    def talk(self):
        self.reply(AT_GREETING, "220 sink.test ready")
        recipients = []
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                offers = "250-PIPELINING\r\n" if self.server.pipelining else ""
                self.reply(AT_EHLO, f"250-sink.test\r\n{offers}250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            elif verb.startswith(b"AUTH"):
                self.authenticate(verb)
            elif verb.startswith(b"MAIL"):
                recipients = []
                self.reply(AT_MAIL, "250 ok")
            elif verb.startswith(b"RCPT TO:"):
                address = line.decode().split("<", 1)[1].split(">", 1)[0]
                if self.reply(AT_RCPT, "250 ok", address):
                    recipients.append(address)
            elif verb == b"DATA":
                if not recipients:
                    self.say("503 nobody to send it to")
                elif self.reply(AT_DATA, "354 go on", recipients[0]):
                    self.take(recipients)
                recipients = []
            elif verb == b"QUIT":
                self.say("221 goodbye")
                return
            else:
                recipients = []
                self.say("250 ok")

    def authenticate(self, verb):
        if verb.startswith(b"AUTH LOGIN"):
            for challenge in CHALLENGES:
                self.say(challenge)
                self.rfile.readline()
        elif verb == b"AUTH PLAIN":
            self.say("334 ")
            self.rfile.readline()
        self.reply(AT_AUTH, "235 welcome")

    def take(self, recipients):
        """Reads a message, keeps it, answers it."""
        with self.server.changed:
            self.server.asked_for.update(recipients)
        lines = [self.rfile.readline()]
        # Nothing is said here unless the server gives up in the middle.
        action = self.action(Moment(IN_DATA, self.number, recipients[0]))
        if action:
            self.say(action)
            raise _HungUp
        while lines[-1] != b".\r\n":
            if not lines[-1]:
                raise _HungUp
            lines.append(self.rfile.readline())
        raw = b"".join(line[1:] if line.startswith(b".") else line for line in lines[:-1])
        found = re.search(rb"^Message-ID: *(\S+)", raw, re.IGNORECASE | re.MULTILINE)
        message_id = found.group(1).decode() if found else ""
        taken = [Taken(address, message_id, raw, time.time(), self.number) for address in recipients]
        with self.server.changed:
            self.server.taken.extend(taken)
            self.server.changed.notify_all()
        answer = self.action(Moment(AFTER_DOT, self.number, recipients[0])) or "250 taken"
        self.say(answer)
        with self.server.changed:
            for each in taken:
                each.answer = answer
        if answer.startswith("421"):
            raise _HungUp
        self.action(Moment(ANSWERED, self.number, recipients[0]))

    def action(self, moment):
        """What is said instead of the usual answer, if anything; hangs up when the fault says so."""
        action = self.server.fault(moment)
        if action == STALL:
            self.server.closing.wait(STALLED_FOR)
        if action in (HANG_UP, STALL):
            raise _HungUp
        return action

    def reply(self, step, usual, address=None):
        """Answers a step; whether with the usual words."""
        action = self.action(Moment(step, self.number, address))
        self.say(action or usual)
        if action and action.startswith("421"):
            raise _HungUp
        return not action

    def say(self, text):
        data = text.encode() + b"\r\n"
        # On a slow line an answer comes byte by byte.
        for piece in ([data[i:i + 1] for i in range(len(data))] if self.server.drips else [data]):
            self.wfile.write(piece)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 20


class Sink:
    """The server while it runs; a context manager.

    `hang_up` maps an address to the step to hang up at. For anything else `fault` is asked at each step: it is given
    the `Moment` and returns an action, or `None` to go on as usual. It may be exchanged while the server runs.
    """

    def __init__(self, hang_up=None, fault=None, pipelining=False):
        self._server = server = _Server(("127.0.0.1", 0), _Conversation)
        server.fault = fault or (lambda moment: HANG_UP if (hang_up or {}).get(moment.address) == moment.step else None)
        server.pipelining = pipelining
        server.drips = False
        server.taken = []
        server.asked_for = collections.Counter()
        server.connections = server.ended = 0
        server.changed = threading.Condition()
        server.closing = threading.Event()
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self):
        """Where it listens."""
        return self._server.server_address[1]

    @property
    def connections(self):
        """How many connections there have been."""
        return self._server.connections

    def fails(self, fault):
        """From now on asks this fault; `None` for none."""
        self._server.fault = fault or (lambda moment: None)

    def drips(self, slowly=True):
        """Answers byte by byte from now on."""
        self._server.drips = slowly

    def settled(self, patience=30):
        """Waits until every conversation is over; false if one goes on."""
        server = self._server
        with server.changed:
            return server.changed.wait_for(lambda: server.ended == server.connections, patience)

    def wait_for(self, many, patience):
        """Waits until so many messages were taken; false if they were not."""
        server = self._server
        with server.changed:
            return server.changed.wait_for(lambda: len(server.taken) >= many, patience)

    def records(self):
        """Every message whose final dot was read, in order of arrival."""
        with self._server.changed:
            return list(self._server.taken)

    def asked_for(self, address):
        """How often the server has asked for a message to this address, whether it came or not."""
        return self._server.asked_for[address]

    def taken(self):
        """Each address with the message that was taken for it, in order of arrival."""
        return [(record.address, email.message_from_bytes(record.raw, policy=email.policy.default))
                for record in self.records()]
