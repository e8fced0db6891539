import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { directoryQuery, sessionQuery } from '@/api/session.ts';
import { keepSeenAs } from '@/api/see-as.ts';
import { LiveProvider } from '@/live/live-provider.tsx';
import { isTyping, useKeys } from '@/parts/keys.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { ScreenPop } from '@/screen-pop/screen-pop.tsx';
import { Header } from './header.tsx';
import { SeeingAs } from './seeing-as.tsx';
import styles from './shell.module.css';
import { Sidebar } from './sidebar.tsx';

const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }));
const loadSearch = () => import('@/search/search-dialog.tsx');
const SearchDialog = lazy(async () => ({ default: (await loadSearch()).SearchDialog }));
/** Until then the first rows have the browser to themselves. */
const LOAD_SEARCH_AFTER_MS = 1500;

const KEPT_AS = 'huiliu.sidebar';

/** The frame around every screen of a signed-in agent. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const directory = useQuery(directoryQuery);
  const [narrow, setNarrow] = useState(() => localStorage.getItem(KEPT_AS) === 'narrow');
  // Drawn from the first time on: undefined until then.
  const [searching, setSearching] = useState<boolean>();
  const [helping, setHelping] = useState(false);
  useSignedOut();
  useEffect(() => {
    const later = setTimeout(() => void loadSearch().catch(() => undefined), LOAD_SEARCH_AFTER_MS);
    return () => clearTimeout(later);
  }, []);
  useKeys((event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      setSearching(true);
    }
    if (event.key === '?' && !isTyping(event.target)) setHelping(true);
  });

  if (session.isError) return <Failed error={session.error} again={() => void session.refetch()} />;
  if (directory.isError) return <Failed error={directory.error} again={() => void directory.refetch()} />;
  const ready = session.data !== undefined && directory.data !== undefined;
  const toggle = (): void => {
    localStorage.setItem(KEPT_AS, narrow ? 'wide' : 'narrow');
    setNarrow(!narrow);
  };
  if (!ready) return <Loading rows={12} />;
  return (
    <LiveProvider>
      <div className={styles.shell} data-narrow={narrow}>
        <a className={styles.skip} href="#main">
          {t('shell.skip')}
        </a>
        <Sidebar narrow={narrow} toggle={toggle} />
        <div className={styles.right}>
          <SeeingAs />
          <Header openSearch={() => setSearching(true)} openShortcuts={() => setHelping(true)} />
          <main id="main" className={styles.main} tabIndex={-1}>
            <Suspense fallback={<Loading rows={10} />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
      <ScreenPop />
      <Suspense>
        {searching !== undefined && <SearchDialog open={searching} close={() => setSearching(false)} />}
        {helping && <ShortcutsDialog close={() => setHelping(false)} />}
      </Suspense>
    </LiveProvider>
  );
}

/** Credentials that ended anywhere (a refused request, the socket) lead to the sign-in, and back afterwards. */
function useSignedOut(): void {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const here = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    const leave = (): void => {
      keepSeenAs(undefined);
      void navigate({ to: '/sign-in', search: { from: here, why: 'expired' } }).then(() => queryClient.clear());
    };
    addEventListener('huiliu:signed-out', leave);
    return () => removeEventListener('huiliu:signed-out', leave);
  }, [navigate, queryClient, here]);
}
