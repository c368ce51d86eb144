"""A mailbox that does not work, or stops working: each failing step is named, what was read stays, and the next time
goes on where the last one broke off. The real `byline` binary against a real Postfix and Dovecot."""

import collections
import contextlib
import imaplib
import pathlib
import re
import socket
import socketserver
import ssl
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk  # noqa: E402
from mail import letters, sink  # noqa: E402
from mail.lab import DOMAIN, Lab, free_ports  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD = "correct horse"
AUDIENCE = "stage = customer"


class Doorway:
    """Passes a connection on to a server, and closes for good after so many bytes from it; a context manager.

    `when_closed` is called at that moment, before the connection ends.
    """

    def __init__(self, port, after, when_closed):
        doorway = self

        class Passing(socketserver.BaseRequestHandler):
            def handle(self):
                if doorway.left <= 0:
                    return
                with socket.create_connection(("127.0.0.1", port)) as server:
                    threading.Thread(target=doorway.pour, args=(self.request, server), daemon=True).start()
                    while doorway.left > 0 and (data := server.recv(4096)):
                        doorway.left -= len(data)
                        if doorway.left > 0:
                            self.request.sendall(data)
                    if doorway.left <= 0:
                        when_closed()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.left = after
        self._server = Server(("127.0.0.1", 0), Passing)
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

    @staticmethod
    def pour(source, drain):
        """Everything from one end to the other."""
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                drain.sendall(data)


class Case(unittest.TestCase):
    """A desk of its own for each test, and a lab for all."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}))

    def setUp(self):
        self.desk = self.enterContext(Desk())

    def set(self, *options, **changed):
        """Sets the mailbox as it is right, but for what is changed."""
        right = {"from": f"Dana Reyes <{USER}>", "user": USER, "ca": self.lab.ca,
                 "smtp": f"localhost:{self.lab.smtp}", "smtp-security": "starttls",
                 "imap": f"localhost:{self.lab.imaps}", "imap-security": "tls",
                 **{name.replace("_", "-"): value for name, value in changed.items()}}
        arguments = [word for name, value in right.items() if value for word in (f"--{name}", value)]
        answer = self.desk.run("mailbox", "set", *arguments, *options, BYLINE_MAILBOX_PASSWORD=PASSWORD)
        self.assertEqual(answer.status, 0, answer)

    def run_signed_in(self, *arguments, status=0, password=PASSWORD):
        """A run with the password that must end with this status."""
        answer = self.desk.run(*arguments, BYLINE_MAILBOX_PASSWORD=password)
        self.assertEqual(answer.status, status, f"{answer}\n{self.lab.log()}")
        self.assertNotIn(password, answer.out + answer.err, "a password is never repeated")
        return answer


class StepByStep(Case):
    """`mailbox test` names the step that fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.enterClassContext(Desk())

    def setUp(self):
        """Every test sets the mailbox of the one desk."""

    def failing(self, password=PASSWORD):
        """The step that fails, with its words; all before it must have worked."""
        steps = self.run_signed_in("mailbox", "test", status=4, password=password).json
        self.assertEqual([step["ok"] for step in steps], [True] * (len(steps) - 1) + [False], steps)
        return steps[-1]["about"], steps[-1]["name"], steps[-1]["words"]

    def assert_fails(self, about, name, words, **how):
        found = self.failing(**how)
        self.assertEqual(found[:2], (about, name), found)
        self.assertRegex(found[2].lower(), words)
        self.assertNotIn("os error", found[2], "a rep reads this")

    def test_everything_is_right(self):
        self.set()
        steps = self.run_signed_in("mailbox", "test").json
        self.assertEqual({step["about"] for step in steps}, {"sending", "reading"})

    def test_a_host_that_is_not_there(self):
        self.set(smtp="mail.nowhere.invalid:587")
        self.assert_fails("sending", "name", "mail.nowhere.invalid")

    def test_a_port_where_nobody_listens(self):
        port = free_ports(1)[0]
        self.set(smtp=f"localhost:{port}")
        self.assert_fails("sending", "connection", str(port))

    def test_a_certificate_that_nobody_vouches_for(self):
        self.set(ca=None)
        self.assert_fails("sending", "certificate", "certificate")

    def test_tls_where_the_server_waits_for_words(self):
        self.set(smtp_security="tls")
        about, name, words = self.failing()
        self.assertEqual(about, "sending")
        self.assertIn(name, ("certificate", "connection", "greeting"))
        self.assertRegex(words.lower(), "starttls|tls")

    def test_a_wrong_password(self):
        self.set()
        self.assert_fails("sending", "sign-in", "password", password="wrong-7731")

    def test_a_port_of_the_incoming_server_where_nobody_listens(self):
        port = free_ports(1)[0]
        self.set(imap=f"localhost:{port}")
        self.assert_fails("reading", "connection", str(port))

    def test_the_incoming_server_is_another_one(self):
        self.set(imap=f"localhost:{self.lab.smtp}", imap_security="starttls")
        about, name, words = self.failing()
        self.assertEqual((about, name), ("reading", "greeting"), words)


class Sent(Case):
    """A mailing that went out."""

    def setUp(self):
        super().setUp()
        self.set()
        self.mailing = self.run_signed_in("send", self.desk.newest_issue(), "--audience", AUDIENCE, "--via", "smtp",
                                          "--yes").json["mailing"]

    def imap(self):
        """The rep's mailbox as Python reads it."""
        trust = ssl.create_default_context(cafile=str(self.lab.ca))
        client = self.enterContext(imaplib.IMAP4_SSL("localhost", self.lab.imaps, ssl_context=trust))
        client.login(USER, self.lab.users[USER])
        return client

    def deliveries(self):
        """The mailing's deliveries that went out."""
        shown = self.desk.json("mailing", "show", self.mailing)["deliveries"]
        return [d for d in shown if d["state"] != "skipped"]


class Interrupted(Sent):
    """What breaks off in the middle loses nothing and doubles nothing."""

    def everybody_replies(self):
        """Puts a reply of everybody into the mailbox; how many."""
        client = self.imap()
        sent = self.deliveries()
        for delivery in sent:
            reply = letters.fresh(delivery["address"], USER, "Re: your letter", "Yes, please call me.\n" * 20)
            reply["In-Reply-To"] = f"<{delivery['message_id']}>"
            client.append("INBOX", None, None, reply.as_bytes())
        return len(sent)

    def replied(self):
        """How many have answered, as the desk knows it."""
        answers = collections.Counter(tuple(d["answers"]) for d in self.deliveries())
        self.assertLessEqual(set(answers), {(), ("replied",)}, "an answer counts once")
        return answers["replied",]

    def test_a_mailbox_that_disappears_while_it_is_read(self):
        all_of_them = self.everybody_replies()
        with Doorway(self.lab.imaps, after=60_000, when_closed=self.lab.stop_imap) as doorway:
            self.set(imap=f"localhost:{doorway.port}")
            answer = self.run_signed_in("mailbox", "sync", status=4)
            self.assertRegex(answer.err, "localhost")
            self.assertNotIn("os error", answer.err)
            some = self.replied()
            self.assertTrue(0 < some < all_of_them, f"{some} of {all_of_them}")
            self.run_signed_in("mailbox", "sync", status=4)
            self.assertEqual(self.replied(), some, "what was read stays, and no more was there")
        self.lab.start_imap()
        self.set()
        report = self.run_signed_in("mailbox", "sync").json
        self.assertEqual(report["replies"], all_of_them - some)
        self.assertEqual(self.replied(), all_of_them)

    def test_a_password_that_is_changed_between_two_times(self):
        all_of_them = self.everybody_replies()
        self.addCleanup(self.lab.set_password, USER, PASSWORD)
        self.lab.set_password(USER, "battery staple 2")
        answer = self.run_signed_in("mailbox", "sync", status=4)
        self.assertRegex(answer.err.lower(), "password")
        self.assertEqual(self.replied(), 0)
        self.run_signed_in("mailbox", "sync", password="battery staple 2")
        self.assertEqual(self.replied(), all_of_them)


class AFolderOfTheirOwn(Sent):
    """Where the rep wants it, what machines answer leaves the inbox once it is read; what people write never does."""

    FOLDER = "Zurückgekommen"

    def test_bounces_leave_the_inbox_and_replies_stay(self):
        sent = self.deliveries()
        gone, writes = sent[0]["address"], sent[1]
        client = self.imap()
        reply = letters.fresh(writes["address"], USER, "Re: your letter", "Yes, please call me.")
        reply["In-Reply-To"] = f"<{writes['message_id']}>"
        other = letters.fresh("MAILER-DAEMON@mx.example.net", USER, "failure notice", "About a mail that was not Byline's.")
        for mail in (letters.notice_without_message_id(USER, gone), reply, other):
            client.append("INBOX", None, None, mail.as_bytes())

        self.set("--notices-folder", self.FOLDER)
        report = self.run_signed_in("mailbox", "sync").json
        self.assertEqual((report["bounces"], report["replies"]), (1, 1), report)
        subjects = lambda folder: sorted(subject for _, subject in self.every_mail(client, folder))  # noqa: E731
        self.assertEqual(subjects("INBOX"), ["Re: your letter", "failure notice"])
        self.assertEqual(len(subjects("Zur&APw-ckgekommen")), 1)
        again = self.run_signed_in("mailbox", "sync").json
        self.assertEqual({**again, "read": 0}, dict.fromkeys(again, 0), "a second reading finds nothing more to do")

    @staticmethod
    def every_mail(client, folder):
        """Number and subject of each mail in a folder."""
        status, [count] = client.select(folder, readonly=True)
        if status != "OK":
            return []
        return [(n, letters.parse(client.fetch(str(n), "(BODY.PEEK[HEADER])")[1][0][1])["Subject"])
                for n in range(1, int(count) + 1)]


class Doubt(Case):
    """Somebody of whom nobody knows whether they have it."""

    def unknown(self):
        """A mailing whose third person's server hung up after the last byte: the mailing, the person, what was taken."""
        people = [c["email"].lower() for c in self.desk.contacts(AUDIENCE) if c["email"]]
        suppressed = {s["address"] for s in self.desk.json("suppress", "list")}
        victim = next(who for who in people if who not in suppressed)
        server = self.enterContext(sink.Sink({victim: sink.AFTER_DOT}))
        self.set(smtp=f"localhost:{server.port}", smtp_security="none")
        result = self.run_signed_in("send", self.desk.newest_issue(), "--audience", AUDIENCE, "--via", "smtp", "--yes",
                                    status=1).json
        self.assertEqual(result["unknown"], 1, result)
        [message] = [message for address, message in server.taken() if address.lower() == victim]
        return result["mailing"], victim, message

    def delivery(self, mailing, who):
        [found] = [d for d in self.desk.json("mailing", "show", mailing)["deliveries"]
                   if (d["address"] or "").lower() == who]
        return found

    def test_a_copy_in_the_sent_folder_shows_that_it_went(self):
        mailing, victim, message = self.unknown()
        self.assertEqual(self.run_signed_in("mailing", "look-up", mailing).json,
                         {"unknown": 1, "found": 0, "folder": "Sent"})
        self.assertEqual(self.delivery(mailing, victim)["state"], "unknown")
        trust = ssl.create_default_context(cafile=str(self.lab.ca))
        with imaplib.IMAP4_SSL("localhost", self.lab.imaps, ssl_context=trust) as client:
            client.login(USER, PASSWORD)
            client.append("Sent", r"(\Seen)", None, message.as_bytes())
        self.assertEqual(self.run_signed_in("mailing", "look-up", mailing).json,
                         {"unknown": 1, "found": 1, "folder": "Sent"})
        found = self.delivery(mailing, victim)
        self.assertEqual(found["state"], "accepted")
        self.assertRegex(found["words"], "Sent")
        self.assertEqual(self.desk.json("mailing", "show", mailing)["unknown"], 0)

    def test_a_reply_shows_that_it_went(self):
        mailing, victim, message = self.unknown()
        reply = self.desk.folder.parent / "reply.eml"
        reply.write_bytes(letters.reply(message, victim, "Thank you, we will call.").as_bytes())
        self.run_signed_in("mailbox", "read", reply)
        self.assertEqual(self.delivery(mailing, victim)["state"], "accepted")

    def test_a_bounce_shows_that_it_went_and_came_back(self):
        mailing, victim, message = self.unknown()
        notice = self.desk.folder.parent / "notice.eml"
        notice.write_bytes(letters.notice_without_message_id(USER, victim).as_bytes())
        self.run_signed_in("mailbox", "read", notice)
        found = self.delivery(mailing, victim)
        self.assertEqual((found["state"], found["failure"]), ("bounced", {"hard": True, "reason": "no_such_user"}))
        self.run_signed_in("mailing", "resume", mailing)
        self.assertEqual(self.delivery(mailing, victim)["state"], "bounced", "nobody sends it again")


if __name__ == "__main__":
    unittest.main()
