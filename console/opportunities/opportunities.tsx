import { AppstoreOutlined, PlusOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '@/api/session.ts';
import type { Id } from '@/api/shapes.ts';
import styles from '@/customers/customers.module.css';
import { TextFilter } from '@/customers/text-filter.tsx';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import { Board } from './board.tsx';
import { NewOpportunity } from './new-opportunity.tsx';
import { OpportunityDrawer } from './opportunity-drawer.tsx';
import { OpportunityColumns, OpportunityList, OpportunityTotal } from './opportunity-list.tsx';

/** Opportunities as a board by stage, or as a list. */
export function Opportunities(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/signed-in/opportunities' });
  const navigate = useNavigate();
  const { seeingAs } = useSession();
  const editable = useMay('customer.edit') && !seeingAs;
  const [creating, setCreating] = useState(false);
  const set = useCallback(
    (change: Readonly<Record<string, string | undefined>>): void =>
      void navigate({ to: '/opportunities', search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const { history } = useRouter();
  const isOpened = useLocation({ select: ({ state }) => state.opened === true });
  const openOne = (id: Id): void =>
    void navigate({ to: '/opportunities', search: (before) => ({ ...before, open: id }), state: { opened: true } });
  // Back closes it, and closing it goes back.
  const closeOne = (): void => (isOpened ? history.back() : set({ open: undefined }));
  const asList = search['mode'] === 'list';
  const { q, owner, stage, type, open } = search;
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('shell.opportunities')}</h1>
        {asList && <OpportunityTotal filters={{ q, owner, stage, type }} />}
        <div className={styles.actions}>
          {asList && <OpportunityColumns />}
          <Segmented
            aria-label={t('opportunities.mode')}
            value={asList ? 'list' : 'board'}
            options={[
              { value: 'board', label: t('opportunities.board'), icon: <AppstoreOutlined /> },
              { value: 'list', label: t('opportunities.list'), icon: <UnorderedListOutlined /> },
            ]}
            onChange={(mode) => set({ mode: mode === 'list' ? mode : undefined })}
          />
          {editable && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('opportunities.create')}
            </Button>
          )}
        </div>
      </div>
      <div className={styles.filters} role="search">
        <TextFilter
          placeholder={t('opportunities.fields.name')}
          value={q ?? ''}
          set={(text) => set({ q: text === '' ? undefined : text })}
        />
        <AgentSelect
          asFilter
          className={styles.filter ?? ''}
          placeholder={t('opportunities.fields.owner')}
          aria-label={t('opportunities.fields.owner')}
          value={owner ?? null}
          onChange={(value) => set({ owner: value ?? undefined })}
        />
        {asList && (
          <>
            <OptionSelect
              dictionary="opportunity_stage"
              none
              className={styles.filter ?? ''}
              placeholder={t('opportunities.fields.stage')}
              aria-label={t('opportunities.fields.stage')}
              value={stage ?? null}
              onChange={(value) => set({ stage: value ?? undefined })}
            />
            <OptionSelect
              dictionary="opportunity_type"
              className={styles.filter ?? ''}
              placeholder={t('opportunities.fields.type')}
              aria-label={t('opportunities.fields.type')}
              value={type ?? null}
              onChange={(value) => set({ type: value ?? undefined })}
            />
          </>
        )}
      </div>
      <div className={styles.list}>
        {asList ? (
          <OpportunityList filters={{ q, owner, stage, type }} editable={editable} open={openOne} />
        ) : (
          <Board filters={{ q, owner }} editable={editable} open={openOne} />
        )}
      </div>
      {open !== undefined && <OpportunityDrawer id={open} editable={editable} close={closeOne} />}
      {creating && <NewOpportunity close={() => setCreating(false)} />}
    </div>
  );
}
