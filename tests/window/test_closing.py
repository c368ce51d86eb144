"""Closing the real window: what was typed is kept, and what goes out is asked about."""

import ctypes
import ctypes.util
import os
import pathlib
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk, binary  # noqa: E402
from mail.sink import Sink  # noqa: E402
from window.driver import PATIENCE, Window  # noqa: E402

CLIENT_MESSAGE = 33
"""The kind of event with which a window manager asks a window to close (X.h)."""


class _ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
                ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5),
                ("padding", ctypes.c_long * 24)]


def ask_to_close(title):
    """Asks every window of this title to close, as the cross in its frame does (ICCCM, 4.2.8.1)."""
    x = ctypes.CDLL(ctypes.util.find_library("X11"))
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    protocols, delete = (x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
    asked = 0

    def children(window):
        root, parent, many = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        found = ctypes.POINTER(ctypes.c_ulong)()
        x.XQueryTree(display, ctypes.c_ulong(window), ctypes.byref(root), ctypes.byref(parent), ctypes.byref(found), ctypes.byref(many))
        return [found[i] for i in range(many.value)]

    for window in children(x.XDefaultRootWindow(display)):
        name = ctypes.c_char_p()
        if not x.XFetchName(display, ctypes.c_ulong(window), ctypes.byref(name)) or name.value != title.encode():
            continue
        message = _ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=protocols, format=32)
        message.data[0] = delete
        x.XSendEvent(display, ctypes.c_ulong(window), 0, 0, ctypes.byref(message))
        asked += 1
    x.XCloseDisplay(display)
    return asked


class ClosingTheWindow(unittest.TestCase):
    """The sample desk in the real window, which somebody closes."""

    def setUp(self):
        self.desk = self.enterContext(Desk())
        self.desk.environment["BYLINE_MAILBOX_PASSWORD"] = "secret"
        environment = {**self.desk.environment, "BYLINE_DESK": str(self.desk.folder)}
        environment.pop("DBUS_SESSION_BUS_ADDRESS")
        self.environment = environment

    def open(self):
        """The window on this desk."""
        window = self.enterContext(Window(binary("byline-desk"), self.environment))
        window.find("navigation", "Screens")
        return window

    def programs(self):
        """The windows of this desk that run."""
        wanted = f"BYLINE_DESK={self.desk.folder}".encode()
        found = []
        for folder in pathlib.Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and (folder / "comm").read_text().strip() == "byline-desk":
                    if wanted in (folder / "environ").read_bytes().split(b"\0"):
                        found.append(int(folder.name))
            except OSError:
                continue  # It ended while it was looked at.
        return found

    def wait_until(self, condition, what):
        """Asks until the answer is yes."""
        limit = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > limit:
                self.fail(f"not after {PATIENCE:.0f} s: {what}\nmailings: {self.desk.json('mailing', 'list')[:1]}")
            time.sleep(0.1)

    def send(self, sink):
        """Begins a mailing of the newest issue to the customers, slowly."""
        desk = self.desk
        desk.json("mailbox", "set", "--from", "Ruth Calloway <ruth@example.com>", "--user", "ruth@example.com",
                  "--smtp", f"127.0.0.1:{sink.port}", "--smtp-security", "none", "--per-minute", "60")
        issue = desk.newest_issue()
        later = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + 4))
        return desk.json("send", issue, "--audience", "stage = customer", "--via", "smtp", "--at", later, "--yes")["mailing"]

    def state(self, mailing):
        """How far a mailing is."""
        return next(each for each in self.desk.json("mailing", "list") if each["mailing"] == mailing)

    def test_words_typed_at_the_last_moment_are_kept(self):
        window, desk = self.open(), self.desk
        window.press("Control", "2")
        text = window.find("textbox", "Text of the piece")
        text.click()
        window.press("Control", "Home")
        text.type("Never lose this. ")
        self.assertEqual(ask_to_close("Byline"), 1)
        self.wait_until(lambda: not self.programs(), "the window is closed")
        kept = [path for path in desk.folder.glob("pieces/*/index.md") if "Never lose this." in path.read_text()]
        self.assertEqual(len(kept), 1, "the words are gone")

    def test_a_mailing_that_goes_is_asked_about_paused_and_carried_on(self):
        sink = self.enterContext(Sink())
        mailing = self.send(sink)
        window = self.open()
        self.wait_until(lambda: self.state(mailing)["accepted"] >= 1, "the first message left")

        ask_to_close("Byline")
        window.wait_for("are out.")
        window.settle()
        window.picture("closing")
        window.click("button", "Stay")
        window.wait_until(lambda: not window.sees("are out."), "the question is gone")
        self.assertEqual(len(self.programs()), 1)

        ask_to_close("Byline")
        window.click("button", "Keep going in the background")
        window.wait_for("only minimized")
        before = self.state(mailing)["accepted"]
        self.wait_until(lambda: self.state(mailing)["accepted"] > before, "it goes on in the background")

        ask_to_close("Byline")
        window.click("button", "Pause and close")
        self.wait_until(lambda: not self.programs(), "the window is closed")
        paused = self.state(mailing)
        self.assertEqual(paused["state"], "paused")
        self.assertGreater(paused["waiting"], 0)

        self.desk.json("mailbox", "set", "--from", "Ruth Calloway <ruth@example.com>", "--user", "ruth@example.com",
                       "--smtp", f"127.0.0.1:{sink.port}", "--smtp-security", "none")
        self.desk.run("mailing", "resume", str(mailing))
        done = self.state(mailing)
        self.assertEqual(done["state"], "done")
        addresses = [record.address for record in sink.records()]
        self.assertEqual(len(addresses), len(set(addresses)), "somebody got it twice")
        self.assertEqual(len(addresses), done["accepted"])

    def test_a_page_that_hangs_cannot_keep_the_window_open(self):
        window = self.open()
        [program] = self.programs()
        # Whatever draws the page stands still.
        for folder in pathlib.Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and (folder / "comm").read_text().startswith("WebKitWebProces"):
                    parents = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                    if self.descends(int(parents[1]), program):
                        os.kill(int(folder.name), signal.SIGSTOP)
                        self.addCleanup(self.wake, int(folder.name))
            except OSError:
                continue
        self.assertIsNotNone(window)
        ask_to_close("Byline")
        self.wait_until(lambda: not self.programs(), "the window is closed")

    def descends(self, child, ancestor):
        """Whether a process was begun by another, directly or not."""
        while child > 1:
            if child == ancestor:
                return True
            child = int(pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[1])
        return False

    def wake(self, process):
        """Lets a process go on that was stopped, if it is still there."""
        try:
            os.kill(process, signal.SIGCONT)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    unittest.main()
