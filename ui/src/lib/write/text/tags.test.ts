import { describe, expect, it } from 'vitest';
import { conditionInWords, tagsIn, usualFallback, writeTag } from './tags';

describe('merge tags in a text', () => {
  it('finds a value with its field and what is written when it is missing', () => {
    const text = 'Good morning {{ contact.first_name | default(value="there") }},';
    expect(tagsIn(text)).toEqual([
      { from: 13, to: 62, source: text.slice(13, 62), kind: 'value', field: 'contact.first_name', fallback: 'there' },
    ]);
  });

  it('is not fooled by braces inside quotes', () => {
    const text = '{{ company.name | default(value="a }} b") }}!';
    expect(tagsIn(text)).toMatchObject([{ from: 0, to: text.length - 1, fallback: 'a }} b' }]);
  });

  it('leaves braces alone that do not close on their line', () => {
    expect(tagsIn('{{ contact.first_name\n}} and {x} and {')).toEqual([]);
  });

  it('finds the next tag after one that is still being typed', () => {
    expect(tagsIn('{{ contact.\n{{ company.name }}')).toMatchObject([{ from: 12, field: 'company.name' }]);
  });

  it('tells conditions, remarks and what it does not know apart', () => {
    const kinds = tagsIn('{% if contact.stage == "customer" %}a{% elif contact.city %}b{% else %}c{% endif %}{# x #}{% for x %}{{ "{{" }}').map((tag) => tag.kind);
    expect(kinds).toEqual(['if', 'elif', 'else', 'endif', 'remark', 'other', 'other']);
  });
});

describe('writing a tag', () => {
  it('reads back what it wrote, quotes and all', () => {
    for (const fallback of ['there', '', 'the "big" plant', "Maria's plant", `"a" and 'b'`, 'two\nlines']) {
      const [tag] = tagsIn(writeTag('company.name', fallback));
      expect(tag?.field).toBe('company.name');
      expect(tag?.fallback ?? '').toBe(fallback === `"a" and 'b'` ? `”a” and 'b'` : fallback.replace('\n', ' '));
    }
  });

  it('greets somebody without a first name', () => {
    expect(writeTag('contact.first_name', usualFallback('contact.first_name'))).toBe('{{ contact.first_name | default(value="there") }}');
  });
});

describe('a condition in words', () => {
  const label = (field: string): string => ({ 'contact.stage': 'Stage', 'contact.city': 'City' })[field] ?? field;
  it('reads like a sentence', () => {
    expect(conditionInWords('contact.stage == "customer"', label)).toBe('stage is customer');
    expect(conditionInWords('contact.stage != "lost" and contact.city is defined', label)).toBe('stage is not lost and city is known');
    expect(conditionInWords('contact.stage in ["lead", "working"]', label)).toBe('stage is lead or working');
  });
});
