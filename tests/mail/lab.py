"""The mail lab: a real Postfix and a real Dovecot on free ports of 127.0.0.1, for tests.

Everything lives in one scratch folder: configuration, queue, certificates, mail boxes. The system's own
configuration is neither read nor changed, and nothing is left running or lying about when the lab closes.

The rep's own mail server (`smtp`, STARTTLS and AUTH) takes mail for anyone and passes it to "the rest of the
world" (`world`, a second listener), which puts every address into a Maildir of its own. Both can be told to answer
an address with a reply of the test's choosing: at the rep's server the sender sees it at once, in the world it
comes back as a bounce.

    python3 tests/mail/lab.py        prints where everything is as one JSON line, runs until its input closes

Needs root (Postfix drops its rights by itself) and the packages that `./dev test mail` installs.
"""

import contextlib
import json
import mailbox
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

DOMAIN = "lab.test"
"""The rep's own domain. Mail for it stays here; bounces and replies come back to it."""

BOXES = "boxes.lab.test"
"""Where the world keeps the mail of everybody else."""

BOX_OWNER = 5000
START_LIMIT = 30.0


class LabError(Exception):
    """The lab could not be brought up; the message says why and what to do."""


def free_ports(count):
    """`count` TCP ports of 127.0.0.1 that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Lab:
    """A running mail lab; a context manager.

    `users` maps the log-in names of the rep's server to their passwords. With `introspection`, the address of an
    authorization server's introspection endpoint, both servers take its access tokens too (XOAUTH2, OAUTHBEARER).

    Mail to `name+anything` of the rep's own domain reaches `name`, as with the great providers.
    """

    def __init__(self, users=None, introspection=None):
        self.users = users or {f"dana@{DOMAIN}": "correct horse"}
        self.introspection = introspection
        self.folder = None
        self._conf = None
        self._processes = []

    def __enter__(self):
        missing = [p for p in ("postfix", "dovecot", "openssl") if not _program(p)]
        if missing:
            raise LabError(f"missing: {', '.join(missing)}. `./dev test mail` installs what the mail lab needs.")
        if os.geteuid() != 0:
            raise LabError("Postfix has to be started as root: run `./dev test mail`, which asks for it.")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="byline-mail-lab-"))
        self.folder.chmod(0o755)
        try:
            self.smtp, self.world, self.imap, self.imaps, self._lmtp, self._auth = free_ports(6)
            self._certificates()
            self._dovecot()
            self._postfix()
            for port in (self._lmtp, self._auth, self.imap, self.imaps, self.smtp, self.world):
                self._wait_for(port)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends both servers and removes the scratch folder."""
        if self._conf:
            # The command that stays in the foreground is not the master itself: ask for it by its own pid file.
            subprocess.run(["postfix", "-c", self._conf, "stop"], capture_output=True)
        for process in reversed(self._processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self._processes.clear()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    # What a test asks of the lab ---------------------------------------------------------------------------------

    @property
    def ca(self):
        """The certificate authority to trust, as a PEM file."""
        return self.folder / "ca.pem"

    def answer(self, address, reply):
        """From now on the rep's own server answers RCPT TO this address with `reply`, such as `550 5.1.1 No such user`."""
        self._rule("own-rules", address, reply)

    def answer_in_world(self, address, reply):
        """From now on the world answers so: the sender sees the mail accepted, and a bounce comes back later."""
        self._rule("world-rules", address, reply)

    def take(self, address):
        """From now on this address is mailed like any other again."""
        for table in ("own-rules", "world-rules"):
            self._rule(table, address, None)

    def away(self, address, text):
        """This person is out of office from now on and answers each mail with `text`."""
        home = self._home(address)
        home.mkdir(parents=True, exist_ok=True)
        script = home / ".dovecot.sieve"
        script.write_text(
            # It answers no mail that names a list (RFC 5230 §4.6), and other servers do: let it look like one of those.
            'require ["vacation", "editheader"];\ndeleteheader "List-Unsubscribe";\n'
            f'vacation :days 1 :addresses ["{address}"] :from "{address}" "{text}";\n'
        )
        for path in (home.parent, home, script):
            os.chown(path, BOX_OWNER, BOX_OWNER)

    def maildir(self, address):
        """The folder with the mail of this address."""
        return self._home(address) / "Maildir"

    def number_anew(self, address):
        """Makes Dovecot forget how it numbered the messages of this address: another UIDVALIDITY, as after a restore."""
        for path in self.maildir(address).glob("dovecot*"):
            path.unlink()

    def set_password(self, user, password):
        """From now on this user of the rep's server signs in with `password`."""
        self.users = {**self.users, user: password}
        self._write_users()
        # The file is looked at once a second at the most.
        test = ["doveadm", "-c", str(self.folder / "dovecot.conf"), "auth", "test", user, password]
        limit = time.monotonic() + START_LIMIT
        while subprocess.run(test, capture_output=True).returncode != 0:
            if time.monotonic() > limit:
                raise LabError(f"the new password of {user} is not taken:\n{self.log()}")
            time.sleep(0.05)

    def stop_imap(self):
        """Dovecot goes away, with every open connection, until `start_imap`."""
        # Sessions end when Dovecot is told to stop, but not when its master process alone ends.
        subprocess.run(["doveadm", "-c", str(self.folder / "dovecot.conf"), "stop"], check=True, capture_output=True)
        self._processes.remove(self._dovecot_process)
        self._dovecot_process.wait(10)

    def start_imap(self):
        """Dovecot comes back, on the same ports."""
        self._start_dovecot()
        for port in (self._lmtp, self._auth, self.imap, self.imaps):
            self._wait_for(port)

    def inbox(self, address):
        """Every message that arrived for this address, as raw bytes."""
        folder = self.maildir(address)
        if not folder.exists():
            return []
        box = mailbox.Maildir(folder, create=False)
        return [box.get_bytes(key) for key in sorted(box.keys())]

    def addresses(self):
        """Every address of the world that has a mail box by now."""
        root = self.folder / "mail" / BOXES
        return sorted(home.name.replace("=", "@", 1) for home in root.iterdir()) if root.exists() else []

    def settled(self, seconds=60.0):
        """Waits until Postfix has nothing left to deliver; False when it still has after `seconds`."""
        return self._at_rest(("maildrop", "incoming", "active", "deferred"), seconds)

    def _at_rest(self, names, seconds):
        queues = [self.folder / "queue" / name for name in names]
        limit = time.monotonic() + seconds
        empty = 0
        while time.monotonic() < limit:
            busy = any(files for queue in queues for _, _, files in os.walk(queue))
            empty = 0 if busy else empty + 1
            # Between the two listeners a mail is in no queue for a moment: only twice empty counts.
            if empty == 3:
                return True
            time.sleep(0.1)
        return False

    def log(self):
        """What Postfix and Dovecot wrote so far."""
        texts = []
        for name in ("postfix.log", "dovecot.log"):
            path = self.folder / name
            if path.exists():
                texts.append(path.read_text(errors="replace"))
        return "".join(texts)

    def describe(self):
        """Where everything is, ready for JSON."""
        return {
            "host": "localhost",
            "smtp": self.smtp,
            "world": self.world,
            "imap": self.imap,
            "imaps": self.imaps,
            "ca": str(self.ca),
            "users": self.users,
            "folder": str(self.folder),
        }

    # How it is set up --------------------------------------------------------------------------------------------

    def _home(self, address):
        name, _, domain = address.lower().rpartition("@")
        if domain == DOMAIN:
            return self.folder / "mail" / DOMAIN / name
        return self.folder / "mail" / BOXES / f"{name}={domain}"

    def _rule(self, table, address, reply):
        # A texthash table is read when a server process starts: make new ones start.
        rules = dict(line.split(" ", 1) for line in (self.folder / table).read_text().splitlines())
        rules.pop(address, None)
        if reply:
            rules[address] = reply
        (self.folder / table).write_text("".join(f"{who} {what}\n" for who, what in rules.items()))
        if self._processes:
            # What is on its way when the queue manager starts anew would stay lying.
            self._at_rest(("maildrop", "incoming", "active"), START_LIMIT)
            subprocess.run(["postfix", "-c", self._conf, "reload"], check=True, capture_output=True)

    def _certificates(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *curve, "-days", "2", "-subj", "/CN=Byline mail lab", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "2", "-extfile", "names", "-out", "server.pem")

    def _dovecot(self):
        r = self.folder
        mail = r / "mail"
        mail.mkdir()
        os.chown(mail, BOX_OWNER, BOX_OWNER)
        self._write_users()
        (r / "dovecot.conf").write_text(f"""
base_dir = {r}/dovecot-run
state_dir = {r}/dovecot-state
log_path = {r}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{r}/server.pem
ssl_key = <{r}/server.key
auth_mechanisms = plain login{" xoauth2 oauthbearer" if self.introspection else ""}
auth_failure_delay = 0
auth_username_format = %Lu
auth_username_chars =
recipient_delimiter =
first_valid_uid = {BOX_OWNER}
mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}
{self._token_passdb()}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {r}/users
}}
userdb {{
  driver = static
  args = uid={BOX_OWNER} gid={BOX_OWNER} home={r}/mail/%Ld/%Ln allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self._lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {self._auth}
  }}
}}
# A wrong password is one of the tests; the next log-in from the same address must not be made to wait for it.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
submission_host = 127.0.0.1:{self.world}
protocol lmtp {{
  mail_plugins = sieve
  postmaster_address = postmaster@{DOMAIN}
}}
plugin {{
  sieve = file:~/.dovecot.sieve
  sieve_vacation_min_period = 0
  sieve_extensions = +editheader
}}
""")
        self._start_dovecot()

    def _start_dovecot(self):
        self._dovecot_process = self._start(["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], "dovecot.out")

    def _write_users(self):
        file = self.folder / "users"
        lines = [f"{name}:{{PLAIN}}{password}\n" for name, password in self.users.items()]
        # Dovecot reads the file again when its size has changed: one line more each time, which says nothing.
        lines += ["#\n" * (file.read_text().count("#") + 1)] if file.exists() else []
        file.write_text("".join(lines))

    def _token_passdb(self):
        if not self.introspection:
            return ""
        settings = self.folder / "oauth2.conf"
        settings.write_text(f"""
introspection_mode = post
introspection_url = {self.introspection}
username_attribute = username
active_attribute = active
active_value = true
""")
        return f"""
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {settings}
}}
"""

    def _postfix(self):
        r = self.folder
        self._conf = str(r / "postfix")
        os.mkdir(self._conf)
        os.mkdir(r / "queue")
        (r / "data").mkdir()
        shutil.chown(r / "data", "postfix")
        for table in ("own-rules", "world-rules"):
            (r / table).touch()
        (r / "boxes").write_text(
            f"if !/@({DOMAIN}|{BOXES})$/\n/^(.+)@([^@]+)$/ $1=$2@{BOXES}\nendif\n".replace("lab.test", r"lab\.test", 2)
        )
        (r / "tokens").write_text(f"/^([^+@]+)\\+[^@]*@{DOMAIN}$/ $1@{DOMAIN}\n".replace("@lab.test$", r"@lab\.test$"))
        pathlib.Path(self._conf, "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {r}/queue
data_directory = {r}/data
maillog_file = {r}/postfix.log
maillog_file_prefixes = {r}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{DOMAIN}
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
relayhost = [127.0.0.1]:{self.world}
virtual_mailbox_domains = {DOMAIN}, {BOXES}
virtual_mailbox_maps = static:here
virtual_alias_maps = regexp:{r}/tokens
virtual_transport = lmtp:inet:127.0.0.1:{self._lmtp}
lmtp_host_lookup = native
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {r}/server.pem
smtpd_tls_key_file = {r}/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{self._auth}
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 100000
smtpd_hard_error_limit = 100000
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_reject_unlisted_recipient = no
in_flow_delay = 0
default_destination_concurrency_limit = 8
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
maximal_queue_lifetime = 6s
delay_warning_time = 1s
bounce_queue_lifetime = 6s
""")
        services = [
            f"127.0.0.1:{self.smtp} inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes"
            f" -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
            f" -o smtpd_recipient_restrictions=check_recipient_access,texthash:{r}/own-rules,permit_sasl_authenticated,reject",
            f"127.0.0.1:{self.world} inet n - n - - smtpd -o cleanup_service_name=world -o smtpd_tls_security_level=none"
            f" -o smtpd_relay_restrictions=permit_mynetworks,reject"
            f" -o smtpd_recipient_restrictions=check_recipient_access,texthash:{r}/world-rules,permit",
            f"world unix n - n - 0 cleanup -o virtual_alias_maps=regexp:{r}/tokens,regexp:{r}/boxes",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "flush unix n - n 1000? 0 flush",
            "proxymap unix - - n - - proxymap",
            "smtp unix - - n - - smtp",
            "relay unix - - n - - smtp",
            "lmtp unix - - n - - lmtp",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        pathlib.Path(self._conf, "master.cf").write_text("\n".join(services) + "\n")
        self._start(["postfix", "-c", self._conf, "start-fg"], "postfix.out")

    def _start(self, command, output):
        with open(self.folder / output, "wb") as file:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                                       start_new_session=True)
        self._processes.append(process)
        return process

    def _wait_for(self, port):
        limit = time.monotonic() + START_LIMIT
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            ended = [p.args[0] for p in self._processes if p.poll() is not None]
            if ended or time.monotonic() > limit:
                said = "".join((self.folder / f"{n}.out").read_text(errors="replace")
                               for n in ("dovecot", "postfix") if (self.folder / f"{n}.out").exists())
                raise LabError(f"{' and '.join(ended) or 'a server'} did not come up on port {port}:\n{said}{self.log()}")
            time.sleep(0.05)


def _program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def main():
    """Runs a lab for a person: prints where it is, ends when the input does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Lab() as lab:
            print(json.dumps(lab.describe()), flush=True)
            sys.stdin.read()
    except LabError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
