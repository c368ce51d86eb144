"""A small SMTP server on 127.0.0.1 that hangs up at a moment of the test's choosing.

Real servers break off at any moment, but never when a test wants it. This one speaks just enough SMTP (EHLO, AUTH,
MAIL, RCPT, DATA, RSET, NOOP, QUIT) to be sent to, keeps what it was given, and closes the connection without a reply
when it meets the address it was told about.
"""

import email
import email.policy
import socketserver
import threading

AT_RCPT = "at RCPT"
"""The connection ends when the address is named."""

AT_DATA = "before the final dot"
"""The connection ends when the message is announced, before a byte of it: it was surely not taken."""

AFTER_DOT = "after the final dot"
"""The message is kept, the connection ends before the reply: the sender cannot know (RFC 1047)."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 sink.test ready")
        recipients = []
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                self.say("250-sink.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            elif verb.startswith(b"AUTH LOGIN"):
                for challenge in ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"):
                    self.say(challenge)
                    self.rfile.readline()
                self.say("235 welcome")
            elif verb.startswith(b"AUTH PLAIN"):
                if verb == b"AUTH PLAIN":
                    self.say("334 ")
                    self.rfile.readline()
                self.say("235 welcome")
            elif verb.startswith(b"RCPT TO:"):
                address = line.decode().split("<", 1)[1].split(">", 1)[0]
                if self.moment([address]) == AT_RCPT:
                    return
                recipients.append(address)
                self.say("250 ok")
            elif verb == b"DATA":
                if self.moment(recipients) == AT_DATA:
                    return
                self.say("354 go on")
                message = self.message()
                if message is None:
                    return
                with self.server.lock:
                    self.server.taken.extend((address, message) for address in recipients)
                if self.moment(recipients) == AFTER_DOT:
                    return
                self.say("250 taken")
                recipients = []
            elif verb == b"QUIT":
                self.say("221 goodbye")
                return
            else:
                if verb.startswith((b"RSET", b"MAIL")):
                    recipients = []
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def moment(self, addresses):
        return next((self.server.hang_up[a] for a in addresses if a in self.server.hang_up), None)

    def message(self):
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        return None


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Sink:
    """The server while it runs; a context manager. `hang_up` maps an address to the moment to hang up at."""

    def __init__(self, hang_up):
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.hang_up = hang_up
        self._server.taken = []
        self._server.lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self):
        """Where it listens."""
        return self._server.server_address[1]

    def taken(self):
        """Each address with the message that was taken for it, in order of arrival."""
        with self._server.lock:
            return [(address, email.message_from_bytes(raw, policy=email.policy.default))
                    for address, raw in self._server.taken]
