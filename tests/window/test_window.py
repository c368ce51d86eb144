"""The road through the real window: write an issue, see it as a person, send it, find it in the ledger."""

import email
import email.policy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk, binary  # noqa: E402
from window.driver import Window, by_role  # noqa: E402

TITLE = "What the first frost tells you"


class TheWindow(unittest.TestCase):
    """The sample desk in the real window."""

    def setUp(self):
        self.desk = self.enterContext(Desk())
        # Software that a person has open must not be asked for its settings.
        environment = {**self.desk.environment, "BYLINE_DESK": str(self.desk.folder)}
        environment.pop("DBUS_SESSION_BUS_ADDRESS")
        self.window = self.enterContext(Window(binary("byline-desk"), environment))

    def test_an_issue_from_the_first_word_to_the_ledger(self):
        window, desk = self.window, self.desk
        customers = [c for c in desk.contacts("stage = customer") if c["email"]]
        # Not the one whom the preview shows at first.
        person = customers[7]
        name = f"{person['first_name']} {person['last_name']}"
        mails_before = set(desk.folder.glob("outbox/**/*.eml"))

        # Begin an issue from a template.
        window.go("Write")
        window.click("button", "New piece")
        window.click("button", "Start with", exact=False)
        window.write("Title", TITLE)
        window.click("button", "Start writing")
        window.wait_until(lambda: window.find("textbox", "Title").property("value") == TITLE, "the new issue is open")

        # Write it, with the reader's name in it.
        window.write("Subject", "First frost")
        window.write("Preview line", "Three minutes with your compressor.")
        text = window.find("textbox", "Text of the piece")
        text.click()
        window.press("Control", "a")
        text.type("Good morning {")
        window.find("textbox", "Find a name").type("first name")
        window.press("Enter")
        window.find("textbox", "Text of the piece").type(", the first frost is a good day for a walk through the plant.")
        window.wait_for("Saved at")

        # See it as one person will.
        window.find_xpath("//button[starts-with(@aria-label, 'as ')]", "whose copy it is").click()
        search = window.find("textbox", "Find a person")
        search.type(name)
        window.wait_until(lambda: window.all(by_role("option", name, exact=False)), f"{name} is offered")
        window.press("Enter")
        window.wait_until(lambda: person["first_name"] in self.preview(name), f"the preview greets {name}")
        self.assertIn("the first frost is a good day", self.preview(name))

        # Send it to the customers, as files.
        [issue] = [p["piece"] for p in desk.json("piece", "list") if p["title"] == TITLE]
        window.click("button", "Send…", exact=False)
        window.find("dialog")
        self.window.tick_only("Customers")
        window.find("radio", "Files in the outbox", exact=False).click()
        send = window.find_xpath("(//*[@role='dialog']//footer//button)[last()]", "the button that sends")
        window.wait_until(lambda: send.attribute("aria-disabled") != "true" and any(c.isdigit() for c in send.text),
                          "the button says how many get it")
        promised = int("".join(c for c in send.text if c.isdigit()))
        window.picture("send")
        send.click()
        window.wait_for("Your files are ready")
        window.picture("sending")
        window.click("button", "Done")

        # The outbox, the ledger of the command line and the one on screen agree with what the button said.
        mails = set(desk.folder.glob("outbox/**/*.eml")) - mails_before
        self.assertEqual(len(mails), promised)
        for path in mails:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            self.assertEqual(message["Subject"], "First frost")
        rows = [row for row in desk.json("ledger", "--piece", issue) if row["state"] == "accepted"]
        self.assertEqual(len(rows), promised)
        self.assertIn(person["id"], [row["contact"] for row in rows])
        window.go("Ledger")
        window.wait_for(TITLE)
        window.write("Search the ledger", name)
        self.assertEqual(self.mark(name), "received")
        window.picture("ledger")

    def test_the_screens_open_by_their_keys_and_escape_goes_back(self):
        window = self.window
        window.wait_for("Follow up")
        for key, seen in (("2", "Preview line"), ("3", "Next step"), ("4", "Who received what"), ("1", "Follow up")):
            window.press("Control", key)
            window.wait_until(lambda seen=seen: window.sees(seen) or window.has("textbox", seen) or window.has("table", seen),
                              f"Ctrl+{key} shows {seen}")
        window.press("Control", "k")
        window.find("dialog")
        window.press("Escape")
        window.wait_until(lambda: not window.has("dialog"), "Escape closes the palette")

    def test_nothing_on_screen_can_reach_outside(self):
        window = self.window
        window.wait_for("Follow up")
        window.call("POST", "/timeouts", {"script": 10_000})
        for attempt in ("fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')",
                        "new Promise((done) => { const picture = new Image(); picture.onload = () => done('reached');"
                        " picture.onerror = () => done('refused'); picture.src = 'http://127.0.0.1:9/a.png'; })",
                        "Promise.resolve().then(() => new Function('return 1')()).then(() => 'reached', () => 'refused')"):
            answer = window.call("POST", "/execute/async", {
                "script": f"const done = arguments[arguments.length - 1]; ({attempt}).then(done)", "args": []})
            self.assertEqual(answer, "refused", attempt)

    def mark(self, name):
        """What stands for a person in the ledger's column of the new issue."""
        heads = "//table[@role='grid']//tr[contains(@class, 'pieces')]/th"
        row = f"//table[@role='grid']//tbody/tr[th[contains(., {name!r})]]"

        def read():
            titles = [head.attribute("title") or "" for head in self.window.all(heads)]
            column = next((i for i, title in enumerate(titles) if title.endswith(TITLE)), None)
            cells = self.window.all(f"{row}/td")
            return cells[column].attribute("title") if column is not None and cells else None

        title = self.window.wait_until(read, f"one row for {name}")
        return "received" if "received" in title.lower() else title

    def preview(self, name):
        """What the front preview frame shows."""
        frames = self.window.all(f"//iframe[contains(@title, {f'as {name} gets it'!r}) and @aria-hidden='false']")
        if not frames:
            return ""
        with self.window.inside(frames[0]):
            return self.window.text


if __name__ == "__main__":
    unittest.main()
