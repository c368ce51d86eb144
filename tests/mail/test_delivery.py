"""The whole road with the real `byline` binary: a mailing leaves by a real Postfix, the world answers in every way it
does, the mailbox is read from a real Dovecot, and everything that follows from it stands in the ledger, once."""

import contextlib
import datetime
import imaplib
import mailbox
import pathlib
import shutil
import smtplib
import ssl
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk  # noqa: E402
from mail import letters  # noqa: E402
from mail.lab import DOMAIN, Lab  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD = "correct horse"
COMPANY = "Harbor Road Works"
AUDIENCE = f'company = "{COMPANY}"'

PEOPLE = {
    "refused": "Rhea Fusco", "grey": "Greta Lund", "gone": "Gideon Moss", "full": "Fulvia Orr", "slow": "Silas Low",
    "away": "Anders Way", "plain": "Paula Lane", "outlook": "Otto Lukas", "fresh": "Freya Shah", "junk": "June Kirk",
    "header": "Hedda Ryan", "link": "Lina Kovac", "words": "Wanda Orsini", "unsure": "Una Surrey",
    "complains": "Cole Plaine", "old": "Olda Server", "reads": "Rea Ding",
}
"""Everybody on the road by what becomes of them: `old` has a mail server of the old kind, and the last only reads."""

PLAIN, OUTLOOK = "Could you come by on Tuesday, with the small meter?", "Thanks, we would like a price for line two."
FRESH, JUNK = "I kept thinking of your last letter. Call me?", "Yes, please send me the checklist."
WORDS, UNSURE = "Please take me off this list.", "Should I unsubscribe my colleague?"


def address(role):
    """Where somebody of the road is reached."""
    return f"{role}@{role}-works.example.com"


def wait_until(true, what, seconds=60.0):
    """Polls until something is true."""
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


class Road(unittest.TestCase):
    """A desk with people of its own and a mailbox in the lab, and what one does with both."""

    OPTIONS = ()
    """More options of `mailbox set`."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(users={USER: PASSWORD}))
        cls.desk = cls.enterClassContext(Desk())
        people = cls.desk.folder.parent / "people.csv"
        people.write_text("email,first_name,last_name,company,stage\n" + "".join(
            f"{address(role)},{name.replace(' ', ',')},{COMPANY},customer\n" for role, name in PEOPLE.items()))
        cls.desk.json("contact", "import", people, "--source", "referral")
        cls.run_signed_in(
            "mailbox", "set", "--from", f"Dana Reyes <{USER}>", "--user", USER, "--ca", cls.lab.ca,
            "--smtp", f"localhost:{cls.lab.smtp}", "--smtp-security", "starttls",
            "--imap", f"localhost:{cls.lab.imaps}", "--imap-security", "tls", *cls.OPTIONS)

    @classmethod
    def run_signed_in(cls, *arguments, status=0):
        """A run that knows the password and must end with this status; what it said."""
        answer = cls.desk.run(*arguments, BYLINE_MAILBOX_PASSWORD=PASSWORD)
        if answer.status != status:
            raise AssertionError(f"status {status} was expected: {answer}\n{cls.lab.log()}")
        return answer.json

    @classmethod
    def new_issue(cls, name):
        """One more newsletter, with the text of the newest."""
        shutil.copytree(cls.desk.folder / "pieces" / cls.desk.newest_issue(), cls.desk.folder / "pieces" / name)
        return name

    @classmethod
    def send(cls, piece, *options, status=0):
        """Sends a piece to everybody on the road."""
        return cls.run_signed_in("send", piece, "--audience", AUDIENCE, "--via", "smtp", "--yes", *options, status=status)

    @classmethod
    def received(cls, role):
        """The last mail that reached somebody."""
        return letters.parse(cls.lab.inbox(address(role))[-1])

    @classmethod
    def write(cls, *messages):
        """Lets the world send these to the rep, and waits until they are there."""
        with smtplib.SMTP("localhost", cls.lab.world) as client:
            for message in messages:
                client.send_message(message)
        if not cls.lab.settled():
            raise AssertionError(cls.lab.log())

    @classmethod
    def deliveries(cls, mailing):
        """The deliveries of a mailing by role."""
        shown = cls.desk.json("mailing", "show", mailing)["deliveries"]
        return {d["address"].partition("@")[0]: d for d in shown if d["address"]}

    @classmethod
    def books(cls):
        """Everything that the desk knows of what was sent and what came back."""
        mailings = [m["mailing"] for m in cls.desk.json("mailing", "list")]
        return {
            **{f"mailing {m}": cls.desk.json("mailing", "show", m) for m in mailings[:3]},
            "ledger": cls.desk.json("ledger"),
            "suppressed": cls.desk.json("suppress", "list"),
            "today": cls.desk.json("today"),
        }

    @classmethod
    def imap(cls):
        """The rep's mailbox as Python reads it."""
        client = imaplib.IMAP4_SSL("localhost", cls.lab.imaps, ssl_context=ssl.create_default_context(cafile=str(cls.lab.ca)))
        client.login(USER, PASSWORD)
        return client

    @classmethod
    def flags(cls):
        """The flags of each message in the mailbox, and the numbering of the folder."""
        with cls.imap() as client:
            client.select("INBOX", readonly=True)
            lines = client.fetch("1:*", "(UID FLAGS)")[1]
            [validity] = client.response("UIDVALIDITY")[1]
            found = [sorted(flag for flag in imaplib.ParseFlags(line) if flag != rb"\Recent") for line in lines]
            return found, int(validity)


class TheWholeRoad(Road):
    """One mailing to everybody, everything that comes back, and the mailings after it."""

    KNOWN_AS = address("old")
    """As whom a server of the old kind knows its user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What comes next month is planned before anybody answers.
        in_a_month = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=30)
        cls.later = cls.send(cls.new_issue("2027-01-next-month"), "--at", in_a_month.isoformat())["mailing"]
        cls.go_out()
        cls.answer()
        cls.flags_before, _ = cls.flags()
        cls.report = cls.run_signed_in("mailbox", "sync")
        cls.after_sync = cls.books()
        cls.state = cls.deliveries(cls.mailing)

    @classmethod
    def go_out(cls):
        """The mailing, until everybody has it who will."""
        cls.lab.answer(address("refused"), "550 5.1.1 No such user here")
        cls.lab.answer(address("grey"), "451 4.7.1 Come back later")
        cls.lab.answer_in_world(address("gone"), "550 5.1.1 No such user")
        cls.lab.answer_in_world(address("full"), "552 5.2.2 Mailbox full")
        cls.lab.answer_in_world(address("slow"), "451 4.3.2 Not now")
        cls.lab.away(address("away"), "I am away and back on December 7, 2026.")
        cls.first_try = cls.send(cls.new_issue("2026-12-the-road"), status=1)
        cls.mailing = cls.first_try["mailing"]
        cls.state_after_first_try = cls.deliveries(cls.mailing)
        cls.lab.take(address("grey"))
        cls.resumed = cls.run_signed_in("mailing", "resume", cls.mailing, status=1)
        wait_until(lambda: any(b"Will-Retry-Until" in raw for raw in cls.lab.inbox(USER)), "a notice of delay")
        cls.lab.take(address("slow"))
        wait_until(lambda: cls.lab.inbox(address("slow")), "the slow one has it")
        if not cls.lab.settled():
            raise AssertionError(cls.lab.log())

    @classmethod
    def answer(cls):
        """Everybody who answers does."""
        cls.got = {role: cls.received(role) for role in PEOPLE if role not in ("refused", "gone", "full")}
        got, who = cls.got, {role: f"{name} <{address(role)}>" for role, name in PEOPLE.items()}
        cls.write(
            letters.reply(got["plain"], who["plain"], PLAIN),
            letters.outlook_reply(got["outlook"], who["outlook"], OUTLOOK),
            letters.fresh(who["fresh"], USER, "A question", FRESH),
            letters.by_list_unsubscribe(got["header"], "Hedda at home <hedda@home.example.org>"),
            letters.by_visible_link(got["link"], who["link"]),
            letters.reply(got["words"], who["words"], WORDS),
            letters.reply(got["unsure"], who["unsure"], UNSURE),
            letters.notice_without_message_id(got["old"]["Return-Path"].strip("<>"), cls.KNOWN_AS),
            letters.fresh("Shop <news@shop.example.net>", USER, "Our offers this week", "Ten percent off everything."),
        )
        with cls.imap() as client:
            client.append("Junk", None, None, letters.reply(got["junk"], who["junk"], JUNK).as_bytes())
        cls.complaint = cls.desk.folder.parent / "complaint.eml"
        cls.complaint.write_bytes(letters.complaint(got["complains"]))
        cls.complained = cls.run_signed_in("mailbox", "read", cls.complaint)

    def test_1_what_the_server_says_at_once(self):
        counts = {key: self.first_try[key] for key in ("total", "accepted", "deferred", "refused", "unknown", "skipped")}
        self.assertEqual(counts, {"total": 17, "accepted": 15, "deferred": 1, "refused": 1, "unknown": 0, "skipped": []})
        self.assertEqual(self.state_after_first_try["grey"]["state"], "deferred")
        self.assertIn("Come back later", self.state_after_first_try["grey"]["words"])
        self.assertEqual((self.resumed["accepted"], self.resumed["deferred"], self.resumed["state"]), (16, 0, "done"))
        self.assertEqual(self.state["refused"]["state"], "refused")
        self.assertIn("No such user here", self.state["refused"]["words"])
        self.assertEqual(self.state["refused"]["failure"], {"hard": True, "reason": "no_such_user"})
        self.assertEqual({role: len(self.lab.inbox(address(role))) for role in self.got}, dict.fromkeys(self.got, 1))

    def test_2_what_the_mailbox_says(self):
        expected = {"read": 14, "bounces": 3, "delayed": 1, "replies": 5, "auto_replies": 1, "opt_outs": 3}
        self.assertEqual(self.report, {**dict.fromkeys(self.report, 0), **expected})
        self.assertEqual([(m["kind"], m["recorded"]) for m in self.complained], [("complaint", True)])

    def test_3_everybody_is_in_the_right_state(self):
        bounced = {role: d["failure"] for role, d in self.state.items() if d["state"] == "bounced"}
        self.assertEqual(bounced, {
            "gone": {"hard": True, "reason": "no_such_user"}, "full": {"hard": False, "reason": "mailbox_full"},
            "old": {"hard": True, "reason": "no_such_user"}})
        self.assertIn("No such user", self.state["gone"]["words"])
        self.assertEqual({role for role, d in self.state.items() if d["state"] == "accepted"},
                         set(PEOPLE) - {"refused", "gone", "full", "old"})
        self.assertEqual({role: d["answers"] for role, d in self.state.items() if d["answers"]}, {
            "away": ["auto_replied"], "complains": ["complained"],
            **dict.fromkeys(("header", "link", "words"), ["opted_out"]),
            **dict.fromkeys(("plain", "outlook", "fresh", "junk", "unsure"), ["replied"])})

    def test_4_today_shows_the_hands_raised_without_what_they_quote(self):
        raised = {hand["name"]: hand["text"].strip() for hand in self.after_sync["today"]["hands_raised"]
                  if hand["company"] == COMPANY}
        self.assertEqual(raised, {PEOPLE[role]: text for role, text in (
            ("plain", PLAIN), ("outlook", OUTLOOK), ("fresh", FRESH), ("junk", JUNK), ("unsure", UNSURE))})

    def test_5_today_shows_what_else_came_in(self):
        came_in = {mail["name"]: mail for mail in self.after_sync["today"]["came_in"]}
        self.assertEqual({name: (mail["kind"], mail["matched_by"]) for name, mail in came_in.items()}, {
            PEOPLE["gone"]: ("bounce", "message-id"), PEOPLE["full"]: ("bounce", "message-id"),
            PEOPLE["old"]: ("bounce", self.OLD_IS_MATCHED_BY), PEOPLE["complains"]: ("complaint", "message-id"),
            PEOPLE["header"]: ("opt_out", "token"), PEOPLE["link"]: ("opt_out", "token"),
            PEOPLE["words"]: ("opt_out", "message-id"), PEOPLE["unsure"]: ("reply", "message-id")})
        asking = {name: mail["may_opt_out"].lower() for name, mail in came_in.items() if mail["may_opt_out"]}
        self.assertEqual(asking, {PEOPLE["unsure"]: UNSURE.lower()})

    OLD_IS_MATCHED_BY = "person-and-time"

    def test_6_who_asked_to_stop_or_is_gone_is_suppressed(self):
        own = {address(role) for role in PEOPLE} | {"hedda@home.example.org"}
        self.assertEqual({s["address"]: s["reason"] for s in self.after_sync["suppressed"] if s["address"] in own}, {
            **{address(role): "hard-bounce" for role in ("refused", "gone")}, address("old"): "hard-bounce", address("complains"): "complained",
            "hedda@home.example.org": "opted-out",
            **{address(role): "opted-out" for role in ("header", "link", "words")}})

    def test_7_reading_again_changes_nothing(self):
        nothing = dict.fromkeys(self.report, 0)
        self.assertEqual(self.run_signed_in("mailbox", "sync"), nothing)
        self.assertEqual(self.books(), self.after_sync)
        flags, validity = self.flags()
        self.assertEqual(flags, self.flags_before, "a mail was marked")
        self.assertFalse(any(flags), "a mail is marked as seen")

        self.lab.number_anew(USER)
        self.assertNotEqual(self.flags()[1], validity, "the test is worth nothing unless the folder is numbered anew")
        anew = self.run_signed_in("mailbox", "sync")
        self.assertEqual({**anew, "read": 0}, nothing)
        self.assertEqual(anew["read"], len(flags), "the folder was not read from its beginning")
        self.assertEqual(self.books(), self.after_sync)

        files = [self.complaint]
        for n, raw in enumerate(self.lab.inbox(USER)):
            files.append(self.desk.folder.parent / f"{n}.eml")
            files[-1].write_bytes(raw)
        box = mailbox.mbox(self.desk.folder.parent / "saved.mbox")
        with contextlib.closing(box):
            for raw in self.lab.inbox(USER):
                box.add(raw)
        read = self.run_signed_in("mailbox", "read", *files, self.desk.folder.parent / "saved.mbox")
        self.assertEqual([m["file"] for m in read if m["recorded"]], [])
        self.assertEqual(len(read), 2 * len(files) - 1)
        self.assertEqual(self.books(), self.after_sync)

    def test_8_the_mailings_after_it(self):
        self.lab.take(address("full"))
        replied = {"plain", "outlook", "fresh", "junk", "unsure"}
        left_out = {**dict.fromkeys(("header", "link", "words", "complains"), "suppressed"),
                    **dict.fromkeys(("refused", "gone", "old"), "bounced-before")}

        # Planned before they answered: a reply stops what would go by itself.
        self.run_signed_in("mailing", "resume", self.later)
        state = self.deliveries(self.later)
        self.assertEqual({role: d["skipped"] for role, d in state.items() if d["skipped"]},
                         {**left_out, **dict.fromkeys(replied, "replied")})

        # Planned after: whoever answered gets it, and whoever has a full mailbox is tried again.
        result = self.send(self.new_issue("2027-02-the-next"))
        state = self.deliveries(result["mailing"])
        self.assertEqual({role: d["skipped"] for role, d in state.items() if d["skipped"]}, left_out)
        self.assertEqual({role for role, d in state.items() if d["state"] == "accepted"}, set(PEOPLE) - set(left_out))
        self.assertTrue(self.lab.settled(), self.lab.log())
        self.assertEqual(len(self.lab.inbox(address("full"))), 2)
        for role in ("header", "link", "words", "complains"):
            self.assertEqual(len(self.lab.inbox(address(role))), 1, f"{role} asked to stop")


class TheWholeRoadWithTokens(TheWholeRoad):
    """The same, where what comes back carries the token of its delivery in the address."""

    OPTIONS = ("--plus-addressing",)
    KNOWN_AS = "ding4711@mail7.internal.example.org"
    OLD_IS_MATCHED_BY = "token"

    def test_0_the_token_is_where_answers_go(self):
        tokens = set()
        for role, mail in self.got.items():
            token = mail["Return-Path"].removeprefix("<dana+").removesuffix(f"@{DOMAIN}>")
            self.assertRegex(token, "^[0-9a-f]{32}$", role)
            if role != "away":
                self.assertEqual(mail["List-Unsubscribe"], f"<mailto:dana+{token}@{DOMAIN}?subject=unsubscribe%20{token}>")
            tokens.add(token)
            self.assertEqual(mail["From"].addresses[0].addr_spec, USER)
        self.assertEqual(len(tokens), len(self.got), "everybody has a token of their own")


if __name__ == "__main__":
    unittest.main()
