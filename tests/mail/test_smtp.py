"""Sends through a real mail server, and through one that hangs up, with the real `byline` binary."""

import collections
import email
import email.policy
import functools
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk  # noqa: E402
from mail import sink  # noqa: E402
from mail.lab import DOMAIN, Lab, free_ports  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD = "correct horse"
FROM = f"Dana Reyes <{USER}>"
AUDIENCE = "stage = customer"


def set_mailbox(desk, port, security, user=USER, ca=None):
    """Points the desk at a server of this test."""
    arguments = ["mailbox", "set", "--from", FROM, "--smtp", f"localhost:{port}", "--smtp-security", security,
                 "--user", user]
    if ca:
        arguments += ["--ca", ca]
    return desk.run(*arguments, BYLINE_MAILBOX_PASSWORD=PASSWORD)


def send(desk, audience=AUDIENCE, password=PASSWORD):
    """Sends the newest issue by SMTP."""
    return desk.run("send", desk.newest_issue(), "--audience", audience, "--via", "smtp", "--yes",
                    BYLINE_MAILBOX_PASSWORD=password)


def states(desk, mailing):
    """The state of each delivery of a mailing by address; those who were left out have none."""
    deliveries = desk.json("mailing", "show", mailing)["deliveries"]
    return {d["address"].lower(): d["state"] for d in deliveries if d["state"] != "skipped"}


@functools.cache
def reachable():
    """The addresses of the audience that a mailing goes to, tried on a desk of its own: every sample is the same."""
    with Desk() as desk:
        result = desk.json("send", desk.newest_issue(), "--audience", AUDIENCE, "--via", "outbox", "--yes")
        return sorted(states(desk, result["mailing"]))


class Case(unittest.TestCase):
    """What every test here asks."""

    def assert_reconciles(self, result, audience):
        """Sent and skipped people are the audience, nobody more and nobody less."""
        tried = sum(result[state] for state in ("accepted", "deferred", "refused", "unknown"))
        self.assertEqual(tried + len(result["skipped"]), audience, result)
        self.assertEqual(result["total"], audience, result)

    def assert_personal(self, raw, contact):
        """A mail as the issue promises it: no defect, all headers, both bodies, the person's name in both."""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for part in message.walk():
            self.assertEqual(part.defects, [], f"{contact['email']}: {part.get_content_type()}")
        for header in ("From", "To", "Subject", "Message-ID", "Date", "List-Unsubscribe"):
            self.assertEqual(len(message.get_all(header, [])), 1, f"{contact['email']}: {header}")
            self.assertEqual(message[header].defects if hasattr(message[header], "defects") else (), (), header)
        self.assertEqual(message["From"].addresses[0].addr_spec, USER)
        self.assertEqual(message["To"].addresses[0].addr_spec.lower(), contact["email"].lower())
        self.assertIn("mailto:", message["List-Unsubscribe"])
        for kind in ("plain", "html"):
            body = message.get_body(preferencelist=(kind,))
            self.assertIsNotNone(body, f"{contact['email']}: no {kind} part")
            self.assertIn(contact["first_name"], body.get_content(), f"{contact['email']}: {kind}")


class RealServer(Case):
    """Through Postfix, with STARTTLS and AUTH."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}))

    def setUp(self):
        self.desk = self.enterContext(Desk())
        answer = set_mailbox(self.desk, self.lab.smtp, "starttls", ca=self.lab.ca)
        self.assertEqual(answer.status, 0, answer)

    def test_a_refusal_and_a_deferral_are_told_and_all_others_arrive(self):
        everyone = {c["email"].lower(): c for c in self.desk.contacts(AUDIENCE) if c["email"]}
        audience = len(self.desk.contacts(AUDIENCE))
        before = {address: len(self.lab.inbox(address)) for address in everyone}
        gone, grey = reachable()[:2]
        self.lab.answer(gone, "550 5.1.1 No such user here")
        self.lab.answer(grey, "451 4.7.1 Come back later")

        answer = send(self.desk)

        self.assertEqual(answer.status, 1, answer)
        result = answer.json
        self.assert_reconciles(result, audience)
        self.assertEqual((result["refused"], result["deferred"], result["unknown"]), (1, 1, 0), result)
        state = states(self.desk, result["mailing"])
        self.assertEqual((state[gone], state[grey]), ("refused", "deferred"))
        shown = self.desk.run("mailing", "show", result["mailing"]).out
        self.assertIn("No such user here", shown, "the server's own words are kept")
        self.assertTrue(self.lab.settled(), self.lab.log())
        accepted = {address for address, s in state.items() if s == "accepted"}
        self.assertEqual(len(accepted), result["accepted"])
        for address, contact in everyone.items():
            arrived = self.lab.inbox(address)[before[address]:]
            self.assertEqual(len(arrived), int(address in accepted), f"{address} is {state.get(address, 'skipped')}")
            for raw in arrived:
                self.assert_personal(raw, contact)

    def test_each_message_has_its_own_message_id(self):
        answer = send(self.desk)
        self.assertIn(answer.status, (0, 1), answer)
        self.assertTrue(self.lab.settled(), self.lab.log())
        ids = collections.Counter(email.message_from_bytes(self.lab.inbox(address)[-1])["Message-ID"]
                                  for address, state in states(self.desk, answer.json["mailing"]).items()
                                  if state == "accepted")
        self.assertTrue(ids)
        self.assertEqual({i: n for i, n in ids.items() if n > 1}, {})

    def test_a_wrong_password_sends_nothing_and_says_so(self):
        before = self.lab.log().count("status=sent")

        answer = send(self.desk, password="wrong")

        self.assertEqual(answer.status, 4, answer)
        self.assertRegex(answer.err.lower(), "password|sign in|log in")
        self.assertNotIn("wrong", answer.err, "a password is never repeated")
        self.assertNotIn("panicked", answer.err)
        self.assertTrue(self.lab.settled())
        self.assertEqual(self.lab.log().count("status=sent"), before)
        for mailing in self.desk.json("mailing", "list"):
            if mailing["state"] != "done":
                self.assertEqual((mailing["accepted"], mailing["unknown"]), (0, 0), mailing)

    def test_a_server_without_our_trust_gets_nothing(self):
        self.assertEqual(set_mailbox(self.desk, self.lab.smtp, "starttls").status, 0)
        before = self.lab.log().count("sasl_username=")

        answer = send(self.desk)

        self.assertEqual(answer.status, 4, answer)
        self.assertIn("certificate", answer.err.lower())
        self.assertEqual(self.lab.log().count("sasl_username="), before, "the password was shown to a stranger")

    def test_the_mailbox_can_be_tested(self):
        answer = self.desk.run("mailbox", "test", BYLINE_MAILBOX_PASSWORD=PASSWORD)
        self.assertEqual(answer.status, 0, answer)
        answer = self.desk.run("mailbox", "test", BYLINE_MAILBOX_PASSWORD="wrong")
        self.assertEqual(answer.status, 4, answer)


class Settings(Case):
    """What the desk agrees to be told about a mailbox."""

    def setUp(self):
        self.desk = self.enterContext(Desk())

    def test_no_encryption_is_for_this_computer_only(self):
        answer = self.desk.run("mailbox", "set", "--from", FROM, "--smtp", "mail.example.com:25",
                               "--smtp-security", "none", "--user", USER, BYLINE_MAILBOX_PASSWORD=PASSWORD)
        self.assertIn(answer.status, (2, 3), answer)
        self.assertRegex(answer.err.lower(), "tls")

    def test_the_password_is_written_nowhere(self):
        secret = "Quill-7731-secret"
        answer = self.desk.run("mailbox", "set", "--from", FROM, "--smtp", "localhost:2525", "--smtp-security", "none",
                               "--user", USER, BYLINE_MAILBOX_PASSWORD=secret)
        self.assertEqual(answer.status, 0, answer)
        shown = self.desk.run("mailbox", "show", BYLINE_MAILBOX_PASSWORD=secret)
        self.assertNotIn(secret, shown.out + shown.err + answer.out + answer.err)
        for path in self.desk.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_a_server_that_is_not_there_is_the_outside_failing(self):
        self.assertEqual(set_mailbox(self.desk, free_ports(1)[0], "none").status, 0)
        answer = send(self.desk)
        self.assertEqual(answer.status, 4, answer)
        self.assertNotIn("panicked", answer.err)
        self.assertNotIn("os error", answer.err, "a rep reads this")


class HangUp(Case):
    """A connection that ends at the worst moment."""

    def mailing(self, moment):
        """One mailing through a server that hangs up on the third person; their address, the result, what was taken."""
        desk = self.enterContext(Desk())
        victim = reachable()[2]
        server = self.enterContext(sink.Sink({victim: moment}))
        self.assertEqual(set_mailbox(desk, server.port, "none").status, 0)
        answer = send(desk)
        self.assertEqual(answer.status, 1, answer)
        self.assert_reconciles(answer.json, len(desk.contacts(AUDIENCE)))
        state = states(desk, answer.json["mailing"])
        others = set(state) - {victim}
        self.assertEqual({state[a] for a in others}, {"accepted"}, "one broken connection must not stop the rest")
        copies = collections.Counter(address.lower() for address, _ in server.taken())
        self.assertEqual({a: n for a, n in copies.items() if a != victim}, dict.fromkeys(others, 1))
        return desk, victim, state[victim], copies[victim], answer.json

    def test_after_the_final_dot_it_is_unknown_and_not_sent_again(self):
        desk, victim, state, copies, result = self.mailing(sink.AFTER_DOT)
        self.assertEqual((state, copies, result["unknown"]), ("unknown", 1, 1))
        desk.run("mailing", "resume", result["mailing"], BYLINE_MAILBOX_PASSWORD=PASSWORD)
        self.assertEqual(states(desk, result["mailing"])[victim], "unknown", "only the rep's word changes it")

    def test_the_rep_can_say_that_it_went_out(self):
        desk, victim, _, _, result = self.mailing(sink.AFTER_DOT)
        answer = desk.run("mailing", "resolve", result["mailing"], "--sent", victim)
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(states(desk, result["mailing"])[victim], "accepted")

    def test_before_the_final_dot_it_is_known_not_to_have_gone(self):
        _, _, state, copies, result = self.mailing(sink.AT_DATA)
        self.assertEqual((state, copies, result["unknown"]), ("deferred", 0, 0))

    def test_at_the_address_it_is_known_not_to_have_gone(self):
        _, _, state, copies, result = self.mailing(sink.AT_RCPT)
        self.assertEqual((state, copies, result["unknown"]), ("deferred", 0, 0))


if __name__ == "__main__":
    unittest.main()
