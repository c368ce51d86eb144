// One piece open for writing: its words, whether they are on disk, and whether somebody else changed the file.
import type { EditorState } from '@codemirror/state';
import { ApiError, call, type Draft, type Kind, type PieceFields, type PieceText } from '../api/client';

/** How long after the last key the piece is saved, in milliseconds. */
const PAUSE = 600;

type Words = Pick<Draft, 'fields' | 'body'>;

export class Session {
  readonly piece: string;
  readonly kind: Kind;
  readonly template: string;
  /** When the file last changed. */
  savedAt = $state('');
  keeping = $state<'saved' | 'waiting' | 'saving' | 'failed'>('saved');
  /** What stands on disk instead, when it was changed outside while there is something unsaved here. */
  outside = $state.raw<PieceText | null>(null);
  /** Why the piece could not be saved or read just now. */
  problem = $state.raw<ApiError | null>(null);
  /** It has just been begun: the cursor goes to the end of what stands there. */
  fresh = false;
  /** Grows with each save. */
  saves = $state(0);
  /** The editor as it was left: cursor, history and scroll position. */
  editor: { state: EditorState; scrollTop: number } | null = null;

  #fields = $state.raw<PieceFields>({ title: '', subject: '', preview: '', due: null });
  #body = $state.raw('');
  #onDisk: Words;
  #version: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<boolean> | null = null;
  #discarded = false;

  constructor(text: PieceText) {
    this.piece = text.piece;
    this.kind = text.kind;
    this.template = text.template;
    this.#onDisk = text;
    this.#version = text.version;
    this.#adopt(text);
  }

  get fields(): PieceFields {
    return this.#fields;
  }
  get body(): string {
    return this.#body;
  }
  /** What is saved and looked at. A title that is being typed anew is the old one until it has a letter: a piece without one cannot be read. */
  get draft(): Draft {
    const { title, subject } = this.#onDisk.fields;
    const now = this.#fields;
    const fields = now.title.trim() ? now : { ...now, title, subject: now.subject.trim() ? now.subject : subject };
    return { piece: this.piece, fields, body: this.#body };
  }
  get unsaved(): boolean {
    return !same(this.draft, this.#onDisk);
  }

  setField<K extends keyof PieceFields>(name: K, value: PieceFields[K]): void {
    const old = this.#fields;
    this.#fields = { ...old, [name]: value };
    // A subject that is the title stays the title.
    if (name === 'title' && old.subject === old.title) this.#fields = { ...this.#fields, subject: this.#fields.title };
    this.#changed();
  }

  /** An empty title becomes the one that was saved. */
  settleTitle(): void {
    if (!this.#fields.title.trim()) this.setField('title', this.#onDisk.fields.title);
  }

  setBody(body: string): void {
    if (body === this.#body) return;
    this.#body = body;
    this.#changed();
  }

  /** Writes what is not on disk yet; says whether everything is. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#writing) await this.#writing;
    while (this.unsaved && !this.outside && !this.#discarded) {
      this.#writing = this.#write();
      const done = await this.#writing;
      this.#writing = null;
      if (!done) return false;
    }
    return !this.unsaved;
  }

  /** Saves, and rejects with what stands in the way: for what needs the file to be as it is seen. */
  async settle(): Promise<void> {
    if (await this.save()) return;
    if (this.outside) throw new ApiError('unsaved', 'This file was changed outside Byline.', 'Choose which text to keep, in the bar above it, then try again.');
    throw this.problem ?? new ApiError('unsaved', 'This piece is not saved yet.', 'Try again in a moment.');
  }

  /** Takes over what somebody else wrote into the file, as long as there is nothing unsaved here. */
  async refresh(): Promise<void> {
    if (this.unsaved || this.#writing || this.#discarded) return;
    try {
      const disk = await call('piece', { piece: this.piece });
      if (this.unsaved || this.#writing) return;
      this.problem = null;
      if (disk.version !== this.#version) this.#adopt(disk);
    } catch (thrown) {
      if (!this.#discarded) this.problem = ApiError.from(thrown);
    }
  }

  /** Writes over what is on disk. */
  async keepMine(): Promise<void> {
    if (!this.outside) return;
    this.#version = this.outside.version;
    this.outside = null;
    await this.save();
  }

  /** Drops what is unsaved for what is on disk. */
  takeTheirs(): void {
    if (this.outside) this.#adopt(this.outside);
  }

  /** The piece goes to the trash: nothing is written any more. */
  discarded(): void {
    clearTimeout(this.#timer);
    this.#discarded = true;
  }

  #changed(): void {
    clearTimeout(this.#timer);
    if (!this.unsaved) {
      if (!this.#writing) this.keeping = 'saved';
      return;
    }
    this.keeping = 'waiting';
    this.#timer = setTimeout(() => void this.save(), PAUSE);
  }

  async #write(): Promise<boolean> {
    const draft = this.draft;
    this.keeping = 'saving';
    try {
      const saved = await call('save_piece', { draft, version: this.#version });
      this.#kept(draft, saved.version, saved.modified_at);
      return true;
    } catch (thrown) {
      const error = ApiError.from(thrown);
      if (error.code === 'changed_outside') return this.#compare();
      this.problem = error;
      this.keeping = 'failed';
      return false;
    }
  }

  /** The file is not the one that was read: asks the rep, unless both say the same. */
  async #compare(): Promise<boolean> {
    try {
      const disk = await call('piece', { piece: this.piece });
      if (same(disk, this.draft)) {
        this.#kept(disk, disk.version, disk.modified_at);
        return true;
      }
      this.outside = disk;
      this.keeping = 'waiting';
    } catch (thrown) {
      this.problem = ApiError.from(thrown);
      this.keeping = 'failed';
    }
    return false;
  }

  #kept(words: Words, version: string, at: string): void {
    this.#onDisk = { fields: words.fields, body: words.body };
    this.#version = version;
    this.savedAt = at;
    this.problem = null;
    this.keeping = this.unsaved ? 'waiting' : 'saved';
    this.saves += 1;
  }

  #adopt(text: PieceText): void {
    clearTimeout(this.#timer);
    this.#fields = text.fields;
    this.#body = text.body;
    this.#onDisk = { fields: text.fields, body: text.body };
    this.#version = text.version;
    this.savedAt = text.modified_at;
    this.keeping = 'saved';
    this.outside = null;
    this.problem = null;
  }
}

function same(a: Words, b: Words): boolean {
  const names = ['title', 'subject', 'preview', 'due'] as const;
  return a.body === b.body && names.every((name) => a.fields[name] === b.fields[name]);
}
