import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer as static files for the web host and Electron's app scheme: relative paths, nothing inline, nothing from elsewhere. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome108',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
