"""Reads a real mailbox: Byline's own reader (the example `mailbox` of byline-mail) against Dovecot, checked with Python's."""

import contextlib
import imaplib
import json
import os
import pathlib
import smtplib
import ssl
import subprocess
import sys
import unittest
from email.message import EmailMessage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import binary  # noqa: E402
from mail.lab import DOMAIN, Lab  # noqa: E402

PASSWORD = "correct horse"


class Mailbox:
    """A signed-in reader at the other end of a pipe; a context manager."""

    def __init__(self, program, lab, user, security="tls", password=PASSWORD):
        port = lab.imaps if security == "tls" else lab.imap
        self._process = subprocess.Popen(
            [program, "localhost", str(port), security, user, str(lab.ca)],
            env={**os.environ, "BYLINE_MAILBOX_PASSWORD": password},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def tell(self, *words):
        """Gives a command without waiting for its answer."""
        self._process.stdin.write("\t".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def hear(self):
        """The next answer."""
        return json.loads(self._process.stdout.readline())

    def ask(self, *words):
        """Gives a command; the answer, which must be no error."""
        self.tell(*words)
        answer = self.hear()
        if "error" in answer:
            raise AssertionError(f"{words}: {answer['error']}")
        return answer


class Reading(unittest.TestCase):
    """Everything that is read from a mailbox, each test in a mailbox of its own."""

    @classmethod
    def setUpClass(cls):
        cls.program = binary("examples/mailbox")
        cls.users = {f"{name}@{DOMAIN}": PASSWORD for name in ("dana", "holly", "glenn", "maria", "omar", "ines", "lena")}
        cls.lab = cls.enterClassContext(Lab(users=cls.users))
        cls.trust = ssl.create_default_context(cafile=str(cls.lab.ca))

    def mailbox(self, name, **settings):
        return self.enterContext(Mailbox(self.program, self.lab, f"{name}@{DOMAIN}", **settings))

    def python(self, name):
        """The same mailbox through Python's own client."""
        client = imaplib.IMAP4_SSL("localhost", self.lab.imaps, ssl_context=self.trust)
        client.login(f"{name}@{DOMAIN}", PASSWORD)
        self.addCleanup(client.logout)
        return client

    def send(self, name, *subjects):
        """Mail for this user from somebody of the rest of the world, arrived in this order."""
        with smtplib.SMTP("localhost", self.lab.world) as client:
            for subject in subjects:
                message = EmailMessage()
                message["From"], message["To"], message["Subject"] = "maria@example.com", f"{name}@{DOMAIN}", subject
                message["Message-ID"] = f"<{subject.replace(' ', '-')}@example.com>"
                message.set_content("Grüße aus Köln.\n" * 20)
                client.send_message(message)
                # Two that wait together may overtake each other.
                self.assertTrue(self.lab.settled(), self.lab.log())

    def test_reading_leaves_no_trace(self):
        self.send("dana", "first", "second", "third")
        for security in ("tls", "starttls"):
            box = self.mailbox("dana", security=security)
            steps = box.ask("probe")["steps"]
            self.assertTrue(all(ok for _, ok, _ in steps), steps)
            self.assertEqual({name for name, _, _ in steps},
                             {"name", "connection", "certificate", "greeting", "sign-in", "inbox"})
            box.ask("folders")
            state = box.ask("examine", "INBOX")
            self.assertEqual((state["exists"], state["uid_next"]), (3, 4))
            self.assertEqual(box.ask("since", "2020-01-01")["uids"], [1, 2, 3])
            self.assertEqual(box.ask("after", 1)["uids"], [2, 3])
            self.assertEqual(box.ask("after", 3)["uids"], [])
            self.assertEqual(box.ask("find", "<second@example.com>")["uids"], [2])
            self.assertEqual(box.ask("find", "nobody@example.com")["uids"], [])
            heads = box.ask("heads", "1,2,3,4")
            self.assertEqual(heads["unreadable"], [])
            for uid, (found, size, received, header) in zip((1, 2, 3), heads["heads"], strict=True):
                self.assertEqual(found, uid)
                whole = box.ask("message", uid, 1_000_000)["message"]
                self.assertEqual(len(whole.encode()), size)
                self.assertTrue(whole.startswith(header))
                self.assertIsNotNone(received)
                self.assertEqual(box.ask("message", uid, 10)["message"], whole[:10])
            self.assertIsNone(box.ask("message", 4, 10)["message"])
        client = self.python("dana")
        client.select("INBOX", readonly=True)
        flags = client.fetch("1:*", "(FLAGS)")[1]
        self.assertEqual(len(flags), 3)
        for line in flags:
            self.assertEqual([flag for flag in imaplib.ParseFlags(line) if flag != rb"\Recent"], [], line)

    def test_a_new_mail_ends_the_waiting(self):
        self.send("holly", "before")
        box = self.mailbox("holly")
        box.ask("examine", "INBOX")
        self.assertEqual(box.ask("after", 0)["uids"], [1])
        box.tell("wait", 120)
        self.send("holly", "news")
        self.assertEqual(box.hear()["wait"], "changed")
        self.assertEqual(box.ask("after", 1)["uids"], [2])
        self.assertEqual(box.ask("wait", 0)["wait"], "timed out")

    def test_a_folder_made_anew_says_so(self):
        client, box = self.python("glenn"), self.mailbox("glenn")
        client.create("Replies")
        first = box.ask("examine", "Replies")["uid_validity"]
        self.assertEqual(box.ask("examine", "Replies")["uid_validity"], first)
        box.ask("examine", "INBOX")
        client.delete("Replies")
        box.tell("examine", "Replies")
        self.assertIn('The folder "Replies" cannot be opened', box.hear()["error"])
        client.create("Replies")
        self.assertNotEqual(box.ask("examine", "Replies")["uid_validity"], first)

    def test_a_folder_that_disappears_in_the_middle_is_an_error_in_words(self):
        client, box = self.python("maria"), self.mailbox("maria")
        client.create("Replies")
        client.append("Replies", None, None, b"Subject: here\r\n\r\nhello\r\n")
        box.ask("examine", "Replies")
        self.assertEqual(box.ask("after", 0)["uids"], [1])
        client.delete("Replies")
        for command in (("after", 0), ("message", 1, 1000), ("examine", "Replies")):
            box.tell(*command)
            answer = box.hear()
            # Dovecot still knows an open folder for a moment; then it says no or hangs up.
            if "error" in answer:
                self.assertRegex(answer["error"], r"localhost|cannot be opened")
        self.assertIn("error", answer)

    def test_a_password_that_does_not_hold_any_more_is_named(self):
        self.mailbox("omar").ask("examine", "INBOX")
        box = self.mailbox("omar", password="the one before")
        box.tell("examine", "INBOX")
        error = box.hear()["error"]
        self.assertIn("The name or the password is not right", error)
        self.assertNotIn("the one before", error)
        self.assertEqual(box.ask("probe")["steps"][-1][:2], ["sign-in", False])

    def test_moving_takes_what_was_asked_and_nothing_else(self):
        self.send("ines", "one", "two", "three")
        box = self.mailbox("ines")
        box.ask("examine", "INBOX")
        box.ask("move", "2", "B&APw-ro")
        self.assertEqual(box.ask("after", 0)["uids"], [1, 3])
        self.assertIn(["Büro", "B&APw-ro", None], box.ask("folders")["folders"])
        box.ask("examine", "B&APw-ro")
        self.assertEqual(box.ask("find", "two@example.com")["uids"], [1])
        client = self.python("ines")
        for folder in ("INBOX", "B&APw-ro"):
            client.select(folder, readonly=True)
            flags = b"".join(client.fetch("1:*", "(FLAGS)")[1])
            self.assertNotIn(b"Seen", flags)
            self.assertNotIn(b"Deleted", flags)

    def test_a_server_that_goes_away_while_it_is_waited_for_is_noticed(self):
        self.send("lena", "before")
        box = self.mailbox("lena")
        box.ask("examine", "INBOX")
        box.ask("after", 0)
        box.tell("wait", 120)
        # As an administrator does it: every session of this user is ended.
        kick = ["doveadm", "-c", str(self.lab.folder / "dovecot.conf"), "kick", f"lena@{DOMAIN}"]
        with contextlib.suppress(subprocess.CalledProcessError):
            subprocess.run(kick, check=True, capture_output=True)
        error = box.hear().get("error", "")
        self.assertRegex(error, "ended the connection|was lost")


if __name__ == "__main__":
    unittest.main()
