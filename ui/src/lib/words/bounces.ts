// Why a mail could not be delivered, in words that follow "Mail to Ines Duarte came back: ".
import type { BounceReason } from '../api/client';

export const BOUNCE_REASONS: Record<BounceReason, string> = {
  no_such_user: 'nobody has that address',
  no_such_domain: 'there is no such domain',
  moved: 'they have moved to another address',
  mailbox_full: 'their mailbox is full',
  too_big: 'it was too large for their server',
  policy: 'their company’s rules turned it away',
  spam: 'their server took it for spam',
  greylisted: 'their server asked to try later',
  rate_limited: 'their server takes no more for now',
  network: 'their server could not be reached',
  expired: 'their server did not take it for days',
  other: 'their server did not take it',
};
