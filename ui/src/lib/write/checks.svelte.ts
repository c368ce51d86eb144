// What is to be put right in the piece itself. Who gets it, and whether the mailbox can send, is asked when it is sent.
import { ApiError, call, type Finding, type FindingCode } from '../api/client';

const OF_THE_PIECE: readonly FindingCode[] = [
  'missing-value', 'unknown-field', 'no-opt-out', 'no-postal-address', 'no-subject', 'no-sender', 'too-large',
  'missing-picture', 'no-picture-text', 'bad-link', 'overflow', 'html-removed',
];

/** What the last look found, and what the saved file gave for everyone: about the piece only, each said once. */
export function ofThePiece(looked: readonly Finding[], everyone: readonly Finding[]): { problems: Finding[]; passed: Finding[] } {
  const all = [...looked, ...everyone].filter(({ code, message }, at, findings) => OF_THE_PIECE.includes(code) && findings.findIndex((other) => other.message === message) === at);
  const weight = { block: 0, warn: 1, pass: 2 };
  return {
    problems: [...gaps(all, everyone), ...all.filter(({ level, code }) => level !== 'pass' && code !== 'missing-value')].toSorted((a, b) => weight[a.level] - weight[b.level]),
    passed: all.filter(({ level }) => level === 'pass'),
  };
}

/** The people who lack a value, in one finding: the chips in the text show which. A field that does not exist is missing for all. */
function gaps(all: readonly Finding[], everyone: readonly Finding[]): Finding[] {
  const missing = everyone.filter(({ code, level }) => code === 'missing-value' && level !== 'pass');
  if (missing.length === 0 || all.some(({ code }) => code === 'unknown-field')) return [];
  if (missing.length === 1) return [...missing];
  return [{ level: 'block', code: 'missing-value', message: `${missing.length} people have nothing for a name in the text. Click its ochre chip and say what they read instead.` }];
}

/** "12 checks passed", "1 thing to fix". */
export function summary(problems: readonly Finding[], passed: readonly Finding[]): string {
  const blocks = problems.filter(({ level }) => level === 'block').length;
  if (blocks > 0) return `${blocks} ${blocks === 1 ? 'thing' : 'things'} to fix`;
  if (problems.length > 0) return `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} to look at`;
  return passed.length === 1 ? '1 check passed' : `${passed.length} checks passed`;
}

export class Checks {
  /** What the saved file gave, for everyone in the desk. */
  found = $state.raw<readonly Finding[]>([]);
  /** Why the saved file could not be checked. */
  problem = $state.raw<ApiError | null>(null);
  #piece = '';
  #asked = 0;

  /** Checks the file as it is on disk. */
  async ask(piece: string): Promise<void> {
    if (piece !== this.#piece) {
      this.#piece = piece;
      this.found = [];
      this.problem = null;
    }
    const mine = ++this.#asked;
    try {
      const { findings } = await call('check', { piece, audience: 'all', held_back: [], via: null });
      if (mine !== this.#asked) return;
      // Its lines are those of the file, which nobody sees here.
      this.found = findings.map((finding) => ({ ...finding, line: undefined }));
      this.problem = null;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.found = [];
      this.problem = ApiError.from(thrown);
    }
  }
}
