"""Takes a picture of every screen of the real window, light and dark, with the sample desk.

    xvfb-run -a -s '-screen 0 1280x800x24' dbus-run-session -- python3 tests/window/pictures.py FOLDER

The screen is as large as the window, so that a picture shows the window alone. What only a real mail server brings
about is pictured by `test_mailbox.py`.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk, binary  # noqa: E402
from window.driver import Window  # noqa: E402

SCREENS = ("today", "write", "people", "ledger")
SETTINGS = ("Name and colors", "Mailbox", "Every month", "This desk")
HOUR = 3600
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""Gives one run of the program a clock of its own (libfaketime)."""


def shade(window, theme):
    """Shows the window light or dark."""
    window.script("document.documentElement.dataset.theme = arguments[0]", theme)


def take(window, name):
    """One picture in each shade."""
    for theme in ("light", "dark"):
        shade(window, theme)
        window.painted()
        print(window.picture(name if theme == "light" else f"{name}-dark"))
    shade(window, "light")


def screens(window):
    """Every screen of the sidebar, and the settings."""
    # By keys: a pointer that rests somewhere calls up a tooltip, and Xvfb never takes it away again.
    for key, screen in enumerate(SCREENS, start=1):
        window.press("Control", str(key))
        window.settle()
        take(window, screen)
    window.click("button", "Your name, colors and mailbox")
    for section in SETTINGS:
        window.click("radio", section)
        window.settle()
        take(window, f"settings-{section.lower().replace(' ', '-')}")


def sheets(window):
    """The sheet that sends, from what stands in the way to the last look."""
    window.press("Control", "2")
    window.settle()
    window.press("Control", "Enter")
    window.find("dialog")
    window.tick_only("Customers")
    window.find("checkbox", "Send without a test")
    window.settle()
    take(window, "send")
    window.choose("When", "Another time…")
    window.settle()
    take(window, "send-when")
    window.choose("When", "Now")
    window.click("checkbox", "Send without a test")
    window.click("button", "Send to", exact=False)
    window.wait_for("1 of 3")
    window.settle()
    take(window, "send-look")
    window.press("Escape")
    window.wait_until(lambda: not window.sees("1 of 3"), "the last look is over")
    window.press("Escape")
    window.wait_until(lambda: not window.has("dialog"), "the sheet is closed")


def gallery(window):
    """The templates."""
    window.script("document.activeElement?.blur()")
    window.press("n")
    window.find("button", "Start with", exact=False)
    window.wait_until(lambda: window.script("return document.images.length") >= 5, "the thumbnails are drawn")
    window.settle()
    take(window, "gallery")


def miss(desk):
    """Lets a mailing wait for a time that has gone by: it was scheduled two hours ago, for an hour later."""
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() - HOUR))
    desk.json("send", desk.newest_issue(), "--audience", "stage = customer", "--via", "smtp", "--at", at, "--yes",
              LD_PRELOAD=str(FAKETIME), FAKETIME=f"-{2 * HOUR}s", FAKETIME_DONT_FAKE_MONOTONIC="1")


def main():
    """Opens the window twice: on the sample desk with a mailbox, then with a mailing that was missed."""
    with Desk() as desk:
        desk.environment["BYLINE_MAILBOX_PASSWORD"] = "nobody asks for it"
        # Nothing is sent: the server is not there.
        desk.json("mailbox", "set", "--from", "Ruth Calloway <ruth@example.com>", "--user", "ruth@example.com",
                  "--smtp", "127.0.0.1:9", "--smtp-security", "none", "--per-minute", "20")
        environment = {**desk.environment, "BYLINE_DESK": str(desk.folder)}
        with Window(binary("byline-desk"), environment, pictures=sys.argv[1]) as window:
            window.find("navigation", "Screens")
            screens(window)
            sheets(window)
            gallery(window)
        if FAKETIME is None:
            sys.exit("No picture of a mailing that was missed: libfaketime is not installed, which `./dev test chaos` does.")
        miss(desk)
        with Window(binary("byline-desk"), environment, pictures=sys.argv[1]) as window:
            window.wait_for("was to go")
            window.settle()
            take(window, "today-missed")


if __name__ == "__main__":
    main()
