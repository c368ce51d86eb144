"""Signs in with the browser and sends with access tokens: the real `byline` binary, a real Postfix and Dovecot, and an
authorization server of the tests' own."""

import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk, binary  # noqa: E402
from mail.lab import DOMAIN, Lab  # noqa: E402
from mail.oauth_server import CLIENT_ID, AuthorizationServer, browse  # noqa: E402

USER = f"dana@{DOMAIN}"
CLIENT_SECRET = "not so secret after all"


class Consent(unittest.TestCase):
    """With a mailbox that signs in by consent."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(AuthorizationServer(user=USER, client_secret=CLIENT_SECRET))
        cls.lab = cls.enterClassContext(Lab(introspection=cls.server.introspection_url))

    def setUp(self):
        self.server.allow()
        self.desk = self.enterContext(Desk())
        answer = self.desk.run(
            "mailbox", "set", "--from", f"Dana Reyes <{USER}>", "--user", USER, "--ca", self.lab.ca,
            "--smtp", f"localhost:{self.lab.smtp}", "--smtp-security", "starttls",
            "--imap", f"localhost:{self.lab.imaps}", "--imap-security", "tls",
            "--client-id", CLIENT_ID, "--authorize-url", self.server.authorize_url,
            "--token-url", self.server.token_url, "--scope", "mail")
        self.assertEqual(answer.status, 0, answer)

    def tearDown(self):
        told = [secret for secret in (*self.server.tokens_given, CLIENT_SECRET)
                for path in self.desk.folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
        self.assertEqual(told, [], "a secret lies in the desk")

    def run_signed_in(self, *arguments, token=None):
        """A run that has a refresh token, as a machine without a keychain hands it in."""
        answer = self.desk.run(*arguments, BYLINE_MAILBOX_PASSWORD=token or self.server.refresh_token(),
                               BYLINE_MAILBOX_CLIENT_SECRET=CLIENT_SECRET)
        for secret in (*self.server.tokens_given, CLIENT_SECRET):
            self.assertNotIn(secret, answer.out + answer.err)
        return answer

    def sign_in(self):
        """Signs in as a person does: the program says which address to open. Returns its run and the page in the end."""
        command = [binary(), "--desk", str(self.desk.folder), "--json", "mailbox", "sign-in"]
        process = self.enterContext(subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**self.desk.environment, "BYLINE_MAILBOX_CLIENT_SECRET": CLIENT_SECRET}))
        address = next(line.strip() for line in process.stderr if line.startswith("http"))
        page = browse(address)
        out, err = process.communicate(timeout=60)
        for secret in (*self.server.tokens_given, CLIENT_SECRET):
            self.assertNotIn(secret, out + err + address + page)
        return process.returncode, err, page

    def send(self, token=None):
        return self.run_signed_in("send", self.desk.newest_issue(), "--audience", "stage = customer", "--via", "smtp",
                                  "--yes", token=token)

    def test_a_yes_in_the_browser_signs_in(self):
        status, err, page = self.sign_in()
        self.assertEqual(status, 0, err)
        self.assertIn("You can close this page and go back to Byline.", page)
        _, path, asked = self.server.requests[-1]
        self.assertEqual((path, asked["grant_type"]), ("/token", "authorization_code"))

    def test_a_no_in_the_browser_is_said_plainly(self):
        self.server.deny()
        given = len(self.server.tokens_given)
        status, err, page = self.sign_in()
        self.assertNotEqual(status, 0)
        self.assertIn("You did not allow Byline to use your mailbox", err)
        self.assertIn("You did not allow Byline to use your mailbox", page)
        self.assertEqual(len(self.server.tokens_given), given)

    def test_the_token_opens_both_servers(self):
        answer = self.run_signed_in("mailbox", "test")
        self.assertEqual(answer.status, 0, answer)
        signed_in = [step for step in answer.json if step["name"] == "sign-in" and step["ok"]]
        self.assertEqual([step["about"] for step in signed_in], ["sending", "reading"], answer)

    def test_a_mailing_goes_out_with_a_token(self):
        result = self.send()
        self.assertEqual(result.status, 0, result)
        self.assertGreater(result.json["accepted"], 0)
        self.assertEqual(result.json["refused"] + result.json["unknown"], 0, result)
        self.assertIn("method=XOAUTH2", self.lab.log().replace("sasl_method", "method"))

    def test_a_consent_that_was_taken_back_refuses_nobody_and_says_what_to_do(self):
        token = self.server.refresh_token()
        self.server.revoke_all()
        result = self.send(token)
        self.assertNotEqual(result.status, 0, result)
        self.assertIn("Sign in again", result.out + result.err)
        waiting = [mailing for mailing in self.desk.json("mailing", "list") if mailing["state"] != "done"]
        self.assertEqual(len(waiting), 1, waiting)
        self.assertEqual([waiting[0][state] for state in ("accepted", "refused", "unknown")], [0, 0, 0], waiting)


if __name__ == "__main__":
    unittest.main()
