import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { documentsInPlace } from './build/documents-in-place.ts';
import { keylessTypes } from './build/keyless-types.ts';

const root = import.meta.dirname;

/** The hosted admin: hashed files below /admin/, each beside its compressed forms; nothing comes from another address. */
export default defineConfig({
  root,
  base: '/admin/',
  plugins: [documentsInPlace(join(root, 'generated')), react(), compressed()],
  define: { KEYLESS_TYPES: JSON.stringify(keylessTypes(join(root, '..', 'schema'))) },
  build: { outDir: '../dist/admin', emptyOutDir: true, sourcemap: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
