// Changing a person, with the way back.
import { call, type ContactId, type Person } from '../api/client';
import { desk } from '../frame/desk.svelte';
import { toasts } from '../frame/toasts.svelte';

/** A field of `edit_person` that the panel shows. */
export type FieldName = 'email' | 'first_name' | 'last_name' | 'company' | 'title' | 'phone' | 'city' | 'url' | 'stage' | 'source' | 'decides' | 'tags' | 'notes';

/** The value of a field as `edit_person` takes it. */
export function valueOf({ contact }: Person, field: FieldName): string {
  const value = contact[field];
  return Array.isArray(value) ? value.join('; ') : String(value ?? '');
}

/** Changes fields and offers to undo it; rejects when the desk refuses a value. */
export async function edit(person: Person, fields: Partial<Record<FieldName, string>>, said: string): Promise<void> {
  const contact: ContactId = person.contact.id;
  const before = Object.fromEntries((Object.keys(fields) as FieldName[]).map((field) => [field, valueOf(person, field)]));
  await call('edit_person', { contact, fields });
  desk.changed();
  toasts.done(said, {
    undo: async () => {
      await call('edit_person', { contact, fields: before });
      desk.changed();
    },
  });
}

/** Adds a tag, or takes it away. */
export function toggledTag(person: Person, tag: string): string {
  const tags = person.contact.tags;
  return (tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag]).join('; ');
}
