import type { Plugin } from 'vite';

/** Puts antd's sheet before ours, which change it by rules of the same weight: the bundler orders files by what imports what. */
export function antdFirst(): Plugin {
  return {
    name: 'antd-first',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const [sheet] = /\n *<link rel="stylesheet"[^>]*\/antd-[^>]*>/.exec(html) ?? [];
        return sheet === undefined ? html : html.replace(sheet, '').replace(/\n *<link rel="stylesheet"/, `${sheet}$&`);
      },
    },
  };
}
