import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** GraphiQL with everything it needs, so that it works without the internet. Served under /assets/explorer by hashed names. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/assets/explorer/',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: '../../dist/explorer', emptyOutDir: true, chunkSizeWarningLimit: 5000, sourcemap: false },
});
