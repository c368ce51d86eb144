"""The road through the real window with a real mail server: a mailbox is set up, a mailing is taken back, sent, paused and
carried on after the program was closed, and what comes back stands on Today by itself.

Needs the mail lab, which `./dev test mail` installs; without it these tests are left out and say so.
"""

import collections
import contextlib
import pathlib
import re
import smtplib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import leaks  # noqa: E402
from byline import Desk, binary  # noqa: E402
from mail import letters  # noqa: E402
from mail.lab import DOMAIN, Lab, LabError  # noqa: E402
from window.driver import Window  # noqa: E402
from window.test_closing import ask_to_close  # noqa: E402

USER = f"dana@{DOMAIN}"
PASSWORD, WRONG = "correct horse", "wrong battery staple"
GROUP, COMPANY = "Harbor Road", "Harbor Road Works"
MANY = 40
"""How many get the mailing: at 20 a minute there is time to pause it twice."""

LIMIT = 90.0
"""How many seconds the slow parts may take: mail on its way through two servers."""

COUNTS = ("Accepted", "Deferred", "Refused", "Unknown", "Still to go")
REPLY = "Could you come by on Tuesday? Bring the small meter."


def address(number):
    """Where somebody of the group is reached: each has a server of their own."""
    return f"person{number}@works{number}.example.com"


class TheMailboxInTheWindow(unittest.TestCase):
    """The sample desk in the real window, beside a real Postfix and a real Dovecot."""

    def setUp(self):
        try:
            self.lab = self.enterContext(Lab(users={USER: PASSWORD}))
        except LabError as problem:
            self.skipTest(str(problem))
        self.desk = self.enterContext(Desk())
        leaks.know(PASSWORD, WRONG)
        people = self.desk.folder.parent / "people.csv"
        people.write_text("email,first_name,last_name,company,stage\n" + "".join(
            f"{address(n)},{FIRST_NAMES[n % 8]},{LAST_NAMES[n // 8]},{COMPANY},customer\n" for n in range(MANY)))
        self.desk.json("contact", "import", people, "--source", "referral")
        people.unlink()
        self.desk.json("audience", "save", GROUP, f'company = "{COMPANY}"')
        # Without a session bus there is no keychain: none of the person who runs the tests is ever asked.
        self.environment = {**self.desk.environment, "BYLINE_DESK": str(self.desk.folder)}

    def test_from_the_settings_to_what_comes_back(self):
        bounces, replies = address(0), address(1)
        self.lab.answer_in_world(bounces, "550 5.1.1 No such user here")
        self.window = self.open()
        self.set_up_the_mailbox()
        self.choose_and_test()
        self.take_back_and_send()
        self.pause_and_close()
        self.carry_on()
        self.everybody_once()
        self.hear(bounces, replies)

    # The parts of the road ----------------------------------------------------------------------------------------

    def set_up_the_mailbox(self):
        """Settings: a wrong password is named, the right one works, 20 a minute."""
        window, lab = self.window, self.lab
        self.settings()
        window.write("Your e-mail address", USER)
        window.write("Name that mail comes from", "Dana Reyes")
        window.find("button", "Who keeps this mailbox: Another provider")
        window.write("Sending server", "localhost")
        window.write_nth("Port", 1, str(lab.smtp))
        window.choose("How sending is kept private", "STARTTLS")
        window.write("Reading server", "localhost")
        window.write_nth("Port", 2, str(lab.imaps))
        window.choose("How reading is kept private", "TLS")
        window.write("At most a minute", "20")
        window.write("Certificate file", str(lab.ca))
        self.password(WRONG)
        window.click("button", "Save and try it")
        window.wait_for("The sign-in was refused")
        self.assertFalse(window.sees("Your mailbox works"))
        self.take("mailbox-wrong-password")
        self.password(PASSWORD)
        window.click("button", "Save and try it")
        window.wait_for("Your mailbox works")
        for step in ("You are signed in", "The inbox opens", "The connection is private"):
            self.assertTrue(window.sees(step), step)
        self.take("mailbox-works")

    def choose_and_test(self):
        """The sheet: one group, by the mailbox; it does not go before a test was sent."""
        window = self.window
        window.press("Control", "2")
        window.click("button", "Send…", exact=False)
        window.find("dialog")
        window.tick_only(GROUP)
        window.wait_for("Fix one thing first")
        self.take("send-untested")
        window.click("button", "Send me a test")
        window.wait_for(f"The test is on its way to {USER}.")
        self.wait_until(lambda: self.lab.inbox(USER), "the test reaches the rep")
        self.take("send-tested")

    def take_back_and_send(self):
        """Three copies are looked at, the mailing is taken back, and then sent."""
        window = self.window
        self.press_send()
        for place in ("1 of 3", "2 of 3", "3 of 3"):
            window.wait_for(place)
            window.settle()
            self.take(f"last-look-{place[0]}")
            if place[0] != "3":
                window.click("button", "The next copy")
        self.press_send()
        window.wait_for("Nothing has left yet.")
        self.take("countdown")
        window.click("button", "Take it back")
        window.wait_for("Nothing has left.")
        window.wait_for("Taken back")
        self.take("taken-back")
        self.assertTrue(self.lab.settled())
        self.assertEqual(self.lab.addresses(), [], "something left although it was taken back")
        window.click("button", "Change it")
        self.press_send()
        window.wait_for("1 of 3")
        self.press_send()
        window.wait_for("Nothing has left yet.")
        window.click("button", "Send now")

    def pause_and_close(self):
        """The counts add up while it goes; paused, the program closes without a question."""
        window = self.window
        self.until_accepted(4)
        self.take("sending")
        window.click("button", "Pause")
        window.wait_for("Paused with")
        self.take("paused")
        self.assertEqual(sum(self.counts().values()), MANY)
        self.close()
        self.assertEqual(self.mailing()["state"], "paused")
        self.assertGreater(self.mailing()["waiting"], 0)

    def carry_on(self):
        """Opened again, Today shows it; with the password known again it goes on, and faster when the rep says so."""
        window = self.window = self.open()
        window.wait_for("is paused")
        self.take("today-paused")
        before = self.mailing()["accepted"]
        window.click("button", "Carry on")
        enter = window.find("button", "Enter the password")
        window.settle()
        self.assertFalse(window.sees("BYLINE_"), "the window speaks of the environment")
        self.take("password-needed")
        self.assertEqual(self.mailing()["accepted"], before, "it went on without a password")
        enter.click()
        self.password(PASSWORD)
        window.click("button", "Save and try it")
        window.wait_for("Your mailbox works")
        window.press("Control", "1")
        window.click("button", "Carry on")
        self.until_accepted(before + 3)
        window.click("button", "Pause")
        window.wait_for("Paused with")
        window.click("button", "Not now")

        self.settings()
        window.click("button", "Servers and limits", exact=False)
        window.write("At most a minute", "600")
        window.click("button", "Save and try it")
        window.wait_for("Your mailbox works")
        window.press("Control", "1")
        window.click("button", "Carry on")
        self.until_accepted(MANY)
        window.wait_for(f"Sent to {MANY} people")
        self.take("sent")
        window.click("button", "Done")

    def everybody_once(self):
        """The boxes of the world hold one mail for each, and none for the one whom nobody knows."""
        self.assertTrue(self.lab.settled(), self.lab.log())
        boxes = {who: len(self.lab.inbox(who)) for who in self.lab.addresses()}
        self.assertEqual(boxes, {address(n): 1 for n in range(1, MANY)})
        subjects = collections.Counter(str(letters.parse(raw)["Subject"]) for who in boxes for raw in self.lab.inbox(who))
        self.assertEqual(len(subjects), 1)

    def hear(self, bounces, replies):
        """A bounce and a reply stand on Today by themselves, the reply without what it quotes."""
        window = self.window
        window.press("Control", "1")
        original = letters.parse(self.lab.inbox(replies)[0])
        with smtplib.SMTP("localhost", self.lab.world) as client:
            client.send_message(letters.reply(original, replies, REPLY))
        window.wait_until(lambda: window.sees(REPLY), "the reply stands on Today", LIMIT)
        window.wait_until(lambda: window.sees(f"{bounces} is not mailed again."), "the bounce stands on Today", LIMIT)
        self.assertTrue(window.sees("Hands raised"))
        quotes = [quote.property("textContent") for quote in window.all("//blockquote")]
        self.assertIn(REPLY, [quote.strip("“” \n") for quote in quotes], "it stands there with what it quotes")
        window.settle()
        self.take("today-came-in")

    # What the parts are made of -----------------------------------------------------------------------------------

    def open(self):
        """The window on this desk."""
        window = self.enterContext(Window(binary("byline-desk"), self.environment))
        window.find("navigation", "Screens")
        return window

    def close(self):
        """Closes the window by its cross, and waits until the program has ended; no question is asked."""
        self.assertEqual(ask_to_close("Byline"), 1)
        self.wait_until(lambda: not self.programs(), "the program ends")
        self.window.__exit__()

    def programs(self):
        """The programs of this desk that run."""
        wanted = f"BYLINE_DESK={self.desk.folder}".encode()
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # It may have ended meanwhile.
                if (folder / "comm").read_text().strip() == "byline-desk" and wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found

    def take(self, name):
        """A picture for whoever looks at them, light and dark."""
        for theme in ("light", "dark"):
            self.window.script("document.documentElement.dataset.theme = arguments[0]", theme)
            self.window.painted()
            self.window.picture(f"mailbox-{name}" if theme == "light" else f"mailbox-{name}-dark")
        self.window.script("document.documentElement.dataset.theme = 'light'")

    def settings(self):
        """Opens the mailbox in the settings."""
        self.window.click("button", "Your name, colors and mailbox")
        self.window.click("radio", "Mailbox")
        self.window.find("textbox", "Your e-mail address")

    def password(self, password):
        """Types the password; there is no keychain, which is said and accepted."""
        self.window.write("Password", password)
        only = self.window.find("checkbox", "Keep it for this session only", exact=False)
        if not only.property("checked"):
            only.click()
        self.window.wait_until(lambda: only.property("checked"), "for this session only is ticked")

    def press_send(self):
        """Presses the one button that sends, as soon as it may be pressed."""
        window = self.window
        send = window.find_xpath("(//*[@role='dialog']//footer//button)[last()]", "the button that sends")
        window.wait_until(lambda: send.attribute("aria-disabled") != "true" and str(MANY) in send.text,
                          "the button says how many get it")
        send.click()

    def counts(self):
        """The five counts that can be seen."""
        seen = self.window.text
        found = {name: re.search(rf"{name}\s+([\d,]+)", seen) for name in COUNTS}
        return {name: int(match[1].replace(",", "")) for name, match in found.items() if match}

    def until_accepted(self, many):
        """Waits until so many were accepted; all that time the counts add up to everybody."""
        def accepted():
            counts = self.counts()
            if len(counts) < len(COUNTS):
                return False
            self.assertEqual(sum(counts.values()), MANY, counts)
            return counts["Accepted"] >= many

        self.window.wait_until(accepted, f"{many} are accepted", LIMIT)

    def mailing(self):
        """How far the newest mailing is."""
        return max(self.desk.json("mailing", "list"), key=lambda one: one["mailing"])

    def wait_until(self, condition, what):
        """Asks until the answer is yes."""
        limit = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > limit:
                self.fail(f"not within {LIMIT:.0f} s: {what}\n{self.lab.log()}")
            time.sleep(0.1)


# Each first name goes with each last name once.
FIRST_NAMES = ("Ada", "Bruno", "Carla", "Dmitri", "Esme", "Faisal", "Greta", "Hana")
LAST_NAMES = ("Abbott", "Brandt", "Castillo", "Dvorak", "Ellison")

if __name__ == "__main__":
    unittest.main()
