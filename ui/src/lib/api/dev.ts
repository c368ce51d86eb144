// Transport of a development build in a plain browser: Vite hands each question to a real desk (vite-desk.ts).
import { ApiError, type Transport } from './client';

interface Answer {
  ok?: unknown;
  error?: { code: string; message: string; hint: string };
}

export const devTransport: Transport = {
  async send(command, input) {
    const response = await fetch('/__desk', { method: 'POST', body: JSON.stringify({ command, input }) });
    if (!response.ok) throw new ApiError('bridge', 'The desk is not connected.', 'Start Vite with BYLINE_BRIDGE and BYLINE_DESK set.');
    const answer = (await response.json()) as Answer;
    if (answer.error) throw new ApiError(answer.error.code, answer.error.message, answer.error.hint);
    return answer.ok;
  },
  async reveal(path) {
    throw new ApiError('browser', 'A browser cannot show folders.', `Look in ${path}.`);
  },
  async openPage(address) {
    window.open(address, '_blank', 'noopener');
  },
  async closeWindow(how) {
    if (how === 'pause') window.close();
    return how === 'background' ? 'minimized' : 'here';
  },
  // A browser asks nobody before it closes a tab. The event stands for the window's, to look at what follows from it.
  async onClosing(heard) {
    window.addEventListener('byline-closing', heard);
  },
};
