import type { Plugin } from 'vite';

/**
 * Hides icons from screen readers, to which each says its English name ("plus 新建客户"). All of ours stand beside a text, or in a button
 * that has a name of its own.
 */
export function silentIcons(): Plugin {
  return {
    name: 'silent-icons',
    transform: {
      filter: { id: /@ant-design\/icons\/es\/components\/AntdIcon(Light)?\.js/ },
      handler(code) {
        const silent = code.replace('"aria-label": icon.name', '"aria-hidden": true');
        if (silent === code) this.error('the icons name themselves in another way');
        return silent;
      },
    },
  };
}
