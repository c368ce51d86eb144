"""Signs in with the browser and sends with access tokens: the real `byline` binary, a real Postfix and Dovecot, and an
authorization server of the tests' own."""

import pathlib
import socket
import subprocess
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import leaks  # noqa: E402
from byline import Desk, Session, binary  # noqa: E402
from mail.lab import DOMAIN, Lab  # noqa: E402
from mail.oauth_server import CLIENT_ID, AuthorizationServer, browse  # noqa: E402

USER = f"dana@{DOMAIN}"
CLIENT_SECRET = "not so secret after all"


class Case(unittest.TestCase):
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
        # The desk looks for them when it closes.
        leaks.know(*self.server.secrets)


class Consent(Case):
    """On the command line: a consent holds for one run."""

    def run_signed_in(self, *arguments, token=None):
        """A run that has a refresh token, as a machine without a keychain hands it in."""
        return self.desk.run(*arguments, BYLINE_MAILBOX_PASSWORD=token or self.server.refresh_token(),
                             BYLINE_MAILBOX_CLIENT_SECRET=CLIENT_SECRET)

    def sign_in(self):
        """Signs in as a person does: the program says which address to open. Returns its run and the page in the end."""
        command = [binary(), "--desk", str(self.desk.folder), "--json", "mailbox", "sign-in"]
        process = self.enterContext(subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**self.desk.environment, "BYLINE_MAILBOX_CLIENT_SECRET": CLIENT_SECRET}))
        address = next(line.strip() for line in process.stderr if line.startswith("http"))
        page = browse(address)
        out, err = process.communicate(timeout=60)
        self.desk.said.append(out + err + address + page)
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


class OneSession(Case):
    """In the window: a consent holds for as long as it is open, or is taken back."""

    def session(self, **environment):
        return self.enterContext(Session(self.desk, BYLINE_MAILBOX_CLIENT_SECRET=CLIENT_SECRET, **environment))

    def sign_in(self, session, on_the_way=lambda address: None):
        """Says yes as a person does, after what happens on the way there; the answer and the page in the end."""
        address = session.ask("begin_consent")["address"]
        session.tell("finish_consent")
        on_the_way(address)
        page = browse(address)
        return session.hear(), page

    def refused(self, session, command, **wanted):
        """The error that a command must end with."""
        session.tell(command, **wanted)
        answer = session.hear()
        self.assertIn("error", answer, f"{command} went through")
        return answer["error"]

    def refreshed(self):
        """The refresh tokens that were shown to the server so far."""
        return [asked["refresh_token"] for _, path, asked in self.server.requests
                if path == "/token" and asked["grant_type"] == "refresh_token"]

    def test_an_access_token_that_ran_out_is_renewed_without_asking(self):
        session = self.session()
        answer, _ = self.sign_in(session)
        self.assertTrue(answer["ok"]["has_password"], answer)
        session.ask("sync_mailbox")
        before = len(self.refreshed())
        for _ in range(3):
            self.server.expire_access_tokens()
            session.ask("sync_mailbox")
        shown = self.refreshed()[before:]
        self.assertEqual(len(shown), 3, "one for each token that ran out")
        self.assertEqual(len(set(shown)), 3, "each counts once: the newer one is kept")
        self.server.expire_access_tokens()
        test = session.ask("send_test", piece=self.desk.newest_issue(), contact=None, via="smtp", address=USER)
        self.assertEqual(test["state"], "accepted", test)
        self.server.expire_access_tokens()
        steps = session.ask("test_mailbox")
        self.assertEqual([step for step in steps if not step["ok"]], [], "trying the mailbox renews it, too")

    def test_a_consent_that_is_taken_back_can_be_given_again(self):
        session = self.session()
        self.sign_in(session)
        session.ask("sync_mailbox")
        self.server.revoke_all()
        self.assertIn("Sign in again", self.refused(session, "sync_mailbox")["message"])
        error = self.refused(session, "send_test", piece=self.desk.newest_issue(), contact=None, via="smtp", address=USER)
        self.assertIn("Sign in again", error["message"])
        self.server.deny()
        answer, page = self.sign_in(session)
        self.assertIn("You did not allow Byline to use your mailbox", answer["error"]["message"])
        self.assertIn("You did not allow Byline to use your mailbox", page)
        self.server.allow()
        self.sign_in(session)
        session.ask("sync_mailbox")

    def test_whoever_else_knocks_while_the_rep_is_asked_changes_nothing(self):
        def knock(address):
            back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))["redirect_uri"]
            for query in ("?code=stolen&state=guessed", "?error=access_denied&state=guessed", "?code=stolen", "",
                          "/favicon.ico"):
                self.assertNotIn("You can close this page", browse(back + query))
            url = urllib.parse.urlsplit(back)
            with socket.create_connection((url.hostname, url.port)) as silent:
                silent.sendall(b"\x16\x03\x01 not HTTP at all\r\n\r\n")

        session = self.session()
        answer, page = self.sign_in(session, knock)
        self.assertTrue(answer["ok"]["has_password"], answer)
        self.assertIn("You can close this page and go back to Byline.", page)
        self.assertNotIn("stolen", str(self.server.requests))
        session.ask("sync_mailbox")

    def test_the_reader_and_the_rep_do_not_spend_the_same_token(self):
        self.addCleanup(setattr, self.server, "thinking_time", 0.0)
        session = self.session()
        self.sign_in(session)
        # The window's reader notices the consent within half a second: by then the rep waits for the first new token.
        self.server.thinking_time = 1.0
        before = len(self.refreshed())
        self.server.expire_access_tokens()
        session.ask("sync_mailbox")
        self.server.expire_access_tokens()
        session.ask("sync_mailbox")
        shown = self.refreshed()[before:]
        self.assertEqual(len(shown), len(set(shown)), "a token that counts once was shown twice")
        self.assertIsNone(session.ask("mailbox")["reading_problem"])


if __name__ == "__main__":
    unittest.main()
