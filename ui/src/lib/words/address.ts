// Whether an e-mail address is whole, said kindly. The desk has the last word; this only spares a trip.

/** What is missing in an address; null when nothing is, or when it is empty. */
export function addressProblem(address: string): string | null {
  const text = address.trim();
  if (!text) return null;
  const [local, domain, ...more] = text.split('@');
  if (domain === undefined) return 'This address has no @. Add it and it will save.';
  if (!local || more.length > 0 || /\s/.test(text)) return 'This address has a typo before or around its @.';
  if (/[^\x20-\x7e]/.test(local)) return 'This address has a letter before its @ that no address can have.';
  return /\.[^.]{2,}$/.test(domain) ? null : 'This address has no ending, such as .com. Add it and it will save.';
}
