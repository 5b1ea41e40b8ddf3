import { defineConfig } from 'vitest/config';
import { budget } from './budget.ts';

/** The API of `npm run dev`: the console itself always talks to its own origin. */
const api = process.env.REGULARS_URL ?? 'http://127.0.0.1:8080';

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  plugins: [budget()],
  build: { target: 'es2023', assetsInlineLimit: 0, reportCompressedSize: true },
  json: { namedExports: false },
  server: { proxy: { '/v1': api, '/openapi.json': api } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
