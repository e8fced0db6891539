import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { antdFirst } from './antd-first.ts';
import { compressed } from './compress.ts';
import { silentIcons } from './silent-icons.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The server that `npm run dev` passes API calls, the event socket, the documents and the picker page on to. */
const server = process.env['HUILIU_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

// A folder of the console is called api too: its modules are vite's to serve.
const proxy = {
  '^/api/(?![\\w-]+\\.ts)': { target: server, ws: true },
  '/docs': { target: server },
  '/osp2016': { target: server },
};

export default defineConfig({
  root: here,
  plugins: [react(), silentIcons(), antdFirst(), compressed()],
  resolve: { alias: { '@': here.replace(/\/$/, '') } },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows no inline script and no data: module.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // antd in one piece is about 1 MB before compression; the budget that counts is the compressed first load.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'antd', test: /antd\/dist\/antd\.css/ },
            { name: 'charts', test: /node_modules\/(echarts|zrender)\// },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // What several screens share comes in two files: a browser asks for six at a time, and of the fifty small ones that they
            // would be the last came a fifth later than of these eighteen, though these hold 24 kB (compressed) more.
            { name: 'ui', test: /node_modules\//, minShareCount: 8 },
            { name: 'shared', test: /console\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy },
  preview: { proxy },
});
