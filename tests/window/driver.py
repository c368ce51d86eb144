"""Drives the real window: WebKitWebDriver started directly, the W3C WebDriver protocol over plain HTTP.

Needs a display (`xvfb-run`) and a session bus (`dbus-run-session`); `./dev test window` gives it both.
Elements are found as a person finds them: by what they are and what they are called.
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol hands out an element (W3C WebDriver, 11)."""

KEYS = {"Control": "\ue009", "Shift": "\ue008", "Alt": "\ue00a", "Enter": "\ue007", "Escape": "\ue00c",
        "Tab": "\ue004", "Backspace": "\ue003", "Up": "\ue013", "Down": "\ue015", "End": "\ue010", "Home": "\ue011"}
"""Keys without a letter (W3C WebDriver, 17.4.2)."""

PATIENCE = 20.0
"""How many seconds something may take to appear before a test calls it missing."""

PASSING = ("stale element reference", "no such element", "element not interactable", "element click intercepted")
"""What the driver says of something that has just gone, or is still on its way in."""

_ROLES = {
    "button": "self::button or @role='button'",
    "link": "(self::a and @href) or @role='link'",
    "heading": "self::h1 or self::h2 or self::h3 or self::h4 or @role='heading'",
    "textbox": "self::textarea or @role='textbox' or @role='searchbox' or @role='combobox'"
               " or (self::input and not(@type='checkbox' or @type='radio' or @type='button' or @type='hidden'))",
    "checkbox": "(self::input and @type='checkbox') or @role='checkbox'",
    "radio": "(self::input and @type='radio') or @role='radio'",
    "row": "self::tr or @role='row'",
    "table": "self::table or @role='table' or @role='grid'",
    "dialog": "self::dialog or @role='dialog' or @role='alertdialog'",
    "main": "self::main or @role='main'",
    "navigation": "self::nav or @role='navigation'",
    "frame": "self::iframe",
}


class Missing(AssertionError):
    """Something is not on the screen that should be."""


class DriverError(Exception):
    """The driver said no; `kind` is its error code, such as `stale element reference`."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind


def _quoted(text):
    """A text as an XPath literal, which knows no escapes."""
    if "'" not in text:
        return f"'{text}'"
    parts = ", \"'\", ".join(f"'{part}'" for part in text.split("'"))
    return f"concat({parts})"


def by_role(role, name=None, exact=True):
    """The XPath of elements of this role, called `name` (or with `name` in what they are called)."""
    what = _ROLES.get(role, f"@role='{role}'")
    path = f"//*[{what}]"
    if name is None:
        return path
    wanted = _quoted(name)

    def match(value):
        return f"normalize-space({value})={wanted}" if exact else f"contains(normalize-space({value}), {wanted})"

    labelled = f"@id=//label[{match('.')}]/@for or ancestor::label[{match('.')}]"
    return (f"{path}[{match('@aria-label')} or {match('@title')} or {match('@placeholder')} or {match('.')}"
            f" or {labelled} or @aria-labelledby=//*[{match('.')}]/@id]")


class Element:
    """Something on the screen."""

    def __init__(self, window, reference):
        self._window = window
        self.reference = reference

    def _call(self, method, path, body=None):
        return self._window.call(method, f"/element/{self.reference}/{path}", body)

    def click(self):
        """Clicks its middle, as soon as nothing that moves is in the way."""
        def clicked():
            self._call("POST", "click", {})
            return True

        self._window.wait_until(clicked, "a click goes through")

    def type(self, text):
        """Types into it, key by key."""
        self._call("POST", "value", {"text": text})

    def clear(self):
        """Empties a text field."""
        self._call("POST", "clear", {})

    @property
    def text(self):
        """The text that can be seen."""
        return self._call("GET", "text")

    @property
    def shown(self):
        """Whether it can be seen."""
        return self._call("GET", "displayed")

    def attribute(self, name):
        """An attribute, or None."""
        return self._call("GET", f"attribute/{name}")

    def property(self, name):
        """A property, such as `value` or `srcdoc`."""
        return self._call("GET", f"property/{name}")


class Window:
    """The program's window, opened for one test; a context manager.

    `environment` is added to the program's surroundings. `picture` is where pictures go.
    """

    def __init__(self, program, environment=None, pictures=None):
        self._program = str(program)
        self._environment = environment or {}
        self._pictures = pathlib.Path(pictures or os.environ.get("BYLINE_PICTURES") or "/tmp/byline-pictures")
        self._driver = None
        self._session = None

    def __enter__(self):
        if not shutil.which("WebKitWebDriver"):
            raise FileNotFoundError("WebKitWebDriver is missing; ./dev test window installs it (webkit2gtk-driver)")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        surroundings = {**os.environ, "TAURI_WEBVIEW_AUTOMATION": "true", "NO_AT_BRIDGE": "1",
                        "WEBKIT_DISABLE_DMABUF_RENDERER": "1", **self._environment}
        self._driver = subprocess.Popen(["WebKitWebDriver", "--host=127.0.0.1", f"--port={self._port}"],
                                        env=surroundings, stdin=subprocess.DEVNULL)
        try:
            self.wait_until(self._answers, "the driver answers")
            options = {"webkitgtk:browserOptions": {"binary": self._program, "args": []}}
            session = self._request("POST", "/session", {"capabilities": {"alwaysMatch": options}})
            self._session = session["sessionId"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self._session:
                self._request("DELETE", f"/session/{self._session}")
        except (DriverError, OSError, http.client.HTTPException):
            pass  # A window that has gone by itself is closed too.
        finally:
            self._session = None
            self._driver.terminate()
            self._driver.wait(10)

    # The protocol ------------------------------------------------------------------------------------------------

    def _request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, {"Content-Type": "application/json"})
            response = connection.getresponse()
            value = json.loads(response.read())["value"]
        finally:
            connection.close()
        if response.status != 200:
            raise DriverError(value.get("error", response.status), value.get("message", ""))
        return value

    def call(self, method, path, body=None):
        """One command of the protocol within this session."""
        return self._request(method, f"/session/{self._session}{path}", body)

    def _answers(self):
        try:
            return self._request("GET", "/status")["ready"]
        except OSError:
            return False

    # Finding -----------------------------------------------------------------------------------------------------

    def all(self, xpath):
        """Every element of this XPath that is there now."""
        found = self.call("POST", "/elements", {"using": "xpath", "value": xpath})
        return [Element(self, each[ELEMENT]) for each in found]

    def find(self, role, name=None, exact=True):
        """Waits for the first visible element of this role and name."""
        return self.find_xpath(by_role(role, name, exact), f"{role} {name!r}")

    def find_xpath(self, xpath, what=None):
        """Waits for the first visible element of this XPath."""
        return self.wait_until(lambda: next((e for e in self.all(xpath) if e.shown), None), what or xpath)

    def has(self, role, name=None, exact=True):
        """Whether such an element can be seen now."""
        return any(element.shown for element in self.all(by_role(role, name, exact)))

    def sees(self, text):
        """Whether this text can be seen anywhere in the window now."""
        return text in self.text

    @property
    def text(self):
        """All text that can be seen."""
        return self.call("POST", "/execute/sync", {"script": "return document.body.innerText", "args": []}) or ""

    def wait_until(self, condition, what, patience=PATIENCE):
        """Asks until the answer is something, and gives that; elements that vanish meanwhile are asked again."""
        limit = time.monotonic() + patience
        while True:
            last = ""
            try:
                answer = condition()
            except DriverError as error:
                if error.kind not in PASSING:
                    raise
                answer, last = None, f" ({error.kind})"
            if answer:
                return answer
            if time.monotonic() > limit:
                picture = self.picture("missing") if self._session else "no window"
                seen = self.text if self._session else ""
                raise Missing(f"not there after {patience:.0f} s: {what}{last}\npicture: {picture}\nseen:\n{seen}")
            time.sleep(0.1)

    def wait_for(self, text):
        """Waits until this text can be seen."""
        self.wait_until(lambda: self.sees(text), f"the text {text!r}")

    # Doing -------------------------------------------------------------------------------------------------------

    def click(self, role, name=None, exact=True):
        """Clicks the element of this role and name."""
        self.find(role, name, exact).click()

    def go(self, screen):
        """Opens a screen of the sidebar by its name."""
        wanted = _quoted(screen)
        self.find_xpath(f"//nav[@aria-label='Screens']//button[@aria-label={wanted} or starts-with(@aria-label, concat({wanted}, ','))]",
                        f"the screen {screen}").click()

    def settle(self):
        """Waits until the page has stopped changing: the same text and the same number of elements three times running."""
        seen = []

        def still():
            seen.append(self.script("return [document.body.innerText, document.querySelectorAll('*').length,"
                                    " [...document.images].every((image) => image.complete)]"))
            return len(seen) >= 3 and seen[-1] == seen[-2] == seen[-3] and seen[-1][2]

        self.wait_until(still, "the page comes to rest")

    def painted(self):
        """Waits until what the page is now can be seen, too: a picture of the screen shows what was painted last."""
        self.call("POST", "/execute/async", {
            "script": "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 400)))",
            "args": []})

    def write(self, name, text):
        """Puts a text into the field called `name` in place of what is there."""
        field = self.find("textbox", name)
        field.click()
        self.press("Control", "a")
        field.type(text)

    def write_nth(self, name, place, text):
        """The same where several fields are called `name`: into the one at `place`, counted from 1."""
        self.find_xpath(f"({by_role('textbox', name)})[{place}]", f"field {place} called {name!r}").click()
        self.press("Control", "a")
        Element(self, self.call("GET", "/element/active")[ELEMENT]).type(text)

    def choose(self, group, name):
        """Chooses one of a group of views or ways."""
        path = f"{by_role('radiogroup', group)}{by_role('radio', name)}"
        self.find_xpath(path, f"{name!r} of {group!r}").click()
        self.wait_until(lambda: self.find_xpath(path).attribute("aria-checked") == "true", f"{name!r} is chosen")

    def tick_only(self, name):
        """Ticks one group in the open sheet and nothing else."""
        wanted = self.find("checkbox", name, exact=False)
        for box in self.all("//*[@role='dialog']//ul//input[@type='checkbox']"):
            if box.property("checked") and box.reference != wanted.reference:
                box.click()
        if not wanted.property("checked"):
            wanted.click()
        self.wait_until(lambda: wanted.property("checked"), f"{name} is ticked")

    def press(self, *keys):
        """Presses keys together, such as `press("Control", "k")`, for whatever has the focus."""
        codes = [KEYS.get(key, key) for key in keys]
        actions = [{"type": "keyDown", "value": code} for code in codes]
        actions += [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    @contextlib.contextmanager
    def inside(self, frame):
        """Looks into a frame, such as the preview, for the length of the block."""
        self.call("POST", "/frame", {"id": {ELEMENT: frame.reference}})
        try:
            yield
        finally:
            self.call("POST", "/frame", {"id": None})

    def script(self, script, *arguments):
        """What this script returns in the page."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def picture(self, name):
        """Takes a picture of the whole screen, and says where it is.

        The driver's own way of taking one hangs under Xvfb.
        """
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], check=True, capture_output=True, timeout=30)
        return path
