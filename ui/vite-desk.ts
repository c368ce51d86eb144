// Vite plugin: lets the UI in a plain browser talk to a real desk.
//
// It starts the Rust example `bridge` of crates/desk (path in BYLINE_BRIDGE, desk folder in BYLINE_DESK) at
// the first question and hands each POST /__desk body to it as one JSON line, so that what is seen in
// development is what the desk answers. There is no made-up backend.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Connect, Plugin } from 'vite';

type Bridge = ChildProcessByStdio<Writable, Readable, null>;
type Waiting = (line: string) => void;

function start(program: string, desk: string | undefined, waiting: Map<number, Waiting>): Bridge {
  const child = spawn(program, desk ? [desk] : [], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id } = JSON.parse(line) as { id: number };
    waiting.get(id)?.(line);
    waiting.delete(id);
  });
  child.on('error', (cause) => failAll(waiting, `The bridge could not start: ${cause.message}`));
  child.on('exit', (code) => failAll(waiting, `The bridge ended with status ${code}.`));
  process.once('exit', () => child.kill());
  return child;
}

function failAll(waiting: Map<number, Waiting>, message: string): void {
  const error = { code: 'bridge', message, hint: 'Check BYLINE_BRIDGE and BYLINE_DESK, then restart Vite.' };
  for (const [id, answer] of waiting) answer(JSON.stringify({ id, error }));
  waiting.clear();
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

export function realDesk(): Plugin {
  const program = process.env.BYLINE_BRIDGE;
  const waiting = new Map<number, Waiting>();
  let bridge: Bridge | undefined;
  let last = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await text(request)) as { command: string; input: unknown };
    if (!bridge || bridge.exitCode !== null) bridge = start(program!, process.env.BYLINE_DESK, waiting);
    const id = ++last;
    const line = await new Promise<string>((resolve) => {
      waiting.set(id, resolve);
      bridge!.stdin.write(JSON.stringify({ id, command: body.command, input: body.input }) + '\n');
    });
    response.setHeader('content-type', 'application/json');
    response.end(line);
  };

  const attach = (middlewares: Connect.Server): void => {
    if (!program) return;
    middlewares.use('/__desk', (request, response, next) => {
      if (request.method === 'POST') handle(request, response).catch(next);
      else next();
    });
  };

  return {
    name: 'byline-real-desk',
    configureServer: (server) => attach(server.middlewares),
    configurePreviewServer: (server) => attach(server.middlewares),
    closeBundle: () => void bridge?.kill(),
  };
}
