import { type ThemeConfig, theme } from 'antd';

export type ThemeName = 'light' | 'dark';
export type ThemeChoice = ThemeName | 'system';

const FONT =
  '-apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Helvetica Neue", sans-serif';

const LINK_IN_THE_DARK = '#93b4ff';

/** Text on a surface of its own colour (a tag): 5 : 1 at least, where the seeds themselves reach 3 to 4. */
const STATUS_TEXT = {
  light: { colorSuccess: '#0f6f40', colorInfo: '#1a4fd6', colorWarning: '#8f4c00', colorError: '#b8262a' },
  dark: { colorSuccess: '#57d197', colorInfo: LINK_IN_THE_DARK, colorWarning: '#f0b95a', colorError: '#ff8f8f' },
} as const;

/** The one place where colours and sizes are decided; dense enough for a list of thirty rows at 1280×720. */
export function antdTheme(name: ThemeName): ThemeConfig {
  const dark = name === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'huiliu' },
    // Its sheet comes made (main.tsx).
    zeroRuntime: true,
    hashed: false,
    token: {
      // Seeds: in the dark, antd makes darker colours of them, on which white text still reads.
      colorPrimary: dark ? '#3a70f0' : '#1f5eff',
      colorInfo: dark ? '#3a70f0' : '#1f5eff',
      colorLink: dark ? '#b4ccff' : '#1a4fd6',
      colorSuccess: dark ? '#3dbb7a' : '#12804a',
      colorWarning: dark ? '#e0a33a' : '#b25e00',
      colorError: dark ? '#ff7071' : '#cf2f32',
      // antd mixes a grey of these two seeds, too dark for text of the same colour.
      ...(dark ? {} : { colorSuccessBg: '#e3f5ea', colorWarningBg: '#fbf2e0' }),
      // Contrast of 4.5 : 1 on every surface: antd's own secondary greys stay below it.
      colorText: dark ? '#e7eaf0' : '#1b2330',
      colorTextSecondary: dark ? '#aab3c2' : '#4d5869',
      colorTextTertiary: dark ? '#98a2b3' : '#5d6878',
      colorTextPlaceholder: dark ? '#8e99ab' : '#687386',
      colorTextDescription: dark ? '#a2acbb' : '#566173',
      colorTextDisabled: dark ? '#7c8798' : '#7b8696',
      colorBorder: dark ? '#3a4250' : '#d5dae3',
      colorBorderSecondary: dark ? '#2a303b' : '#e8ebf1',
      colorBgLayout: dark ? '#0f1218' : '#f3f5f9',
      colorBgContainer: dark ? '#171b23' : '#ffffff',
      colorBgElevated: dark ? '#1e232d' : '#ffffff',
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: 32,
      wireframe: false,
      // Popups wait for the end of their motion to find their place: a motion cut short leaves them out of sight.
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Tabs: dark
        ? { itemSelectedColor: LINK_IN_THE_DARK, itemHoverColor: LINK_IN_THE_DARK, inkBarColor: LINK_IN_THE_DARK }
        : {},
      Tag: STATUS_TEXT[name],
      // antd's own, white on the dark's red and a lighter blue under the mouse, stay at 3.5 : 1.
      Button: dark ? { dangerColor: '#1a0d0e' } : { defaultHoverColor: '#1a4fd6' },
      Menu: { itemHeight: 36, itemBorderRadius: 6, itemMarginInline: 8 },
      Layout: { headerHeight: 52, headerPadding: '0 16px' },
      Card: { headerHeight: 44 },
      // Its choices stand on the page's own colour, which is also antd's for what lies under them.
      Segmented: dark ? { trackBg: '#232936', itemSelectedBg: '#3a4250' } : { trackBg: '#e3e8f0' },
      Form: { itemMarginBottom: 16 },
    },
  };
}

/** Our own style sheets take the same tokens as antd's, under these names. */
export function cssVariables(name: ThemeName): Readonly<Record<string, string>> {
  const token = theme.getDesignToken(antdTheme(name));
  return {
    '--hl-primary': token.colorPrimary,
    '--hl-primary-soft': name === 'dark' ? '#1c2a47' : token.colorPrimaryBg,
    '--hl-link': name === 'dark' ? LINK_IN_THE_DARK : token.colorLink,
    '--hl-info': STATUS_TEXT[name].colorInfo,
    '--hl-info-soft': token.colorInfoBg,
    '--hl-success': STATUS_TEXT[name].colorSuccess,
    '--hl-success-soft': token.colorSuccessBg,
    '--hl-warning': STATUS_TEXT[name].colorWarning,
    '--hl-warning-soft': token.colorWarningBg,
    '--hl-error': STATUS_TEXT[name].colorError,
    '--hl-error-soft': token.colorErrorBg,
    '--hl-chip': name === 'dark' ? '#2a2f39' : '#f2f4f7',
    '--hl-text': token.colorText,
    '--hl-text-2': token.colorTextSecondary,
    '--hl-text-3': token.colorTextTertiary,
    '--hl-border': token.colorBorder,
    '--hl-border-2': token.colorBorderSecondary,
    '--hl-page': token.colorBgLayout,
    '--hl-surface': token.colorBgContainer,
    '--hl-raised': token.colorBgElevated,
    '--hl-hover': name === 'dark' ? '#212733' : '#f3f6fc',
    '--hl-shadow': token.boxShadowSecondary,
  };
}
