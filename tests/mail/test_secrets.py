"""Nothing secret is told: what one signs in with is looked for in the desk, in everything that was written or said, and
in the arguments of every process, after a story in which every secret there is was used."""

import base64
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import leaks  # noqa: E402
from byline import Desk, Session, binary  # noqa: E402
from mail.lab import DOMAIN, Lab  # noqa: E402
from mail.oauth_server import CLIENT_ID, AuthorizationServer, browse  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD, WRONG = "Quill&Ink=7731 correct", "Quill&Ink=7731 mistaken"
CLIENT_SECRET = "GOCSPX-not-so-secret/after+all"


class TheSearchItself(unittest.TestCase):
    """A search that finds nothing is worth something only when it would have."""

    SECRET = "Planted~secret=4711"

    @classmethod
    def setUpClass(cls):
        leaks.know(cls.SECRET)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="byline-leaks-")))

    def test_it_finds_every_form(self):
        secret = self.SECRET.encode()
        plain, bearer = b"\0dana@lab.test\0" + secret, b"user=dana@lab.test\1auth=Bearer " + secret + b"\1\1"
        forms = [secret, b"?code=Planted~secret%3D4711&x", b"AUTH PLAIN " + base64.b64encode(plain),
                 b"AUTH XOAUTH2 " + base64.b64encode(bearer), base64.urlsafe_b64encode(b"{" + secret + b"}")]
        forms += [base64.b64encode(bytes(n) + secret + bytes(m)) for n in range(4) for m in range(4)]
        for form in forms:
            self.assertEqual(leaks.found_in(b"before " + form + b" after"), [self.SECRET], form)
        self.assertEqual(leaks.found_in(b"Planted secret 4711, and all that is like it"), [])

    def test_it_finds_what_a_database_has_not_yet_put_away(self):
        database = sqlite3.connect(self.folder / "desk.db")
        self.addCleanup(database.close)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE setting (value TEXT)")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO setting VALUES (?)", (self.SECRET,))
        database.commit()
        self.assertEqual(leaks.found_under(self.folder), [(self.folder / "desk.db-wal", self.SECRET)])

    def test_it_finds_what_a_file_is_called(self):
        path = self.folder / f"{self.SECRET}.log"
        path.touch()
        self.assertEqual(leaks.found_under(self.folder), [(path, self.SECRET)])

    def test_a_desk_that_tells_a_secret_does_not_close_in_peace(self):
        with self.assertRaisesRegex(AssertionError, "a secret was told"), Desk() as desk:
            (desk.folder / "pieces" / "note.txt").write_text(self.SECRET)
        with self.assertRaisesRegex(AssertionError, "a secret was told"), Desk() as desk:
            self.assertIn(self.SECRET, desk.run("piece", "show", self.SECRET).err)

    def test_it_sees_arguments(self):
        program = [sys.executable, "-c", "import sys; sys.stdin.read()", self.SECRET]
        with leaks.Watch() as watch, subprocess.Popen(program, stdin=subprocess.PIPE) as process:
            limit = time.monotonic() + 30
            while not watch.found and time.monotonic() < limit:
                time.sleep(0.01)
            process.stdin.close()
        self.assertEqual(watch.found, {(sys.executable, self.SECRET)})


class AStoryOfSecrets(unittest.TestCase):
    """Passwords right and wrong, consents given, denied, renewed and taken back. What is told is looked for when the desk
    closes; here everything is done that could tell it."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(AuthorizationServer(user=USER, client_secret=CLIENT_SECRET))
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}, introspection=cls.server.introspection_url))
        leaks.know(PASSWORD, WRONG, CLIENT_SECRET)

    def setUp(self):
        self.desk = self.enterContext(Desk())
        temporary = self.desk.folder.parent / "tmp"
        temporary.mkdir()
        self.desk.environment.update(TMPDIR=str(temporary), RUST_LOG="trace", RUST_BACKTRACE="full")
        self.watch = self.enterContext(leaks.Watch())

    def tearDown(self):
        leaks.know(*self.server.secrets)
        self.assertIn(str(binary()), self.watch.programs, "the watch has not seen the program at all")
        self.assertEqual(self.watch.found, set())

    def set(self, *options):
        answer = self.desk.run(
            "mailbox", "set", "--from", f"Dana Reyes <{USER}>", "--user", USER, "--ca", self.lab.ca,
            "--smtp", f"localhost:{self.lab.smtp}", "--smtp-security", "starttls",
            "--imap", f"localhost:{self.lab.imaps}", "--imap-security", "tls", *options)
        self.assertEqual(answer.status, 0, answer)

    def everything(self, password):
        """Every command that signs in, and those that show what came of it."""
        secret = {"BYLINE_MAILBOX_PASSWORD": password, "BYLINE_MAILBOX_CLIENT_SECRET": CLIENT_SECRET}
        issue = self.desk.newest_issue()
        commands = (("mailbox", "test"), ("mailbox", "sync"),
                    ("send", issue, "--test", USER, "--via", "smtp"),
                    ("send", issue, "--audience", "stage = qualified", "--via", "smtp", "--yes"),
                    ("mailing", "list"), ("mailing", "show", 5), ("mailbox", "show"), ("today",))
        return {words[:2]: self.desk.run(*words, **secret).status for words in commands}

    def test_passwords(self):
        self.set()
        statuses = self.everything(WRONG)
        self.assertEqual((statuses["mailbox", "test"], statuses["mailbox", "sync"]), (4, 4))
        statuses = self.everything(PASSWORD)
        self.assertEqual((statuses["mailbox", "test"], statuses["mailbox", "sync"]), (0, 0))

    def test_consents(self):
        self.set("--client-id", CLIENT_ID, "--authorize-url", self.server.authorize_url,
                 "--token-url", self.server.token_url, "--scope", "mail")
        # Each renewal gives another refresh token, which a run by itself cannot keep: one run for each token.
        for words in (("mailbox", "test"), ("mailbox", "sync"), ("mailbox", "show")):
            answer = self.desk.run(*words, BYLINE_MAILBOX_PASSWORD=self.server.refresh_token(),
                                   BYLINE_MAILBOX_CLIENT_SECRET=CLIENT_SECRET)
            self.assertEqual(answer.status, 0, answer)
        with Session(self.desk, BYLINE_MAILBOX_CLIENT_SECRET=CLIENT_SECRET) as session:
            self.sign_in(session)
            for happens in (self.server.expire_access_tokens, self.server.revoke_all):
                happens()
                for command in ("sync_mailbox", "test_mailbox", "mailbox"):
                    session.tell(command)
                    session.hear()
            self.server.deny()
            self.sign_in(session)
            self.server.allow()
        shown = {name for _, path, asked in self.server.requests if path == "/token" for name in asked}
        self.assertLessEqual({"code", "code_verifier", "client_secret", "refresh_token"}, shown, "a secret was not used")

    def sign_in(self, session):
        """Says what the person says in the browser."""
        address = session.ask("begin_consent")["address"]
        session.tell("finish_consent")
        self.desk.said.append(browse(address))
        session.hear()


if __name__ == "__main__":
    unittest.main()
