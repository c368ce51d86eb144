"""Proves the mail lab itself with Python's own SMTP client, so that a failure elsewhere is the program's."""

import base64
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
from mail.oauth_server import AuthorizationServer  # noqa: E402

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

    def test_mail_to_a_token_reaches_the_rep(self):
        before = len(self.lab.inbox(USER))
        self.send(f"dana+k7q2m9@{DOMAIN}")
        self.assertTrue(self.lab.settled(), self.lab.log())
        self.assertEqual(len(self.lab.inbox(USER)), before + 1, self.lab.log())
        [raw] = [raw for raw in self.lab.inbox(USER) if b"dana+k7q2m9" in raw]
        self.assertEqual(email.message_from_bytes(raw)["To"], f"dana+k7q2m9@{DOMAIN}", "the token is told by the header")

    def test_a_bounce_comes_back_to_a_token(self):
        self.lab.answer_in_world("nobody@example.net", "550 5.1.1 No such user")
        self.client.login(USER, PASSWORD)
        self.client.sendmail(f"dana+t0k3n@{DOMAIN}", ["nobody@example.net"], "Subject: x\r\n\r\nHello.\r\n")
        self.assertTrue(self.lab.settled(), self.lab.log())
        back = [m for m in map(email.message_from_bytes, self.lab.inbox(USER)) if m["To"] == f"dana+t0k3n@{DOMAIN}"]
        self.assertEqual([m.get_content_type() for m in back], ["multipart/report"], self.lab.log())

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
        kinds = sorted(m.get_content_type() for m in mails
                       if "full@example.com" in m.as_string() or "at sea" in m.as_string())
        self.assertEqual(kinds, ["multipart/report", "text/plain"])


class TheLabWithTokens(unittest.TestCase):
    """Both servers take the tokens of the tests' own authorization server, for as long as they hold."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(AuthorizationServer(user=USER))
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}, introspection=cls.server.introspection_url))
        cls.trust = ssl.create_default_context(cafile=str(cls.lab.ca))

    def smtp(self, token):
        client = self.enterContext(smtplib.SMTP("localhost", self.lab.smtp))
        client.starttls(context=self.trust)
        client.ehlo()
        self.assertIn("XOAUTH2", client.esmtp_features["auth"])
        said = base64.b64encode(f"user={USER}\1auth=Bearer {token}\1\1".encode()).decode()
        code, words = client.docmd("AUTH", f"XOAUTH2 {said}")
        # A refused token comes back as JSON first, and is acknowledged with an empty line.
        return client.docmd("") if code == 334 else (code, words)

    def imap(self, token):
        box = self.enterContext(imaplib.IMAP4_SSL("localhost", self.lab.imaps, ssl_context=self.trust))
        said = [f"user={USER}\1auth=Bearer {token}\1\1".encode(), b""]
        try:
            return box.authenticate("XOAUTH2", lambda _: said.pop(0))[0]
        except imaplib.IMAP4.error:
            return "NO"

    def test_a_token_that_holds_signs_in_to_both(self):
        token = self.server.access_token()
        self.assertEqual(self.smtp(token)[0], 235, self.lab.log())
        self.assertEqual(self.imap(token), "OK", self.lab.log())

    def test_a_token_that_is_wrong_or_taken_back_does_not(self):
        token = self.server.access_token()
        self.server.revoke_all()
        for refused in (token, "guessed"):
            self.assertEqual(self.smtp(refused)[0], 535, self.lab.log())
            self.assertEqual(self.imap(refused), "NO", self.lab.log())

    def test_a_password_still_signs_in(self):
        client = self.enterContext(smtplib.SMTP("localhost", self.lab.smtp))
        client.starttls(context=self.trust)
        self.assertEqual(client.login(USER, PASSWORD)[0], 235)


if __name__ == "__main__":
    unittest.main()
