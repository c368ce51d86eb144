// Merge tags as they stand in a piece, read the way the desk reads them, and said in words.

export interface TextTag {
  from: number;
  to: number;
  /** With its braces. */
  source: string;
  kind: 'value' | 'if' | 'elif' | 'else' | 'endif' | 'remark' | 'other';
  /** The field of a value, such as `contact.first_name`. */
  field?: string;
  /** What is written for somebody without a value. */
  fallback?: string;
  /** The condition of an `if` or `elif`. */
  condition?: string;
}

const CLOSE: Record<string, string> = { '{': '}}', '%': '%}', '#': '#}' };
const VALUE = /^([a-z_]+\.[a-z_0-9]+)\s*(\|[\s\S]*)?$/i;
const FALLBACK = /\|\s*default\(\s*value\s*=\s*(?:"([^"]*)"|'([^']*)')\s*\)/;

/** Where a tag that begins at `from` ends; quotes hide its closing braces. -1 when it does not close on its line. */
function endOf(text: string, from: number): number {
  const close = CLOSE[text[from + 1]!]!;
  let quote = '';
  for (let at = from + 2; at < text.length && text[at] !== '\n'; at++) {
    const letter = text[at]!;
    if (quote) {
      if (letter === quote) quote = '';
    } else if (close !== '#}' && (letter === '"' || letter === "'")) quote = letter;
    else if (text.startsWith(close, at)) return at + 2;
  }
  return -1;
}

function read(source: string): Omit<TextTag, 'from' | 'to'> {
  if (source.startsWith('{#')) return { source, kind: 'remark' };
  const inner = source.slice(2, -2).replace(/^-|-$/g, '').trim();
  if (source.startsWith('{%')) {
    const [, word, condition] = /^([a-z]+)\s*([\s\S]*)$/.exec(inner) ?? [];
    if (word === 'if' || word === 'elif') return { source, kind: word, condition };
    if (word === 'else' || word === 'endif') return { source, kind: word };
    return { source, kind: 'other' };
  }
  const value = VALUE.exec(inner);
  if (!value) return { source, kind: 'other' };
  const fallback = FALLBACK.exec(value[2] ?? '');
  return { source, kind: 'value', field: value[1], fallback: fallback ? (fallback[1] ?? fallback[2]) : undefined };
}

/** Every merge tag of a text, in order. */
export function tagsIn(text: string): TextTag[] {
  const tags: TextTag[] = [];
  for (let from = text.indexOf('{'); from >= 0; ) {
    const to = CLOSE[text[from + 1] ?? ''] ? endOf(text, from) : -1;
    if (to > 0) tags.push({ from, to, ...read(text.slice(from, to)) });
    from = text.indexOf('{', to > 0 ? to : from + 1);
  }
  return tags;
}

/** A tag for a field, with what to write when there is no value. */
export function writeTag(field: string, fallback: string): string {
  const words = fallback.replace(/[\n\r]+/g, ' ').trim();
  if (!words) return `{{ ${field} }}`;
  // Tera has no escapes inside a text: the other kind of quote, or a typographic one, stands in.
  const quoted = !words.includes('"') ? `"${words}"` : !words.includes("'") ? `'${words}'` : `"${words.replaceAll('"', '”')}"`;
  return `{{ ${field} | default(value=${quoted}) }}`;
}

/** What to write, unless the rep says otherwise, for somebody without a value. */
export function usualFallback(field: string): string {
  const usual: Record<string, string> = {
    'contact.first_name': 'there',
    'contact.full_name': 'there',
    'company.name': 'your company',
    'contact.city': 'your area',
  };
  return usual[field] ?? '';
}

/** "contact.first_name" → "First name" when the desk knows no better. */
export function plainLabel(field: string): string {
  const words = field.slice(field.indexOf('.') + 1).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A condition in words: `contact.stage == "customer"` → "stage is customer". */
export function conditionInWords(condition: string, label: (field: string) => string): string {
  const field = (name: string): string => {
    const words = label(name);
    // "E-mail" and "First name" lose their capital in a sentence.
    return words.charAt(0).toLowerCase() + words.slice(1);
  };
  const list = (inner: string): string => inner.replace(/["']/g, '').split(',').map((word) => word.trim()).filter(Boolean).join(' or ');
  return condition
    .replace(/\bis\s+defined\b/g, 'is known')
    .replace(/\bin\s*\[([^\]]*)\]/g, (_, inner: string) => `is ${list(inner)}`)
    .replace(/\s*==\s*/g, ' is ')
    .replace(/\s*!=\s*/g, ' is not ')
    .replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? '')
    .replace(/\b[a-z_]+\.[a-z_0-9]+\b/g, field)
    .replace(/\s+/g, ' ')
    .trim();
}
