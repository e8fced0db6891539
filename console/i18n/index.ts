import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { loadCode } from '@/app/load-code.ts';
import type { zhCN } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';
export const languages: readonly Language[] = ['zh-CN', 'en'];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
    resources: { console: typeof zhCN };
    returnNull: false;
  }
}

const KEPT_AS = 'huiliu.language';

/** Starts i18next in the language that was kept on this machine; Chinese when none was. Only that language is loaded. */
export async function startI18n(): Promise<void> {
  const language = keptLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'console',
    ns: ['console'],
    resources: { [language]: { console: await load(language) } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Changes the language at once and keeps the choice on this machine. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'console')) {
    i18next.addResourceBundle(language, 'console', await load(language));
  }
  await i18next.changeLanguage(language);
  localStorage.setItem(KEPT_AS, language);
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh-CN';
}

function keptLanguage(): Language {
  return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh-CN';
}

async function load(language: Language): Promise<object> {
  return language === 'en'
    ? (await loadCode(() => import('./en.ts'))).en
    : (await loadCode(() => import('./zh-CN.ts'))).zhCN;
}
