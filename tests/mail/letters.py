"""Mail as people and providers write it, in answer to a mail that reached them."""

import email
import email.policy
import html
import re
import urllib.parse
from email.message import EmailMessage
from email.utils import formatdate, make_msgid


def parse(raw):
    """A message as Python reads it."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def fresh(sender, to, subject, text):
    """A mail that answers none."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="mailer.example.net")
    message.set_content(text)
    return message


def reply(original, sender, text):
    """An answer above everything that it quotes, as most programs write it."""
    quoted = "".join(f"> {line}\n" for line in original.get_body(("plain",)).get_content().splitlines())
    said = f"{text}\n\nOn {original['Date']}, {original['From']} wrote:\n\n{quoted}"
    return _answering(original, fresh(sender, original["From"], f"Re: {original['Subject']}", said))


def outlook_reply(original, sender, text):
    """An answer as Outlook writes it: HTML, and the mail it answers below a line, with its head spelled out."""
    head = "".join(f"<b>{name}:</b> {html.escape(value)}<br>" for name, value in (
        ("From", original["From"]), ("Sent", original["Date"]), ("To", original["To"]), ("Subject", original["Subject"])))
    message = fresh(sender, original["From"], f"RE: {original['Subject']}", "")
    message.set_content(
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US"><div class="WordSection1">'
        f'<p class="MsoNormal">{html.escape(text)}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
        f'<p class="MsoNormal">{head}</p></div></div>{original.get_body(("html",)).get_content()}'
        "</div></body></html>", subtype="html")
    return _answering(original, message)


def by_list_unsubscribe(original, sender):
    """What a mail program sends when one presses its own "Unsubscribe" (RFC 2369)."""
    [address] = re.findall(r"<(mailto:[^>]+)>", original["List-Unsubscribe"])
    return _mailto(address, sender)


def by_visible_link(original, sender):
    """What one sends who follows the link at the end of the mail."""
    found = re.findall(r'href="(mailto:[^"]+subject=unsubscribe[^"]*)"', original.get_body(("html",)).get_content())
    return _mailto(html.unescape(found[0]), sender)


def complaint(original):
    """What a provider sends when somebody pressed "Junk" (ARF, RFC 5965)."""
    head = {
        "From": "Feedback Loop <fbl@provider.example.net>", "To": original["From"], "Date": formatdate(),
        "Message-ID": make_msgid(domain="provider.example.net"), "Subject": f"FW: {original['Subject']}",
        "MIME-Version": "1.0", "Content-Type": 'multipart/report; report-type=feedback-report; boundary="part"',
    }
    report = f"Feedback-Type: abuse\r\nUser-Agent: Loop/1.0\r\nVersion: 1\r\nOriginal-Rcpt-To: {addressee(original)}"
    parts = (("text/plain", "This is a report of unwanted mail."), ("message/feedback-report", report))
    return b"".join((
        "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode(),
        *(f"\r\n--part\r\nContent-Type: {kind}\r\n\r\n{text}\r\n".encode() for kind, text in parts),
        b"\r\n--part\r\nContent-Type: message/rfc822\r\n\r\n", original.as_bytes(policy=email.policy.SMTP),
        b"\r\n--part--\r\n"))


def notice_without_message_id(return_address, who):
    """What a server of the old kind sends back: words, an address, and nothing of the mail itself."""
    message = fresh("Mail Delivery Subsystem <MAILER-DAEMON@old.example.org>", return_address,
                    "Undelivered mail: returned to sender",
                    f"Your message could not be delivered to the following address:\n\n  {who}\n\n"
                    f"550 5.1.1 <{who}>: Recipient address rejected: User unknown\n")
    message["Auto-Submitted"] = "auto-replied"
    return message


def addressee(message):
    """To whom a mail went."""
    return message["To"].addresses[0].addr_spec


def _answering(original, message):
    message["In-Reply-To"] = message["References"] = original["Message-ID"]
    return message


def _mailto(address, sender):
    """The mail that a `mailto:` asks for (RFC 6068)."""
    parts = urllib.parse.urlsplit(address)
    wanted = {name: values[0] for name, values in urllib.parse.parse_qs(parts.query).items()}
    return fresh(sender, urllib.parse.unquote(parts.path), wanted.get("subject", ""), wanted.get("body", ""))
