import { expect, it } from 'vitest';
import { providerOf } from './servers';

it('knows the large providers and guesses the others', () => {
  expect(providerOf('ruth@gmail.com')?.smtp).toEqual({ host: 'smtp.gmail.com', port: 465, security: 'tls' });
  expect(providerOf(' Ruth@Fenwick.Example ')?.smtp.host).toBe('smtp.fenwick.example');
});

it('says nothing about half an address', () => {
  expect(providerOf('ruth@')).toBeNull();
  expect(providerOf('ruth@fenwick')).toBeNull();
});

it('never guesses a connection that is not private', () => {
  for (const address of ['a@gmail.com', 'a@outlook.com', 'a@icloud.com', 'a@anything.example']) expect(providerOf(address)?.smtp.security).not.toBe('none');
});
