"""Proves the mail lab itself with Python's own SMTP client, so that a failure elsewhere is the program's."""

import email
import email.policy
import imaplib
import pathlib
import smtplib
import ssl
import sys
import unittest
from email.message import EmailMessage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mail.lab import DOMAIN, Lab  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD = "correct horse"


class TheLab(unittest.TestCase):
    """What the other tests rely on."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}))
        cls.trust = ssl.create_default_context(cafile=str(cls.lab.ca))

    def setUp(self):
        self.client = self.enterContext(smtplib.SMTP("localhost", self.lab.smtp))
        self.client.starttls(context=self.trust)

    def send(self, to):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = USER, to, "A short note"
        message.set_content("Hello.")
        self.client.login(USER, PASSWORD)
        self.client.send_message(message)

    def test_nobody_is_served_without_a_password(self):
        with self.assertRaises(smtplib.SMTPAuthenticationError):
            self.client.login(USER, "wrong")
        self.client.mail(USER)
        self.assertEqual(self.client.rcpt("maria@example.com")[0], 554)

    def test_mail_reaches_the_box_of_its_address(self):
        self.send("glenn+news@example.org")
        self.assertTrue(self.lab.settled(), self.lab.log())
        [raw] = self.lab.inbox("glenn+news@example.org")
        self.assertEqual(email.message_from_bytes(raw)["Subject"], "A short note")
        self.assertIn("glenn+news@example.org", self.lab.addresses())

    def test_the_rep_s_own_server_answers_as_told(self):
        self.lab.answer("gone@example.com", "550 5.1.1 No such user here")
        self.client.close()
        self.client.connect("localhost", self.lab.smtp)
        self.client.starttls(context=self.trust)
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.send("gone@example.com")
        self.assertEqual(refused.exception.recipients["gone@example.com"][0], 550)

    def test_the_world_sends_bounces_and_absence_notes_that_imap_shows(self):
        self.lab.answer_in_world("full@example.com", "552 5.2.2 Mailbox full")
        self.lab.away("holly@example.org", "I am at sea.")
        self.send("full@example.com")
        self.send("holly@example.org")
        self.assertTrue(self.lab.settled(), self.lab.log())
        box = self.enterContext(imaplib.IMAP4_SSL("localhost", self.lab.imaps, ssl_context=self.trust))
        box.login(USER, PASSWORD)
        count = int(box.select()[1][0])
        mails = [email.message_from_bytes(box.fetch(str(n + 1), "(RFC822)")[1][0][1], policy=email.policy.default)
                 for n in range(count)]
        kinds = sorted(m.get_content_type() for m in mails)
        self.assertEqual(kinds, ["multipart/report", "text/plain"])


if __name__ == "__main__":
    unittest.main()
