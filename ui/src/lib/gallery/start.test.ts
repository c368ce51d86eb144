import { expect, it } from 'vitest';
import type { TemplateInfo } from '../api/client';
import { firstTitle } from './start';

const template = (parts: Partial<TemplateInfo>): TemplateInfo => ({ name: 'x', kind: 'newsletter', title: 'One idea', description: '', outputs: [], changed: false, ...parts });
const NOVEMBER = new Date(2026, 10, 23);

it('begins an issue with the name of the newsletter and the month', () => {
  expect(firstTitle(template({}), 'Plant Notes', NOVEMBER)).toBe('Plant Notes, November');
  expect(firstTitle(template({}), '', NOVEMBER)).toBe('November');
});

it('begins anything else with what it is', () => {
  expect(firstTitle(template({ kind: 'collateral', title: 'Case study' }), 'Plant Notes', NOVEMBER)).toBe('Case study');
});
