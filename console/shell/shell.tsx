import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart, loadParts } from '@/app/load-code.ts';
import { directoryQuery, sessionQuery } from '@/api/session.ts';
import { LiveProvider } from '@/live/live-provider.tsx';
import { isTyping, useKeys } from '@/parts/keys.ts';
import { useMedia } from '@/parts/use-media.ts';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { ScreenPop } from '@/screen-pop/screen-pop.tsx';
import { Header } from './header.tsx';
import { SeeingAs } from './seeing-as.tsx';
import styles from './shell.module.css';
import { Sidebar } from './sidebar.tsx';
import { useSignedOut } from './use-signed-out.ts';

const ShortcutsDialog = lazyPart(() => import('./shortcuts.tsx'), 'Shortcuts');
const SignInAgain = lazyPart(() => import('@/sign-in/sign-in-again.tsx'), 'SignInAgain');
const SearchDialog = lazyPart(() => import('@/search/search-dialog.tsx'), 'SearchDialog');
/** Until then the first rows have the browser to themselves. */
const LOAD_PARTS_AFTER_MS = 1500;

const KEPT_AS = 'huiliu.sidebar';

/** The frame around every screen of a signed-in agent. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const directory = useQuery(directoryQuery);
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEPT_AS));
  const isSmall = useMedia('(max-width: 1100px)');
  const isTiny = useMedia('(max-width: 800px)');
  const narrow = isTiny || (chosen === null ? isSmall : chosen === 'narrow');
  // Drawn from the first time on: undefined until then.
  const [searching, setSearching] = useState<boolean>();
  const [helping, setHelping] = useState(false);
  const { ended, back, leave } = useSignedOut(session.data);
  const screen = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  useEffect(() => {
    const later = setTimeout(loadParts, LOAD_PARTS_AFTER_MS);
    return () => clearTimeout(later);
  }, [screen]);
  useKeys((event) => {
    if (ended) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      setSearching(true);
    }
    if (event.key === '?' && !isTyping(event.target)) setHelping(true);
  });

  if (hasFailed(session)) return <Failed error={session.error} again={() => void session.refetch()} />;
  if (hasFailed(directory)) return <Failed error={directory.error} again={() => void directory.refetch()} />;
  const toggle = (): void => {
    const next = narrow ? 'wide' : 'narrow';
    localStorage.setItem(KEPT_AS, next);
    setChosen(next);
  };
  if (session.data === undefined || directory.data === undefined) return <Loading rows={12} />;
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
        {ended && <SignInAgain session={session.data} done={back} leave={leave} />}
        {helping && <ShortcutsDialog close={() => setHelping(false)} />}
      </Suspense>
    </LiveProvider>
  );
}
