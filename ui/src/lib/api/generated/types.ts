// Made by `cargo test -p byline-desk` from the Rust types; do not edit.

/**
 * What the rep does next.
 */
export type Action = "call" | "email" | "visit" | "write" | "other";

/**
 * A person to add.
 */
export type AddPerson = { 
/**
 * What is known.
 */
draft: ContactDraft, };

/**
 * A picture to lay beside a piece.
 */
export type AddPicture = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * The name of the file that was chosen.
 */
file_name: string, 
/**
 * Its bytes, as base64.
 */
data: string, };

/**
 * A picture that lies beside a piece.
 */
export type AddedPicture = { 
/**
 * The file name to put into the Markdown.
 */
name: string, };

/**
 * An e-mail address, to find out who keeps its mailbox.
 */
export type AddressInput = { 
/**
 * The address.
 */
address: string, };

/**
 * What came back from a person for a delivery.
 */
export type Answer = "replied" | "auto_replied" | "opted_out" | "complained";

/**
 * Who is to get a piece.
 */
export type AudienceInput = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * A filter, or the name of a saved audience.
 */
audience: string, 
/**
 * People the rep holds back this time.
 */
held_back: Array<ContactId>, 
/**
 * By which way it is to go, where that is chosen: a mailbox has a limit, and wants a test first.
 */
via: Via | null, };

/**
 * The sum of an audience: `chosen` − everybody left out = `will_get`.
 */
export type AudienceSum = { 
/**
 * Everybody the filter finds.
 */
chosen: number, 
/**
 * Who does not get it, by reason.
 */
left_out: Array<LeftOut>, 
/**
 * How many get it.
 */
will_get: number, 
/**
 * Who gets it, in the order in which it goes out.
 */
people: Array<WillGet>, };

/**
 * Why a mail could not be delivered.
 */
export type BounceReason = "no_such_user" | "no_such_domain" | "moved" | "mailbox_full" | "too_big" | "policy" | "spam" | "greylisted" | "rate_limited" | "network" | "expired" | "other";

/**
 * What makes every piece the rep's own; kept in `brand.toml`.
 */
export type Brand = { 
/**
 * The rep's name; it signs every piece.
 */
name: string, 
/**
 * Job title.
 */
title: string, 
/**
 * The rep's company.
 */
company: string, 
/**
 * The name of the newsletter.
 */
newsletter: string, 
/**
 * The address that mail comes from, and that answers go to.
 */
email: string, 
/**
 * Phone.
 */
phone: string, 
/**
 * Web address.
 */
website: string, 
/**
 * Postal address, one line a line; every mailing must carry one (CAN-SPAM §7704(a)(5)).
 */
postal_address: string, 
/**
 * The city that stands beside the company in a byline.
 */
city: string, 
/**
 * How the rep signs: usually the first name.
 */
signature: string, 
/**
 * A few words under the newsletter's name.
 */
tagline: string, 
/**
 * The file name of a portrait in the desk's `media/`; empty when there is none.
 */
photo: string, 
/**
 * The file name of a logo in the desk's `media/`; empty when there is none.
 */
logo: string, 
/**
 * The language of the pieces, as a BCP 47 tag such as `en` or `de`.
 */
language: string, 
/**
 * The colours of pieces.
 */
colors: Colors, };

/**
 * The rep's name and colours, to save or to try.
 */
export type BrandInput = { 
/**
 * Name and colours.
 */
brand: Brand, };

/**
 * What the checks before sending say.
 */
export type CheckReport = { 
/**
 * Whether anything must be put right first.
 */
blocked: boolean, 
/**
 * What was found; those that block first, then warnings, then what is in order.
 */
findings: Array<Finding>, 
/**
 * The size of the largest copy's HTML, in bytes.
 */
largest_html: number, };

/**
 * The colours of pieces, each as `#RRGGBB`.
 */
export type Colors = { 
/**
 * Headings, buttons, the ground of a cover.
 */
main: string, 
/**
 * Figures, rules, small marks.
 */
accent: string, 
/**
 * The ground of quiet panels.
 */
soft: string, 
/**
 * Text.
 */
text: string, };

/**
 * The organisation that a contact works for.
 */
export type Company = { 
/**
 * Its number in the desk.
 */
id: CompanyId, 
/**
 * Its name as people say it.
 */
name: string, 
/**
 * Its mail and web domain, such as `example.com`.
 */
domain: string | null, 
/**
 * City.
 */
city: string | null, 
/**
 * State, province or region.
 */
region: string | null, 
/**
 * Country.
 */
country: string | null, 
/**
 * What it makes or does.
 */
industry: string | null, 
/**
 * How many people work there.
 */
employees: number | null, 
/**
 * The rep's notes.
 */
notes: string | null, };

/**
 * The organisation a person works for.
 */
export type CompanyId = number;

/**
 * Where the rep says yes to OAuth 2.
 */
export type ConsentPage = { 
/**
 * The address that the browser opens.
 */
address: string, };

/**
 * A person.
 */
export type Contact = { 
/**
 * Their number in the desk; survives a merge of two contacts.
 */
id: ContactId, 
/**
 * The address to write to, if one is known.
 */
email: EmailAddress | null, 
/**
 * First name.
 */
first_name: string | null, 
/**
 * Last name.
 */
last_name: string | null, 
/**
 * The name of their company.
 */
company: string | null, 
/**
 * Their company's number.
 */
company_id: CompanyId | null, 
/**
 * Job title.
 */
title: string | null, 
/**
 * Phone.
 */
phone: string | null, 
/**
 * City.
 */
city: string | null, 
/**
 * Web address, such as a LinkedIn profile.
 */
url: string | null, 
/**
 * How far they have come.
 */
stage: Stage, 
/**
 * How they came to be known.
 */
source: Source, 
/**
 * Who gave their name.
 */
referred_by: ContactId | null, 
/**
 * Whether they decide.
 */
decides: boolean, 
/**
 * Tags, sorted.
 */
tags: Array<string>, 
/**
 * Why the rep may write to them.
 */
permission: Permission | null, 
/**
 * The rep's notes.
 */
notes: string | null, 
/**
 * When they were added.
 */
created_at: string, };

/**
 * What is known of a person before they are in the desk; a field left `None` says nothing about it, so an import
 * never clears what the desk knows.
 */
export type ContactDraft = { 
/**
 * The address to write to.
 */
email?: EmailAddress, 
/**
 * First name.
 */
first_name?: string, 
/**
 * Last name.
 */
last_name?: string, 
/**
 * The name of the company; made when there is none of that name.
 */
company?: string, 
/**
 * Job title.
 */
title?: string, 
/**
 * Phone.
 */
phone?: string, 
/**
 * City.
 */
city?: string, 
/**
 * Web address.
 */
url?: string, 
/**
 * How far they have come.
 */
stage?: Stage, 
/**
 * How they came to be known.
 */
source?: Source, 
/**
 * Who gave their name.
 */
referred_by?: ContactId, 
/**
 * Whether they decide.
 */
decides?: boolean, 
/**
 * Tags to add to those they have.
 */
tags?: Array<string>, 
/**
 * Why the rep may write to them.
 */
permission?: Permission, 
/**
 * Notes.
 */
notes?: string, };

/**
 * A person.
 */
export type ContactId = number;

/**
 * Whether somebody asked to stop, in the rep's judgement.
 */
export type DecideOptOut = { 
/**
 * The message.
 */
incoming: IncomingId, 
/**
 * Whether they are never mailed again.
 */
stop: boolean, };

/**
 * The deliveries of a mailing in one state, or all of them.
 */
export type DeliveriesInput = { 
/**
 * Which mailing.
 */
mailing: MailingId, 
/**
 * In which state; `null` is any.
 */
state: DeliveryState | null, };

/**
 * One row of a mailing.
 */
export type Delivery = { 
/**
 * Its number.
 */
delivery: DeliveryId, 
/**
 * The mailing it belongs to.
 */
mailing: MailingId, 
/**
 * To whom.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company, to show.
 */
company: string | null, 
/**
 * The address it goes to; `None` when they were skipped for want of one.
 */
address: EmailAddress | null, 
/**
 * Its place in the mailing, from 1.
 */
position: number, 
/**
 * The Message-ID, fixed before sending, without angle brackets.
 */
message_id: string, 
/**
 * What became of it.
 */
state: DeliveryState, 
/**
 * Why it was left out.
 */
skipped: SkipReason | null, 
/**
 * The server's words, or what is known.
 */
words: string | null, 
/**
 * What came back.
 */
answers: Array<Answer>, 
/**
 * With `bounced` and `refused`: why, as far as it is known.
 */
failure: Failure | null, 
/**
 * With `deferred`: when it is tried again.
 */
retry_at: string | null, 
/**
 * How many times it was tried.
 */
attempts: number, 
/**
 * When its state last changed.
 */
at: string, };

/**
 * One row of a mailing: an edition to a person.
 */
export type DeliveryId = number;

/**
 * What became of one edition to one person.
 */
export type DeliveryState = "queued" | "claimed" | "sending" | "accepted" | "deferred" | "refused" | "unknown" | "bounced" | "skipped";

/**
 * What the window must know before it shows anything.
 */
export type DeskState = { 
/**
 * Whether a desk is open; without one the window shows the onboarding.
 */
open: boolean, 
/**
 * The folder of the desk, or where it would be made.
 */
folder: string, 
/**
 * Whether this is the desk of invented people.
 */
sample: boolean, 
/**
 * Whether nothing can be written, with the reason.
 */
read_only: string | null, 
/**
 * Why the desk cannot be opened although it is there.
 */
problem: Problem | null, 
/**
 * The rep's name and colours.
 */
brand: Brand, 
/**
 * Byline's version.
 */
version: string, };

/**
 * One record of a domain, and what it means.
 */
export type DomainRecord = { 
/**
 * SPF, DKIM, DMARC or MX.
 */
name: string, 
/**
 * The record as it stands; `null` when there is none.
 */
found: string | null, 
/**
 * How good that is.
 */
verdict: DomainVerdict, 
/**
 * What it means, and what to do.
 */
words: string, };

/**
 * What the domain of the rep's address says about mail in its name.
 */
export type DomainReport = { 
/**
 * The domain.
 */
domain: string, 
/**
 * What it says, record by record.
 */
records: Array<DomainRecord>, };

/**
 * How good a record of a domain is.
 */
export type DomainVerdict = "good" | "warn" | "missing" | "unknown";

/**
 * A piece being written, not necessarily saved.
 */
export type Draft = { 
/**
 * The folder name.
 */
piece: string, 
/**
 * The parts of the front matter.
 */
fields: PieceFields, 
/**
 * The text below the front matter.
 */
body: string, };

/**
 * A dream client and how long ago the last touch was.
 */
export type DreamClient = { 
/**
 * The person.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * Days since the last touch; `None` when there never was one.
 */
days_since_touch: number | null, };

/**
 * What to change about a person.
 */
export type EditPerson = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * The fields to change, by their names, as texts; an empty text clears the field.
 */
fields: { [key in string]: string }, };

/**
 * What an edition is known by: the SHA-256 of its content as 64 lower-case hex digits.
 */
export type EditionHash = string;

/**
 * An e-mail address that can stand in a header and an SMTP command as it is.
 *
 * The domain is kept as lower-case A-labels (RFC 5890), so a domain with other letters than ASCII is safe on every
 * server. The part before the `@` is kept as written: RFC 5321 §2.4 leaves its case to the receiving server.
 */
export type EmailAddress = string;

/**
 * What a file can be exported as.
 */
export type ExportForm = "pdf" | "page" | "text" | "eml" | "png";

/**
 * A piece to export.
 */
export type ExportInput = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * As what.
 */
form: ExportForm, 
/**
 * For whom.
 */
contact: ContactId | null, };

/**
 * Somebody to whom a mail could not be delivered, or not yet.
 */
export type FailedRecipient = { 
/**
 * The address to which it was sent, as far as the notice names it.
 */
address: EmailAddress, 
/**
 * Whether it will never work: no such user or domain. A full mailbox, a policy or a spam filter may let the next
 * mail pass, so those are soft whatever their code.
 */
hard: boolean, 
/**
 * The enhanced status code (RFC 3463), such as `5.1.1`; taken from the server's words where those say more than
 * the field does.
 */
status: string | null, 
/**
 * Why.
 */
reason: BounceReason, 
/**
 * The server's own words.
 */
words: string, };

/**
 * Why a delivery failed.
 */
export type Failure = { 
/**
 * Whether it will never work: see [`crate::FailedRecipient::hard`].
 */
hard: boolean, 
/**
 * Why.
 */
reason: BounceReason, };

/**
 * One thing that a check found.
 */
export type Finding = { 
/**
 * How much it weighs.
 */
level: Level, 
/**
 * What it is about.
 */
code: FindingCode, 
/**
 * What was found and what to do, in words for the rep.
 */
message: string, 
/**
 * Whom it is about.
 */
contact?: ContactId, 
/**
 * The line of the piece that it is about, counted from 1.
 */
line?: number, };

/**
 * What a finding is about.
 */
export type FindingCode = "nobody" | "missing-value" | "unknown-field" | "no-opt-out" | "no-postal-address" | "no-subject" | "no-sender" | "too-large" | "missing-picture" | "no-picture-text" | "bad-link" | "overflow" | "html-removed" | "unknown-key" | "step-due" | "already-received" | "over-limit" | "no-mailbox" | "no-test";

/**
 * A next step that is due, with whom it is for.
 */
export type FollowUp = { 
/**
 * The step.
 */
step: NextStep, 
/**
 * The contact's name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * Their address.
 */
email: string | null, 
/**
 * Their phone.
 */
phone: string | null, 
/**
 * Whether they bear the tag `dream`.
 */
dream: boolean, };

/**
 * Who has not had the newest issue.
 */
export type Gap = { 
/**
 * The newest issue that went out.
 */
piece: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The day it went out.
 */
sent: string, 
/**
 * Everybody who might have had it and has not: not suppressed, not lost.
 */
missed: number, 
/**
 * Those of them who can have it now: an address that works.
 */
can_have_it: number, 
/**
 * Those of them who came into the desk after it went out.
 */
joined_after: number, 
/**
 * Those of them for whom it came back or was refused.
 */
bounced: number, 
/**
 * Those of them without an address.
 */
no_address: number, };

/**
 * A piece that was handed over.
 */
export type GiveInput = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * To whom.
 */
contacts: Array<ContactId>, 
/**
 * How.
 */
how: How, 
/**
 * On which day; `null` is today.
 */
on: string | null, };

/**
 * How many hand-overs were recorded.
 */
export type Given = { 
/**
 * How many.
 */
given: number, };

/**
 * Somebody who wrote back and was not answered yet.
 */
export type HandRaised = { 
/**
 * The delivery they answered.
 */
delivery: DeliveryId, 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * The title of the piece they answered.
 */
piece: string, 
/**
 * What they wrote, without what it quotes.
 */
text: string, 
/**
 * When.
 */
at: string, };

/**
 * A message that came in, seen to or not.
 */
export type HandleIncoming = { 
/**
 * Which.
 */
incoming: IncomingId, 
/**
 * Whether the rep has seen to it.
 */
handled: boolean, };

/**
 * A reply to mark as seen to, or as waiting again.
 */
export type HandleReply = { 
/**
 * The delivery it answered.
 */
delivery: DeliveryId, 
/**
 * Seen to, or waiting again.
 */
handled: boolean, };

/**
 * By which way somebody got a piece.
 */
export type How = "mailed" | "printed" | "link" | "attached" | "shown";

/**
 * A page of HTML for a sandboxed frame.
 */
export type HtmlPage = { 
/**
 * The document; it loads nothing from outside.
 */
html: string, };

/**
 * People in a file, to bring in.
 */
export type ImportInput = { 
/**
 * The name of the file that was chosen.
 */
file_name: string, 
/**
 * Its bytes, as base64.
 */
data: string, 
/**
 * Only say what would happen.
 */
dry_run: boolean, };

/**
 * What bringing in people came to.
 */
export type ImportReport = { 
/**
 * The import's number; `null` when nothing was written.
 */
import: number | null, 
/**
 * Rows read, without the heading.
 */
rows: number, 
/**
 * People who were new.
 */
added: number, 
/**
 * People of whom something new became known.
 */
updated: number, 
/**
 * People of whom nothing new became known.
 */
unchanged: number, 
/**
 * Rows that were about a person of an earlier row.
 */
merged: number, 
/**
 * Rows that could not be brought in.
 */
rejected: Array<Rejected>, 
/**
 * Headings that Byline did not recognise.
 */
ignored_columns: Array<string>, };

/**
 * A message that came in.
 */
export type IncomingId = number;

/**
 * What a message that came in is.
 */
export type IncomingKind = "bounce" | "delayed" | "auto_reply" | "reply" | "opt_out" | "complaint" | "other";

/**
 * A message that came in, as the desk keeps it.
 */
export type IncomingMail = { 
/**
 * Its number.
 */
incoming: IncomingId, 
/**
 * What it is.
 */
kind: IncomingKind, 
/**
 * Who wrote it: their name where they write one, else the address.
 */
from: string, 
/**
 * The subject.
 */
subject: string, 
/**
 * What was written, without what it quotes.
 */
text: string, 
/**
 * When it came in.
 */
at: string, 
/**
 * To whom a delivery failed, and why.
 */
recipients: Array<FailedRecipient>, 
/**
 * The day on which somebody is back.
 */
returns: string | null, 
/**
 * Whom it comes from or is about, where that is known.
 */
contact: ContactId | null, 
/**
 * Their name, to show.
 */
name: string | null, 
/**
 * The delivery that it belongs to.
 */
delivery: DeliveryId | null, 
/**
 * Its mailing.
 */
mailing: MailingId | null, 
/**
 * The title of the piece.
 */
piece: string | null, 
/**
 * How that is known.
 */
matched_by: MatchedBy | null, 
/**
 * The words that may mean "stop", while the rep has not decided.
 */
may_opt_out: string | null, 
/**
 * Whether the rep has seen to it.
 */
handled: boolean, };

/**
 * What a piece is.
 */
export type Kind = "newsletter" | "article" | "collateral";

/**
 * A page of the ledger's matrix.
 */
export type LedgerMatrix = { 
/**
 * The columns: newsletters by date, then articles, then collateral.
 */
pieces: Array<MatrixPiece>, 
/**
 * How many people match.
 */
total: number, 
/**
 * The people from `offset` on, those who had the newest first.
 */
rows: Array<MatrixRow>, 
/**
 * Who has not had the newest issue.
 */
gap: Gap | null, };

/**
 * Somebody who did not receive a piece (with `ledger --missing`).
 */
export type LedgerRow = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their address.
 */
email: string | null, 
/**
 * Their company.
 */
company: string | null, 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * Why, in a word: a reason of being skipped, `bounced`, `refused`, or `not-sent`.
 */
why: string, };

/**
 * Those left out for one reason.
 */
export type LeftOut = { 
/**
 * Why.
 */
reason: SkipReason, 
/**
 * How many.
 */
count: number, 
/**
 * Who.
 */
people: Array<Skipped>, };

/**
 * How much a finding weighs.
 */
export type Level = "block" | "warn" | "pass";

/**
 * A touch, by number.
 */
export type LoggedTouch = { 
/**
 * Which.
 */
touch: TouchId, };

/**
 * What became of the look for deliveries of unknown fate in the rep's Sent folder.
 */
export type LookedUp = { 
/**
 * How many were looked for.
 */
unknown: number, 
/**
 * How many a copy was found of: they count as accepted now.
 */
found: number, 
/**
 * The folder that was looked into; `null` when the mailbox has none.
 */
folder: string | null, };

/**
 * The settings of the rep's mailbox; no password and no token is ever part of them.
 */
export type Mailbox = { 
/**
 * The name that mail comes from.
 */
from_name: string, 
/**
 * The address that mail comes from.
 */
from_address: EmailAddress, 
/**
 * The server that takes mail.
 */
smtp: ServerAddress | null, 
/**
 * The server that holds what came in.
 */
imap: ServerAddress | null, 
/**
 * The name to sign in with.
 */
user: string, 
/**
 * A file of certificates (PEM) to trust beside the system's.
 */
ca_file: string | null, 
/**
 * How many messages may go out in a rolling 24 hours.
 */
daily_limit: number | null, 
/**
 * How many messages may go out a minute.
 */
per_minute: number | null, 
/**
 * How many seconds lie at least between two messages to the same domain; a server that gets many at once from one
 * sender takes them for spam.
 */
domain_gap: number | null, 
/**
 * Who keeps the mailbox.
 */
provider: Provider, 
/**
 * How one signs in.
 */
sign_in: SignIn, 
/**
 * With OAuth 2: the rep's own client.
 */
oauth: OAuthClient | null, 
/**
 * Whether mail to `name+anything@domain` reaches `name@domain` (RFC 5233), so that what comes back can carry the
 * token of its delivery in the address.
 */
plus_addressing: boolean, 
/**
 * The folder of the mailbox into which bounces and automatic answers to the rep's pieces are put once they are
 * read; `None` leaves them where they came in, and nothing in the mailbox is changed.
 */
notices_folder: string | null, };

/**
 * Mailbox settings to save.
 */
export type MailboxInput = { 
/**
 * The settings.
 */
mailbox: Mailbox, 
/**
 * The password; `null` keeps the one that is known.
 */
password: string | null, 
/**
 * With OAuth 2: the client's secret, where the provider gave one; `null` keeps the one that is known.
 */
client_secret: string | null, };

/**
 * The rep's mailbox as the window may know it.
 */
export type MailboxState = { 
/**
 * Its settings.
 */
mailbox: Mailbox | null, 
/**
 * Whether a password, or with OAuth 2 the rep's consent, is at hand.
 */
has_password: boolean, 
/**
 * Whether the system has a keychain; without one the password holds until Byline closes.
 */
has_keychain: boolean, 
/**
 * How many messages went out in the last 24 hours.
 */
sent_today: number, 
/**
 * When Byline last read what came in.
 */
read_at: string | null, 
/**
 * Why it could not be read the last time.
 */
reading_problem: string | null, };

/**
 * One step of trying the mailbox.
 */
export type MailboxStep = { 
/**
 * Whether it is about sending or about reading.
 */
about: StepAbout, 
/**
 * What was tried.
 */
name: string, 
/**
 * Whether it worked.
 */
ok: boolean, 
/**
 * What the server said, or what to do.
 */
words: string, };

/**
 * One edition to one audience.
 */
export type Mailing = { 
/**
 * Its number.
 */
mailing: MailingId, 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * The piece's title when it was frozen.
 */
title: string, 
/**
 * What was sent.
 */
edition: EditionHash, 
/**
 * The filter that chose the audience.
 */
audience: string, 
/**
 * By which way.
 */
via: Via, 
/**
 * How far it is.
 */
state: MailingState, 
/**
 * Why it is held, in words, when something other than the rep holds it.
 */
held: string | null, 
/**
 * With `paused`: when the sender goes on by itself, for instance when the limit of the mailbox allows more;
 * `None` waits for the rep.
 */
resume_at: string | null, 
/**
 * With `scheduled`: when it goes.
 */
schedule: Schedule | null, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * Everybody in the audience.
 */
total: number, 
/**
 * Taken by the server, or written to the outbox; those that bounced later among them.
 */
accepted: number, 
/**
 * To be tried again.
 */
deferred: number, 
/**
 * Refused by the server.
 */
refused: number, 
/**
 * Nobody knows.
 */
unknown: number, 
/**
 * Left out.
 */
skipped: number, 
/**
 * Still to go: queued, claimed or leaving.
 */
waiting: number, 
/**
 * Came back after they were taken.
 */
bounced: number, 
/**
 * Wrote back.
 */
replied: number, 
/**
 * A machine answered.
 */
auto_replied: number, 
/**
 * Asked to stop, or called it unwanted.
 */
opted_out: number, };

/**
 * One edition to one audience.
 */
export type MailingId = number;

/**
 * A mailing, by number.
 */
export type MailingRef = { 
/**
 * Which.
 */
mailing: MailingId, };

/**
 * How far a mailing is.
 */
export type MailingState = "planned" | "scheduled" | "sending" | "paused" | "done";

/**
 * One cell of the matrix.
 */
export type Mark = { 
/**
 * What stands there.
 */
kind: MarkKind, 
/**
 * When it happened.
 */
at: string, 
/**
 * How we know, in words: the server's answer, the reply's first line, how it was handed over.
 */
evidence: string, 
/**
 * What came back, each kind once.
 */
answers: Array<Answer>, 
/**
 * With `bounced`: why, as far as it is known.
 */
failure: Failure | null, };

/**
 * What stands in a cell of the ledger.
 */
export type MarkKind = "received" | "replied" | "handed" | "bounced" | "unknown" | "waiting" | "skipped";

/**
 * How it is known to which delivery a message belongs.
 */
export type MatchedBy = "message-id" | "token" | "person-and-time";

/**
 * A search in the ledger's matrix.
 */
export type MatrixInput = { 
/**
 * Words in a person's or a company's name.
 */
search: string, 
/**
 * How many people to pass over.
 */
offset: number, 
/**
 * How many people to give at the most.
 */
limit: number, };

/**
 * A column of the matrix.
 */
export type MatrixPiece = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its kind.
 */
kind: Kind, 
/**
 * The day it first went to somebody.
 */
first: string | null, 
/**
 * To how many people it went and was not returned.
 */
received: number, };

/**
 * A row of the matrix: one person.
 */
export type MatrixRow = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * A mark for each piece, in the order of the columns; `null` where nothing was sent.
 */
marks: Array<Mark | null>, };

/**
 * A merge tag that can be put into a piece.
 */
export type MergeTag = { 
/**
 * The field, such as `contact.first_name`.
 */
field: string, 
/**
 * What it stands for, in words.
 */
label: string, 
/**
 * For how many people there is no value.
 */
missing: number, };

/**
 * A draft that is made every month.
 */
export type MonthlyDraft = { 
/**
 * Its number.
 */
id: MonthlyDraftId, 
/**
 * The template it is made from.
 */
template: string, 
/**
 * Its title.
 */
title: string, 
/**
 * On which day of the month; in a shorter month on its last.
 */
day: number, 
/**
 * At which time of that day.
 */
time: string, 
/**
 * The IANA time zone in which that is meant.
 */
time_zone: string, 
/**
 * The next day on which it is made.
 */
next: string, };

/**
 * A draft that is made every month.
 */
export type MonthlyDraftId = number;

/**
 * A draft to be made every month.
 */
export type MonthlyDraftInput = { 
/**
 * The template.
 */
template: string, 
/**
 * The title.
 */
title: string, 
/**
 * On which day of the month, from 1 to 31.
 */
day: number, 
/**
 * At which time of that day.
 */
time: string, };

/**
 * A monthly draft, by number.
 */
export type MonthlyDraftRef = { 
/**
 * Which.
 */
id: MonthlyDraftId, };

/**
 * A next step before it is in the desk.
 */
export type NewNextStep = { 
/**
 * For whom.
 */
contact: ContactId, 
/**
 * What kind of work it is.
 */
action: Action, 
/**
 * What to do.
 */
text: string, 
/**
 * Why, in a few words.
 */
why: string | null, 
/**
 * On which day.
 */
due: string, 
/**
 * At which time of that day.
 */
time: string | null, };

/**
 * A piece to begin.
 */
export type NewPiece = { 
/**
 * What it is.
 */
kind: Kind, 
/**
 * How it looks.
 */
template: string, 
/**
 * Its title; its folder name is made from it.
 */
title: string, };

/**
 * A touch to log.
 */
export type NewTouch = { 
/**
 * With whom.
 */
contact: ContactId, 
/**
 * What it was.
 */
kind: TouchKind, 
/**
 * What was said or done.
 */
text: string, 
/**
 * When; `null` is now.
 */
at: string | null, };

/**
 * The issue that is to go out next.
 */
export type NextIssue = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The newsletter's name.
 */
newsletter: string, 
/**
 * Its number.
 */
number: string | null, 
/**
 * The day it is due.
 */
due: string | null, 
/**
 * Whether it has a text.
 */
written: boolean, 
/**
 * Whether no check blocks it.
 */
checked: boolean, 
/**
 * The mailing that is going out, when one is.
 */
mailing: MailingId | null, };

/**
 * What the rep does next for a contact, and on which day.
 */
export type NextStep = { 
/**
 * Its number.
 */
step: NextStepId, 
/**
 * For whom.
 */
contact: ContactId, 
/**
 * What kind of work it is.
 */
action: Action, 
/**
 * What to do, as the rep wrote it.
 */
text: string, 
/**
 * Why, in a few words.
 */
why: string | null, 
/**
 * On which day.
 */
due: string, 
/**
 * At which time of that day.
 */
time: string | null, };

/**
 * What the rep does next for a contact.
 */
export type NextStepId = number;

/**
 * Nothing to say: the input of a command that needs none, the output of one that only does.
 */
export type Nothing = Record<symbol, never>;

/**
 * The OAuth 2 client that the rep registered with their provider (RFC 6749). A client secret, where the provider gave
 * one, is kept in the keychain.
 */
export type OAuthClient = { 
/**
 * The client's id.
 */
client_id: string, 
/**
 * Where the rep says yes, an address that the browser opens.
 */
authorize_url: string, 
/**
 * Where codes and refresh tokens are exchanged.
 */
token_url: string, 
/**
 * What is asked for, separated by spaces.
 */
scope: string, };

/**
 * An open lead for whom nothing is planned.
 */
export type OpenLead = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * How far they have come.
 */
stage: Stage, };

/**
 * How a list of people is sorted.
 */
export type PeopleOrder = "next-step" | "name" | "company" | "stage" | "added";

/**
 * A page of the list of people.
 */
export type PeoplePage = { 
/**
 * How many match in all.
 */
total: number, 
/**
 * The page.
 */
rows: Array<PersonRow>, };

/**
 * Which people to list.
 */
export type PeopleQuery = { 
/**
 * A filter in the filter language; empty or `all` is everyone.
 */
filter: string, 
/**
 * Words that must all occur, as beginnings of words, in name, company, address, title, city, tags or notes.
 */
search: string, 
/**
 * How to sort.
 */
order: PeopleOrder, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give at the most.
 */
limit: number, };

/**
 * Why the rep may write to a contact, and since when.
 */
export type Permission = { 
/**
 * The legal basis: `consent`, `customer` or `legitimate-interest`.
 */
basis: string, 
/**
 * The day since which it holds.
 */
since: string | null, };

/**
 * A person with everything that is between them and the rep.
 */
export type Person = { 
/**
 * The person.
 */
contact: Contact, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: Company | null, 
/**
 * Who gave their name: number and name.
 */
referrer: [ContactId, string] | null, 
/**
 * Whom they sent: number and name.
 */
referred: Array<[ContactId, string]>, 
/**
 * What is next.
 */
next_step: NextStep | null, 
/**
 * Whether, why and since when they are never to be mailed.
 */
suppression: Suppression | null, 
/**
 * What happened, newest first.
 */
timeline: Array<TimelineEntry>, };

/**
 * A person, by number.
 */
export type PersonId = { 
/**
 * Who.
 */
contact: ContactId, };

/**
 * One line of the list of people.
 */
export type PersonRow = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their address.
 */
email: string | null, 
/**
 * Their company.
 */
company: string | null, 
/**
 * Job title.
 */
title: string | null, 
/**
 * How far they have come.
 */
stage: Stage, 
/**
 * How they came to be known.
 */
source: Source, 
/**
 * Whether they bear the tag `dream`.
 */
dream: boolean, 
/**
 * The title of the last piece they got.
 */
last_piece: string | null, 
/**
 * What became of it.
 */
last_mark: MarkKind | null, 
/**
 * When.
 */
last_at: string | null, 
/**
 * What is next.
 */
next_step: NextStep | null, 
/**
 * Whether the address is suppressed.
 */
suppressed: boolean, };

/**
 * A picture as a `data:` address.
 */
export type Picture = { 
/**
 * The address.
 */
data: string, };

/**
 * The parts of the front matter that the window edits.
 */
export type PieceFields = { 
/**
 * Title.
 */
title: string, 
/**
 * Subject line.
 */
subject: string, 
/**
 * The line beside the subject.
 */
preview: string, 
/**
 * The day it is due.
 */
due: string | null, };

/**
 * A piece, by its folder name.
 */
export type PieceName = { 
/**
 * The folder name.
 */
piece: string, };

/**
 * How far a piece is.
 */
export type PieceState = "draft" | "sent" | "shared";

/**
 * A line of the list of pieces.
 */
export type PieceSummary = { 
/**
 * The folder name.
 */
piece: string, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * Its title.
 */
title: string, 
/**
 * Its template.
 */
template: string, 
/**
 * One line on what it says, when the front matter has one.
 */
summary: string | null, 
/**
 * The number of a newsletter issue.
 */
number: string | null, 
/**
 * The day it is due.
 */
due: string | null, 
/**
 * How far it is.
 */
state: PieceState, 
/**
 * How many people have it.
 */
recipients: number, 
/**
 * The day it first went to somebody.
 */
first: string | null, 
/**
 * When the file last changed.
 */
modified_at: string, 
/**
 * Its file.
 */
path: string, 
/**
 * Why it cannot be read, with the line.
 */
problem: string | null, };

/**
 * A piece as its file holds it.
 */
export type PieceText = { 
/**
 * The folder name.
 */
piece: string, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * Its template.
 */
template: string, 
/**
 * The parts of the front matter that the window edits.
 */
fields: PieceFields, 
/**
 * The text below the front matter.
 */
body: string, 
/**
 * The hash of the file, to notice an edit made outside.
 */
version: string, 
/**
 * When the file last changed.
 */
modified_at: string, 
/**
 * Its file.
 */
path: string, };

/**
 * One day of a plan.
 */
export type PlanDay = { 
/**
 * The day, in the plan's zone.
 */
day: string, 
/**
 * How many leave.
 */
count: number, 
/**
 * The first of them.
 */
from: string, 
/**
 * The last of them, about.
 */
to: string, };

/**
 * What a provider offers, as of November 2026; every value can be changed by the rep.
 */
export type Preset = { 
/**
 * Which.
 */
provider: Provider, 
/**
 * Its name, to show.
 */
name: string, 
/**
 * The server that takes mail.
 */
smtp: ServerAddress | null, 
/**
 * The server that holds what came in.
 */
imap: ServerAddress | null, 
/**
 * How many messages may go out in a rolling 24 hours.
 */
daily_limit: number | null, 
/**
 * How many messages may go out a minute.
 */
per_minute: number | null, 
/**
 * How many seconds lie at least between two messages to the same domain.
 */
domain_gap: number | null, 
/**
 * Whether mail to `name+anything@domain` reaches `name@domain`.
 */
plus_addressing: boolean, 
/**
 * How one signs in there.
 */
sign_in: SignIn, 
/**
 * With OAuth 2: where, without the client id, which is the rep's own; `None` where the provider has none.
 */
oauth: OAuthClient | null, 
/**
 * What the rep needs to know about the password there, and what to do.
 */
password_hint: string, };

/**
 * The presets for an address: the likeliest first.
 */
export type Presets = { 
/**
 * The likeliest, by the address.
 */
likely: Preset, 
/**
 * Every provider's.
 */
all: Array<Preset>, };

/**
 * A piece as one person gets it.
 */
export type Preview = { 
/**
 * The subject line.
 */
subject: string, 
/**
 * The line beside it.
 */
preview: string, 
/**
 * The name it comes from.
 */
from_name: string, 
/**
 * The address it comes from.
 */
from_address: string, 
/**
 * For the e-mail and the dark e-mail: the document for a sandboxed frame.
 */
html: string | null, 
/**
 * For the plain text: the text.
 */
text: string | null, 
/**
 * For the PDF: the pages as `data:` addresses of PNG pictures.
 */
pages: Array<string>, 
/**
 * By how much it runs over the page it should fit, in words.
 */
overflow: string | null, 
/**
 * The size of the HTML in bytes.
 */
html_bytes: number, 
/**
 * How many words.
 */
words: number, 
/**
 * How many minutes it takes to read.
 */
minutes: number, 
/**
 * What was found while rendering.
 */
findings: Array<Finding>, };

/**
 * The ways to look at a piece.
 */
export type PreviewForm = "email" | "dark" | "text" | "pdf";

/**
 * A piece to look at.
 */
export type PreviewInput = { 
/**
 * What is being written.
 */
draft: Draft, 
/**
 * As whom; `null` shows the merge tags filled with their names.
 */
contact: ContactId | null, 
/**
 * In which way.
 */
form: PreviewForm, };

/**
 * Something that went wrong, to show.
 */
export type Problem = { 
/**
 * What happened.
 */
message: string, 
/**
 * What to do.
 */
hint: string, };

/**
 * How a mailing is getting on.
 */
export type Progress = { 
/**
 * The mailing with its counts.
 */
mailing: Mailing, 
/**
 * How many are to be sent: everybody who was not left out.
 */
to_send: number, 
/**
 * How many of them are handled.
 */
handled: number, 
/**
 * Whether a sender is at work on it now, in this program.
 */
running: boolean, 
/**
 * With `scheduled`: how long it can still be taken back before it goes, in seconds; only in the seconds after
 * pressing Send.
 */
take_back_seconds: number | null, 
/**
 * With `scheduled`: whether its time went by while the computer slept or Byline was closed, so that the rep says
 * what to do.
 */
missed: boolean, 
/**
 * About when it will be done, at the present pace and within the limit of the mailbox.
 */
done_at: string | null, 
/**
 * The last deliveries, newest first.
 */
recent: Array<Delivery>, 
/**
 * How long it will still take, in seconds, at the present pace.
 */
seconds_left: number | null, 
/**
 * For the outbox: the folder with the files.
 */
folder: string | null, };

/**
 * This week's touches against the rep's own quota.
 */
export type Prospecting = { 
/**
 * All together; each line counts at most its target.
 */
done: number, 
/**
 * All targets together.
 */
target: number, 
/**
 * Each kind.
 */
lines: Array<ProspectingLine>, };

/**
 * One kind of touch against its weekly target.
 */
export type ProspectingLine = { 
/**
 * What is counted, to show.
 */
label: string, 
/**
 * How many were made this week.
 */
done: number, 
/**
 * How many the rep wants.
 */
target: number, };

/**
 * Who keeps the rep's mailbox.
 */
export type Provider = "gmail" | "google-workspace" | "microsoft-365" | "outlook-com" | "yahoo" | "icloud" | "fastmail" | "zoho" | "other";

/**
 * Whether the desk changed: asked again and again by the window.
 */
export type Pulse = { 
/**
 * Grows with every change of the desk, whoever made it.
 */
version: number, };

/**
 * How many touches of each kind the rep wants to make in a week; 0 is none.
 */
export type Quota = { 
/**
 * Calls.
 */
calls: number, 
/**
 * Personal e-mails.
 */
emails: number, 
/**
 * Visits and meetings.
 */
visits: number, 
/**
 * Asks for a referral.
 */
referral_asks: number, };

/**
 * The weekly targets.
 */
export type QuotaInput = { 
/**
 * The targets.
 */
quota: Quota, };

/**
 * A row that could not be brought in.
 */
export type Rejected = { 
/**
 * The file.
 */
file: string, 
/**
 * The line where the row begins, from 1.
 */
line: number, 
/**
 * Why, and what to do.
 */
reason: string, };

/**
 * What a mailing can be written as.
 */
export type ReportForm = "page" | "csv" | "mbox";

/**
 * A mailing's report to be written as a file.
 */
export type ReportInput = { 
/**
 * Which mailing.
 */
mailing: MailingId, 
/**
 * As what.
 */
form: ReportForm, };

/**
 * A mailing and a new time for it.
 */
export type RescheduleInput = { 
/**
 * Which.
 */
mailing: MailingId, 
/**
 * When; `null` is at once.
 */
when: When | null, };

/**
 * Deliveries whose fate is not known, to decide.
 */
export type ResolveInput = { 
/**
 * Which mailing.
 */
mailing: MailingId, 
/**
 * Whose deliveries.
 */
contacts: Array<ContactId>, 
/**
 * What the rep says became of them.
 */
verdict: Verdict, };

/**
 * A draft to save over the version it was made from.
 */
export type SavePiece = { 
/**
 * What to write.
 */
draft: Draft, 
/**
 * The version it was made from; with another one on disk nothing is written and the error is `changed_outside`.
 */
version: string, };

/**
 * That a piece is on disk.
 */
export type Saved = { 
/**
 * The version on disk now.
 */
version: string, 
/**
 * When it was written.
 */
modified_at: string, };

/**
 * When a mailing goes: a time of day in a stated zone, and the moment which that is.
 */
export type Schedule = { 
/**
 * The moment.
 */
at: string, 
/**
 * The IANA time zone in which the rep said it, such as `America/Chicago`.
 */
time_zone: string, };

/**
 * How the connection to a mail server is kept private.
 */
export type Security = "tls" | "starttls" | "none";

/**
 * A saved filter, or "Everyone", with how many people it has.
 */
export type Segment = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its filter.
 */
filter: string, 
/**
 * How many people it has.
 */
count: number, };

/**
 * A mailing to begin.
 */
export type SendInput = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * A filter, or the name of a saved audience.
 */
audience: string, 
/**
 * People the rep holds back this time.
 */
held_back: Array<ContactId>, 
/**
 * By which way.
 */
via: Via, 
/**
 * When; `null` is at once.
 */
when: When | null, 
/**
 * The rep has seen that it takes more than a day, and wants it.
 */
over_days: boolean, 
/**
 * The rep sends it without having sent a test to themselves.
 */
untested: boolean, };

/**
 * What a mailing would take, before it is made.
 */
export type SendPlan = { 
/**
 * When the first leaves.
 */
begins: string, 
/**
 * About when the last has left.
 */
ends: string, 
/**
 * The zone in which the days are meant.
 */
time_zone: string, 
/**
 * Day by day, how many leave, and between when and when.
 */
days: Array<PlanDay>, 
/**
 * How many the mailbox may send in 24 hours; `null` knows no limit.
 */
daily_limit: number | null, 
/**
 * How many it may still send in the 24 hours that end when the first leaves.
 */
left: number | null, 
/**
 * How many leave a minute; `null` is as fast as the server takes them.
 */
per_minute: number | null, };

/**
 * A mail server's name and port.
 */
export type ServerAddress = { 
/**
 * Name or IP address.
 */
host: string, 
/**
 * TCP port.
 */
port: number, 
/**
 * How the connection is kept private.
 */
security: Security, };

/**
 * What stands in the sidebar.
 */
export type Sidebar = { 
/**
 * How much needs the rep today: due steps, hands raised, and mailings that missed their time.
 */
today: number, 
/**
 * Everyone first, then the saved audiences.
 */
segments: Array<Segment>, 
/**
 * How many replies wait to be answered.
 */
hands_raised: number, };

/**
 * How one signs in.
 */
export type SignIn = "password" | "oauth2";

/**
 * Why somebody in the audience does not get a mailing.
 */
export type SkipReason = "no-address" | "suppressed" | "bounced-before" | "duplicate-address" | "missing-value" | "held-back" | "on-its-way" | "replied" | "stopped";

/**
 * Somebody who was left out of a mailing.
 */
export type Skipped = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Why.
 */
reason: SkipReason, };

/**
 * A next step to put off.
 */
export type SnoozeStep = { 
/**
 * Which.
 */
step: NextStepId, 
/**
 * To which day.
 */
due: string, };

/**
 * How a contact came to be known.
 */
export type Source = "referral" | "hand-raise" | "existing-network" | "event" | "own-research" | "marketing-supplied" | "import";

/**
 * How far a contact has come.
 */
export type Stage = "lead" | "working" | "qualified" | "opportunity" | "customer" | "lost" | "dormant";

/**
 * What a step of trying the mailbox is about.
 */
export type StepAbout = "sending" | "reading";

/**
 * A next step, by number.
 */
export type StepId = { 
/**
 * Which.
 */
step: NextStepId, };

/**
 * An address never to be mailed again.
 */
export type SuppressInput = { 
/**
 * The address.
 */
address: string, 
/**
 * Why.
 */
reason: SuppressionReason, };

/**
 * An address never to be mailed again.
 */
export type Suppression = { 
/**
 * The address.
 */
address: EmailAddress, 
/**
 * Why.
 */
reason: SuppressionReason, 
/**
 * In the rep's words, or where it came from.
 */
note: string | null, 
/**
 * Since when.
 */
at: string, };

/**
 * Why an address is never mailed again.
 */
export type SuppressionReason = "opted-out" | "complained" | "hard-bounce" | "soft-bounces" | "by-hand";

/**
 * What reading the mailbox found.
 */
export type SyncReport = { 
/**
 * How many new messages were looked at.
 */
read: number, 
/**
 * How many mails came back.
 */
bounces: number, 
/**
 * How many notices say that a server is still trying.
 */
delayed: number, 
/**
 * How many people wrote back.
 */
replies: number, 
/**
 * How many machines answered.
 */
auto_replies: number, 
/**
 * How many people asked to stop.
 */
opt_outs: number, 
/**
 * How many called it unwanted.
 */
complaints: number, 
/**
 * How many concern us, and nobody knows which delivery.
 */
unmatched: number, 
/**
 * How many are in the mailbox and cannot be read by Byline; the rep's mail program may show them.
 */
unreadable: number, };

/**
 * What a template says of itself.
 */
export type TemplateInfo = { 
/**
 * The name of its folder.
 */
name: string, 
/**
 * The kind of piece that it is for.
 */
kind: Kind, 
/**
 * Its name on screen.
 */
title: string, 
/**
 * One line on what it is good for.
 */
description: string, 
/**
 * What it can make: `email`, `page`, `text`, `pdf`.
 */
outputs: Array<string>, 
/**
 * Whether the desk holds files of its own for it.
 */
changed: boolean, };

/**
 * A template, by name.
 */
export type TemplateName = { 
/**
 * Its folder name.
 */
template: string, };

/**
 * A test to oneself.
 */
export type TestInput = { 
/**
 * The piece's folder name.
 */
piece: string, 
/**
 * As whom it is filled; `null` takes the first person of the audience or of the desk.
 */
contact: ContactId | null, 
/**
 * By which way.
 */
via: Via, 
/**
 * Where to; `null` is the rep's own address.
 */
address: string | null, };

/**
 * What became of a test.
 */
export type TestSent = { 
/**
 * Where it went.
 */
address: string, 
/**
 * What became of it.
 */
state: DeliveryState, 
/**
 * The server's words, or the path of the file.
 */
words: string, };

/**
 * Something in a person's timeline.
 */
export type TimelineEntry = { 
/**
 * What it was.
 */
kind: TimelineKind, 
/**
 * When.
 */
at: string, 
/**
 * What it was, in a line: a piece's title, "Call", "Introduced by Leo Marchetti".
 */
title: string, 
/**
 * More: what they wrote, how it was handed over, what the server said.
 */
detail: string | null, };

/**
 * What an entry of a person's timeline was.
 */
export type TimelineKind = "piece" | "reply" | "auto-reply" | "bounce" | "opt-out" | "hand-over" | "call" | "meeting" | "visit" | "email" | "referral-ask" | "introduction" | "note" | "step-done" | "added";

/**
 * What needs the rep on a day.
 */
export type Today = { 
/**
 * The issue that is to go out next.
 */
next_issue: NextIssue | null, 
/**
 * Mailings that are not done, newest first.
 */
mailings: Array<Mailing>, 
/**
 * Mailings whose time went by while the computer slept or Byline was closed.
 */
missed: Array<MailingId>, 
/**
 * What came in and waits for the rep, other than replies: mail that came back, requests to stop that Byline is
 * not sure of, and what belongs to no delivery. Newest first.
 */
came_in: Array<IncomingMail>, 
/**
 * The day.
 */
on: string, 
/**
 * Steps due by that day, the longest overdue first.
 */
follow_ups: Array<FollowUp>, 
/**
 * How many open leads there are.
 */
open_leads: number, 
/**
 * How many of them have nothing planned.
 */
leads_without_step: number, 
/**
 * The newest of those for whom nothing is planned; at most a hundred are named.
 */
without_step: Array<OpenLead>, 
/**
 * Replies not yet answered, newest first.
 */
hands_raised: Array<HandRaised>, 
/**
 * Dream clients, the longest untouched first.
 */
dream_clients: Array<DreamClient>, 
/**
 * This week's prospecting; `None` when the rep set no quota.
 */
prospecting: Prospecting | null, };

/**
 * A day to look at.
 */
export type TodayInput = { 
/**
 * Which; `null` is today.
 */
on: string | null, };

/**
 * Something that happened between the rep and a contact.
 */
export type TouchId = number;

/**
 * What a touch was.
 */
export type TouchKind = "call" | "meeting" | "visit" | "email" | "referral-ask" | "introduction" | "note";

/**
 * What the rep says of a delivery whose fate is not known.
 */
export type Verdict = "sent" | "resend";

/**
 * By which way a mailing leaves.
 */
export type Via = "outbox" | "smtp";

/**
 * A time as the rep says it.
 */
export type When = { 
/**
 * Day and time of day, such as `2026-11-26T09:30`.
 */
local: string, 
/**
 * The IANA time zone in which it is meant, such as `America/Chicago`; `null` is the computer's.
 */
time_zone: string | null, };

/**
 * Somebody who will get a piece.
 */
export type WillGet = { 
/**
 * Who.
 */
contact: ContactId, 
/**
 * Their name, to show.
 */
name: string, 
/**
 * Their company.
 */
company: string | null, 
/**
 * Where it goes.
 */
address: string, };

/**
 * A file that was written.
 */
export type Written = { 
/**
 * Its path.
 */
written: string, };

/** Every command of the desk, with what it takes and what it gives. */
export interface Commands {
  /** What the window must know before it shows anything. */
  state: { input: Nothing; output: DeskState };
  /** Makes a desk in the rep's name and opens it. */
  create_desk: { input: BrandInput; output: DeskState };
  /** Makes the desk of invented people, if it is not there yet, and opens it. */
  open_sample: { input: Nothing; output: DeskState };
  /** Leaves the desk of invented people for the rep's own, or for setting one up. */
  close_sample: { input: Nothing; output: DeskState };
  /** An issue as it would look under a name and colours that are not saved yet. */
  try_brand: { input: BrandInput; output: HtmlPage };
  /** Saves the rep's name and colours. */
  save_brand: { input: BrandInput; output: DeskState };
  /** What stands in the sidebar. */
  sidebar: { input: Nothing; output: Sidebar };
  /** What needs the rep on a day. */
  today: { input: TodayInput; output: Today };
  /** Sets the next step for a person; it takes the place of the one they had. */
  set_step: { input: NewNextStep; output: NextStep };
  /** Ticks a next step. */
  complete_step: { input: StepId; output: Nothing };
  /** Drops a next step: it will not be done. */
  drop_step: { input: StepId; output: Nothing };
  /** Takes the tick, or the dropping, back. */
  reopen_step: { input: StepId; output: Nothing };
  /** Puts a next step off. */
  snooze_step: { input: SnoozeStep; output: Nothing };
  /** Logs a call, a meeting, a visit, a note. */
  log_touch: { input: NewTouch; output: LoggedTouch };
  /** Takes a logged touch back. */
  retract_touch: { input: LoggedTouch; output: Nothing };
  /** Marks a reply as seen to, or as waiting again. */
  handle_reply: { input: HandleReply; output: Nothing };
  /** Sets the weekly prospecting targets. */
  save_quota: { input: QuotaInput; output: Nothing };
  /** Every piece, newest first. */
  pieces: { input: Nothing; output: Array<PieceSummary> };
  /** A piece as its file holds it. */
  piece: { input: PieceName; output: PieceText };
  /** Begins a piece from a template. */
  new_piece: { input: NewPiece; output: PieceText };
  /** Saves a piece; `changed_outside` when the file is not the version the draft was made from. */
  save_piece: { input: SavePiece; output: Saved };
  /** Puts a piece into the desk's trash folder. */
  discard_piece: { input: PieceName; output: Nothing };
  /** Takes a piece back out of the trash folder. */
  restore_piece: { input: PieceName; output: Nothing };
  /** Lays a picture beside a piece. */
  add_picture: { input: AddPicture; output: AddedPicture };
  /** A piece, saved or not, as one person gets it. */
  preview: { input: PreviewInput; output: Preview };
  /** The merge tags, with how many people have no value for each. */
  merge_tags: { input: Nothing; output: Array<MergeTag> };
  /** Writes a piece as a file into the desk's folder `exports`. */
  export_piece: { input: ExportInput; output: Written };
  /** Every template. */
  templates: { input: Nothing; output: Array<TemplateInfo> };
  /** The first page of a template's sample in the rep's own colours. */
  thumbnail: { input: TemplateName; output: Picture };
  /** A page of the list of people. */
  people: { input: PeopleQuery; output: PeoplePage };
  /** A person with everything that is between them and the rep. */
  person: { input: PersonId; output: Person };
  /** Adds a person. */
  add_person: { input: AddPerson; output: Person };
  /** Changes a person. */
  edit_person: { input: EditPerson; output: Person };
  /** Brings in people from a file, or says what would happen. */
  import_people: { input: ImportInput; output: ImportReport };
  /** Records that a piece was handed over. */
  give: { input: GiveInput; output: Given };
  /** Never mail an address again. */
  suppress: { input: SuppressInput; output: Nothing };
  /** Who would get a piece, and who not, as a sum. */
  audience: { input: AudienceInput; output: AudienceSum };
  /** What must be put right before a piece goes out. */
  check: { input: AudienceInput; output: CheckReport };
  /** Sends a test to oneself. */
  send_test: { input: TestInput; output: TestSent };
  /** What sending would take: when it begins and ends, and how it spreads over days. */
  plan_send: { input: SendInput; output: SendPlan };
  /** Makes a mailing that goes at its time; without one in ten seconds over the mailbox, at once to the outbox. */
  send: { input: SendInput; output: Mailing };
  /** How a mailing is getting on. */
  mailing: { input: MailingRef; output: Progress };
  /** Every mailing, newest first. */
  mailings: { input: Nothing; output: Array<Mailing> };
  /** The deliveries of a mailing. */
  deliveries: { input: DeliveriesInput; output: Array<Delivery> };
  /** Holds a mailing. */
  pause_mailing: { input: MailingRef; output: Progress };
  /** Carries on with a mailing in the background. */
  resume_mailing: { input: MailingRef; output: Progress };
  /** Ends a mailing, or takes it back before its time. */
  stop_mailing: { input: MailingRef; output: Progress };
  /** Gives a mailing another time; without one it goes now. */
  reschedule: { input: RescheduleInput; output: Progress };
  /** Looks for deliveries of unknown fate in the rep's Sent folder. */
  look_up_unknown: { input: MailingRef; output: LookedUp };
  /** Whether the desk changed, whoever changed it. */
  pulse: { input: Nothing; output: Pulse };
  /** The drafts that are made every month. */
  monthly_drafts: { input: Nothing; output: Array<MonthlyDraft> };
  /** Begins to make a draft every month. */
  add_monthly_draft: { input: MonthlyDraftInput; output: Nothing };
  /** Ends a monthly draft; what was made stays. */
  end_monthly_draft: { input: MonthlyDraftRef; output: Nothing };
  /** Decides what became of deliveries whose fate is not known. */
  resolve_deliveries: { input: ResolveInput; output: Progress };
  /** Writes the report of a mailing into the desk's folder `exports`. */
  export_report: { input: ReportInput; output: Written };
  /** A page of the ledger's matrix. */
  ledger: { input: MatrixInput; output: LedgerMatrix };
  /** Who did not get a piece. */
  missed: { input: PieceName; output: Array<LedgerRow> };
  /** The rep's mailbox. */
  mailbox: { input: Nothing; output: MailboxState };
  /** What is known of the provider of an address, and of all others. */
  presets: { input: AddressInput; output: Presets };
  /** Asks the name server who keeps the mailbox of an address, and where. */
  find_servers: { input: AddressInput; output: Preset };
  /** Saves the rep's mailbox; the password goes to the system's keychain. */
  save_mailbox: { input: MailboxInput; output: MailboxState };
  /** Tries the mailbox step by step. */
  test_mailbox: { input: Nothing; output: Array<MailboxStep> };
  /** Begins to ask the rep for consent in their browser (OAuth 2). */
  begin_consent: { input: Nothing; output: ConsentPage };
  /** Waits for the rep's answer in the browser. */
  finish_consent: { input: Nothing; output: MailboxState };
  /** Waits no longer for the rep's answer in the browser. */
  drop_consent: { input: Nothing; output: Nothing };
  /** What the domain of the rep's address says about mail in its name. */
  look_at_domain: { input: Nothing; output: DomainReport };
  /** Reads what is new in the mailbox. */
  sync_mailbox: { input: Nothing; output: SyncReport };
  /** What came in and waits for the rep, other than replies. */
  came_in: { input: Nothing; output: Array<IncomingMail> };
  /** Marks a message that came in as seen to, or as waiting again. */
  handle_incoming: { input: HandleIncoming; output: Nothing };
  /** Says whether somebody asked to stop, where Byline was not sure. */
  decide_opt_out: { input: DecideOptOut; output: Nothing };
}
