import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { realDesk } from './vite-desk.ts';

export default defineConfig(({ mode }) => ({
  plugins: [tailwindcss(), svelte(), realDesk()],
  clearScreen: false,
  // Two servers at once must not rewrite each other's prepared packages.
  cacheDir: `node_modules/.vite/${process.env.BYLINE_UI_PORT ?? 'own'}`,
  server: { host: '127.0.0.1', port: Number(process.env.BYLINE_UI_PORT ?? 1420), strictPort: true },
  // Nothing is downloaded: the editor's chunk is read from the program itself.
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1000 },
  // Svelte picks its server build unless the browser condition is named.
  resolve: mode === 'test' ? { conditions: ['browser'] } : undefined,
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
}));
