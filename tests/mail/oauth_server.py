"""An authorization server of the tests' own on 127.0.0.1: OAuth 2 with PKCE, refresh with rotation, and introspection.

It says yes at once (or no, when told to), so a test's browser is `browse(address)`. It checks what a provider checks
(the client, the redirection, the proof, that a code is used once) and remembers everything that it was asked and gave.

    with AuthorizationServer() as server:
        server.authorize_url, server.token_url      for the settings of the mailbox
        server.introspection_url                    for `Lab(introspection=...)`: its mail servers take the tokens
        server.deny(), server.allow()               how the person answers from now on
        server.revoke_all()                         no token that was given is worth anything any more
        server.expire_access_tokens()               only refreshing helps
        server.secrets, server.requests             what no file may hold, and what was asked
        server.thinking_time = 0.5                  it takes its time

    python3 tests/mail/oauth_server.py              prints where it is as one JSON line, runs until its input closes
"""

import base64
import contextlib
import hashlib
import http.server
import json
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

CLIENT_ID = "byline-test"


class AuthorizationServer:
    """A running authorization server; a context manager.

    `client_secret` is demanded where it is given; `user` is the name to which every token belongs; `lifetime` is for
    how many seconds an access token holds.
    """

    def __init__(self, client_id=CLIENT_ID, client_secret=None, user="dana@lab.test", lifetime=3600):
        self.client_id, self.client_secret, self.user, self.lifetime = client_id, client_secret, user, lifetime
        self.requests = []
        """Every request as `(method, path, {name: value})`, in the order in which they came."""
        self.tokens_given = []
        """Every access and refresh token that was ever given, in that order."""
        self.thinking_time = 0.0
        """How many seconds it takes to give tokens, as far servers do."""
        self._says_yes = True
        self._codes = {}
        self._access = {}
        self._refresh = set()
        self._lock = threading.Lock()
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Stops answering."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def port(self):
        """Where it listens."""
        return self._http.server_address[1]

    @property
    def authorize_url(self):
        """What the browser opens; `?behaviour=deny` says no this once."""
        return f"http://127.0.0.1:{self.port}/authorize"

    @property
    def token_url(self):
        """Where codes and refresh tokens are exchanged."""
        return f"http://127.0.0.1:{self.port}/token"

    @property
    def introspection_url(self):
        """Where a mail server asks whose token it was shown (RFC 7662)."""
        return f"http://127.0.0.1:{self.port}/introspect"

    @property
    def secrets(self):
        """Everything that passed between Byline and this server and that nobody else may see."""
        shown = [asked.get(name) for _, path, asked in self.requests if path == "/token"
                 for name in ("code", "code_verifier", "client_secret", "refresh_token")]
        return [*self.tokens_given, *filter(None, shown)]

    def deny(self):
        """From now on the person says no."""
        self._says_yes = False

    def allow(self):
        """From now on the person says yes."""
        self._says_yes = True

    def revoke_all(self):
        """The person takes every yes back: neither access nor refresh tokens count any more."""
        with self._lock:
            self._access.clear()
            self._refresh.clear()

    def expire_access_tokens(self):
        """The access tokens have run out; refresh tokens still hold."""
        with self._lock:
            self._access.clear()

    def access_token(self):
        """An access token that holds now, for tests that need no browser."""
        with self._lock:
            return self._give()["access_token"]

    def refresh_token(self):
        """A refresh token that counts once, for tests that need no browser."""
        with self._lock:
            return self._give()["refresh_token"]

    # What it answers: (status, headers, body) ----------------------------------------------------------------------

    def handle(self, method, path, query, form):
        """The answer to a request."""
        if path == "/token":
            time.sleep(self.thinking_time)
        with self._lock:
            self.requests.append((method, path, {**query, **form}))
            routes = {("GET", "/authorize"): self._authorize, ("POST", "/token"): self._token,
                      ("POST", "/introspect"): self._introspect, ("GET", "/introspect"): self._introspect}
            answer = routes.get((method, path))
            return answer({**query, **form}) if answer else (404, {}, {"error": "not_found"})

    def _authorize(self, asked):
        back = urllib.parse.urlsplit(asked.get("redirect_uri", ""))
        # Never send a browser to where it was not meant to go (RFC 6749 §4.1.2.1): a page says so instead.
        if asked.get("client_id") != self.client_id:
            return 400, {}, {"error": "unauthorized_client"}
        if back.scheme != "http" or back.hostname not in ("127.0.0.1", "localhost") or not back.port:
            return 400, {}, {"error": "invalid_request", "error_description": "redirect_uri"}
        says = {"state": asked.get("state", "")}
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256" \
                or len(asked.get("code_challenge", "")) < 43:
            says |= {"error": "invalid_request", "error_description": "a code with PKCE is wanted"}
        elif not self._says_yes or asked.get("behaviour") == "deny":
            says |= {"error": "access_denied", "error_description": "The person said no."}
        else:
            says["code"] = secrets.token_urlsafe(24)
            self._codes[says["code"]] = (asked["redirect_uri"], asked["code_challenge"])
        return 302, {"Location": f"{asked['redirect_uri']}?{urllib.parse.urlencode(says)}"}, {}

    def _token(self, asked):
        def refused(error, words, status=400):
            return status, {}, {"error": error, "error_description": words}

        if asked.get("client_id") != self.client_id or asked.get("client_secret") != self.client_secret:
            return refused("invalid_client", "unknown client, or not its secret", 401)
        if asked.get("grant_type") == "authorization_code":
            # A code counts once (RFC 6749 §4.1.2).
            redirect, challenge = self._codes.pop(asked.get("code"), (None, None))
            proof = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            if redirect is None:
                return refused("invalid_grant", "unknown code")
            if redirect != asked.get("redirect_uri"):
                return refused("invalid_grant", "another redirect_uri")
            if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != challenge:
                return refused("invalid_grant", "the proof does not fit")
        elif asked.get("grant_type") == "refresh_token":
            if asked.get("refresh_token") not in self._refresh:
                return refused("invalid_grant", "Token has been expired or revoked.")
            # The old one is worth nothing from now on (RFC 6749 §6).
            self._refresh.remove(asked["refresh_token"])
        else:
            return refused("unsupported_grant_type", "a code or a refresh token is wanted")
        return 200, {}, self._give()

    def _give(self):
        access, refresh = f"at-{secrets.token_urlsafe(32)}", f"rt-{secrets.token_urlsafe(32)}"
        self._access[access] = time.monotonic() + self.lifetime
        self._refresh.add(refresh)
        self.tokens_given += [access, refresh]
        return {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime, "refresh_token": refresh}

    def _introspect(self, asked):
        holds = self._access.get(asked.get("token"), 0) > time.monotonic()
        return 200, {}, {"active": True, "username": self.user, "scope": "mail"} if holds else {"active": False}


def browse(address):
    """Opens an address as a person's browser does, follows where it leads, and returns the page in the end."""
    try:
        with urllib.request.urlopen(address, timeout=30) as page:
            return page.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.read().decode()


def _handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer({})

        def do_POST(self):
            length = int(self.headers.get("Content-Length", 0))
            self._answer(_pairs(self.rfile.read(length).decode()))

        def _answer(self, form):
            url = urllib.parse.urlsplit(self.path)
            status, headers, body = server.handle(self.command, url.path, _pairs(url.query), form)
            body = json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def _pairs(text):
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))


def main():
    """Runs a server for a person: prints where it is, ends when the input does."""
    with contextlib.suppress(KeyboardInterrupt), AuthorizationServer() as server:
        print(json.dumps({"authorize_url": server.authorize_url, "token_url": server.token_url,
                          "introspection_url": server.introspection_url, "client_id": server.client_id}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
