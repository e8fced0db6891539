import { GlobalOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThemeChoice } from '@/app/theme.ts';
import { useTheme } from '@/app/theme-provider.tsx';
import { changeLanguage, currentLanguage, type Language } from '@/i18n/index.ts';
import { Menu } from '@/parts/menu.tsx';

export function LanguageChoice(): ReactNode {
  const { t } = useTranslation();
  const items = [
    { key: 'zh-CN', label: '中文' },
    { key: 'en', label: 'English' },
  ];
  return (
    <Menu
      menu={{
        items,
        selectable: true,
        selectedKeys: [currentLanguage()],
        onClick: ({ key }) => void changeLanguage(key as Language),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('shell.language')} />
    </Menu>
  );
}

export function ThemeChoiceButton(): ReactNode {
  const { t } = useTranslation();
  const { name, choice, choose } = useTheme();
  const items = (['light', 'dark', 'system'] as const).map((key) => ({ key, label: t(`shell.${key}`) }));
  return (
    <Menu
      menu={{
        items,
        selectable: true,
        selectedKeys: [choice],
        onClick: ({ key }) => choose(key as ThemeChoice),
      }}
    >
      <Button type="text" icon={name === 'dark' ? <MoonOutlined /> : <SunOutlined />} aria-label={t('shell.theme')} />
    </Menu>
  );
}
