// The only file that knows Tauri.
import { invoke, isTauri } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Transport } from './client';

export const insideTauri = isTauri;

export const tauriTransport: Transport = {
  send: (command, input) => invoke('call', { command, input }),
  reveal: (path) => invoke('reveal', { path }),
  openPage: (address) => invoke('open_page', { address }),
  closeWindow: (how) => invoke('close_window', { how }),
  onClosing: async (heard) => void (await listen('closing', heard)),
};
