import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { antdTheme, cssVariables, type ThemeChoice, type ThemeName } from './theme.ts';

const KEPT_AS = 'huiliu.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

interface ThemeState {
  readonly name: ThemeName;
  readonly choice: ThemeChoice;
  choose(choice: ThemeChoice): void;
}

const ThemeContext = createContext<ThemeState | undefined>(undefined);

/** Light, dark or as the system says; antd's own texts in the language of the console. */
export function ThemeProvider({ children }: { children: ReactNode }): ReactNode {
  const { i18n } = useTranslation();
  const [choice, setChoice] = useState(keptChoice);
  const system = useSyncExternalStore(watchSystem, () => systemDark.matches);
  const isPrinted = usePrinted();
  const chosen = choice === 'system' ? (system ? 'dark' : 'light') : choice;
  // Paper is white.
  const name: ThemeName = isPrinted ? 'light' : chosen;

  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = name;
    root.style.colorScheme = name;
    for (const [property, value] of Object.entries(cssVariables(name))) root.style.setProperty(property, value);
  }, [name]);

  const state = useMemo<ThemeState>(
    () => ({
      name,
      choice,
      choose(next) {
        localStorage.setItem(KEPT_AS, next);
        setChoice(next);
      },
    }),
    [name, choice],
  );
  const config = useMemo(() => antdTheme(name), [name]);
  return (
    <ThemeContext value={state}>
      <ConfigProvider theme={config} locale={i18n.language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
        <App message={{ maxCount: 3 }} notification={{ placement: 'bottomRight' }}>
          {children}
        </App>
      </ConfigProvider>
    </ThemeContext>
  );
}

export function useTheme(): ThemeState {
  const state = useContext(ThemeContext);
  if (state === undefined) throw new Error('useTheme stands outside ThemeProvider');
  return state;
}

function usePrinted(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    // What isn't drawn when the event ends isn't printed.
    const begin = (): void => flushSync(() => setPrinted(true));
    const end = (): void => setPrinted(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinted;
}

function keptChoice(): ThemeChoice {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function watchSystem(changed: () => void): () => void {
  systemDark.addEventListener('change', changed);
  return () => systemDark.removeEventListener('change', changed);
}
