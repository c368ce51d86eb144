// The only file that knows Tauri.
import { invoke, isTauri } from '@tauri-apps/api/core';
import type { Transport } from './client';

export const insideTauri = isTauri;

export const tauriTransport: Transport = {
  send: (command, input) => invoke('call', { command, input }),
  reveal: (path) => invoke('reveal', { path }),
  openPage: (address) => invoke('open_page', { address }),
};
