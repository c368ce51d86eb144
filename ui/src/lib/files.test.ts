import { expect, it } from 'vitest';
import { fileName } from './files';

it('names a file by the last part of its path, on any system', () => {
  expect(fileName('/home/ruth/Byline/exports/the-leak.pdf')).toBe('the-leak.pdf');
  expect(fileName('C:\\Users\\Ruth\\Byline\\exports\\the-leak.pdf')).toBe('the-leak.pdf');
  expect(fileName('the-leak.pdf')).toBe('the-leak.pdf');
});
