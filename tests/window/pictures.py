"""Takes a picture of every screen of the real window, light and dark, with the sample desk.

    xvfb-run -a -s '-screen 0 1280x800x24' dbus-run-session -- python3 tests/window/pictures.py FOLDER

The screen is as large as the window, so that a picture shows the window alone.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from byline import Desk, binary  # noqa: E402
from window.driver import Window  # noqa: E402

SCREENS = ("today", "write", "people", "ledger")


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


def main():
    """Every screen of the sidebar, the gallery, and the sheet that sends."""
    with Desk() as desk, Window(binary("byline-desk"), {**desk.environment, "BYLINE_DESK": str(desk.folder)},
                                pictures=sys.argv[1]) as window:
        window.find("navigation", "Screens")
        # By keys: a pointer that rests somewhere calls up a tooltip, and Xvfb never takes it away again.
        for key, screen in enumerate(SCREENS, start=1):
            window.press("Control", str(key))
            window.settle()
            take(window, screen)
        window.press("Control", "2")
        window.settle()
        window.press("Control", "Enter")
        window.find("dialog")
        window.settle()
        take(window, "send")
        window.press("Escape")
        window.wait_until(lambda: not window.has("dialog"), "the sheet is closed")
        window.script("document.activeElement?.blur()")
        window.press("n")
        window.find("button", "Start with", exact=False)
        window.wait_until(lambda: window.script("return document.images.length") >= 5, "the thumbnails are drawn")
        window.settle()
        take(window, "gallery")


if __name__ == "__main__":
    main()
