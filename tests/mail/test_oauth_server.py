"""Proves the tests' own authorization server, so that a failure elsewhere is the program's."""

import base64
import hashlib
import json
import pathlib
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mail.oauth_server import CLIENT_ID, AuthorizationServer  # noqa: E402

BACK = "http://127.0.0.1:9"
PROOF = "p" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(PROOF.encode()).digest()).rstrip(b"=").decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class TheServer(unittest.TestCase):
    """What a provider checks."""

    def setUp(self):
        self.server = self.enterContext(AuthorizationServer())

    def ask(self, **changes):
        """Asks the person, and returns what the browser is sent back with."""
        question = {"client_id": CLIENT_ID, "response_type": "code", "redirect_uri": BACK, "state": "s",
                    "code_challenge": CHALLENGE, "code_challenge_method": "S256"} | changes
        address = f"{self.server.authorize_url}?{urllib.parse.urlencode(question)}"
        with self.assertRaises(urllib.error.HTTPError) as answer:
            urllib.request.build_opener(_Stay).open(address)
        with answer.exception as page:
            if page.code != 302:
                return {"status": str(page.code)}
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.headers["Location"]).query))

    def post(self, address, **form):
        """The status and the JSON that come back."""
        try:
            with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode()) as page:
                return page.status, json.load(page)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def exchange(self, code, **changes):
        form = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT_ID, "redirect_uri": BACK,
                "code_verifier": PROOF} | changes
        return self.post(self.server.token_url, **form)

    def refresh(self, token):
        return self.post(self.server.token_url, grant_type="refresh_token", refresh_token=token, client_id=CLIENT_ID)

    def active(self, token):
        return self.post(self.server.introspection_url, token=token)[1]["active"]

    def test_a_code_with_its_proof_becomes_tokens_once(self):
        said = self.ask()
        self.assertEqual(said["state"], "s")
        status, tokens = self.exchange(said["code"])
        self.assertEqual(status, 200)
        self.assertEqual(self.server.tokens_given, [tokens["access_token"], tokens["refresh_token"]])
        self.assertTrue(self.active(tokens["access_token"]))
        self.assertFalse(self.active(tokens["refresh_token"]))
        self.assertEqual(self.exchange(said["code"])[1]["error"], "invalid_grant")

    def test_what_does_not_fit_is_refused(self):
        for change, error in ({"code_verifier": "x" * 64}, "invalid_grant"), \
                ({"redirect_uri": "http://127.0.0.1:10"}, "invalid_grant"), ({"client_id": "other"}, "invalid_client"), \
                ({"client_secret": "none was given"}, "invalid_client"), ({"grant_type": "password"}, "unsupported_grant_type"):
            self.assertEqual(self.exchange(self.ask()["code"], **change)[1]["error"], error, change)
        self.assertEqual(self.ask(code_challenge_method="plain")["error"], "invalid_request")
        self.assertEqual(self.ask(client_id="other"), {"status": "400"})
        self.assertEqual(self.ask(redirect_uri="https://example.com/"), {"status": "400"})
        self.assertEqual(self.server.tokens_given, [])

    def test_the_person_may_say_no(self):
        self.server.deny()
        self.assertEqual(self.ask()["error"], "access_denied")
        self.server.allow()
        self.assertIn("code", self.ask())
        self.assertEqual(self.ask(behaviour="deny")["error"], "access_denied")

    def test_refreshing_changes_both_tokens_and_what_was_taken_back_is_worth_nothing(self):
        _, first = self.exchange(self.ask()["code"])
        self.server.expire_access_tokens()
        self.assertFalse(self.active(first["access_token"]))
        status, second = self.refresh(first["refresh_token"])
        self.assertEqual(status, 200)
        self.assertTrue(self.active(second["access_token"]))
        self.assertEqual(self.refresh(first["refresh_token"])[1]["error"], "invalid_grant", "the old one still counted")
        self.server.revoke_all()
        self.assertFalse(self.active(second["access_token"]))
        self.assertEqual(self.refresh(second["refresh_token"]), (400, {
            "error": "invalid_grant", "error_description": "Token has been expired or revoked."}))

    def test_everything_that_was_asked_is_remembered(self):
        self.ask()
        method, path, asked = self.server.requests[-1]
        self.assertEqual((method, path, asked["state"]), ("GET", "/authorize", "s"))


if __name__ == "__main__":
    unittest.main()
