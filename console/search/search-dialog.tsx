import { BankOutlined, FunnelPlotOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, type InputRef, Modal, Tag } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/parts/keys.ts';
import { Failed } from '@/parts/states.tsx';
import { useSettled } from '@/parts/use-settled.ts';
import { Marked } from './marked.tsx';
import styles from './search-dialog.module.css';
import { type Hit, hitsOf, searchQuery } from './search-query.ts';

const icons = { customers: <UserOutlined />, companies: <BankOutlined />, opportunities: <FunnelPlotOutlined /> };

/** One box for everything: arrows choose, Enter opens, Esc closes. */
export function SearchDialog({ open, close }: { open: boolean; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      closable={false}
      width={640}
      style={{ top: 72 }}
      styles={{ container: { padding: 0 } }}
      destroyOnHidden
      afterOpenChange={(shown) => {
        if (shown) input.current?.focus();
      }}
      aria-label={t('search.title')}
    >
      <SearchBox input={input} close={close} />
    </Modal>
  );
}

function SearchBox({ input, close }: { input: React.RefObject<InputRef | null>; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [composing, setComposing] = useState(false);
  const [at, setAt] = useState(0);
  const q = useSettled(text.trim(), 15, !composing);
  const answer = useQuery({ ...searchQuery(q), enabled: q !== '', placeholderData: keepPreviousData });
  const groups = answer.data === undefined || q === '' ? [] : hitsOf(answer.data);
  const hits = groups.flatMap((group) => group.hits);
  const chosen = hits[Math.min(at, hits.length - 1)];

  useEffect(() => setAt(0), [q]);
  useEffect(() => {
    document.getElementById(`${listId}-${chosen?.key}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, chosen?.key]);

  const go = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    close();
    void navigate({ href: hit.address });
  };
  const press = (event: KeyboardEvent): void => {
    if (isComposing(event) || hits.length === 0) return;
    if (event.key === 'Enter') go(chosen);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((Math.min(at, hits.length - 1) + step + hits.length) % hits.length);
  };

  return (
    <div onKeyDown={press}>
      <Input
        ref={input}
        size="large"
        variant="borderless"
        className={styles.input}
        prefix={<SearchOutlined />}
        placeholder={t('search.placeholder')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        role="combobox"
        aria-label={t('search.title')}
        aria-expanded={hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={chosen && `${listId}-${chosen.key}`}
        autoFocus
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t('search.results')}
        className={styles.results}
        aria-busy={answer.isFetching}
      >
        {answer.isError && <Failed error={answer.error} again={() => void answer.refetch()} />}
        {groups.map((group) => (
          <div key={group.name} role="group" aria-label={t(`search.${group.name}`)}>
            <div className={styles.group} aria-hidden="true">
              {t(`search.${group.name}`)}
              <span className="hl-numbers">{group.total}</span>
            </div>
            {group.hits.map((hit) => (
              <div
                key={hit.key}
                id={`${listId}-${hit.key}`}
                role="option"
                tabIndex={-1}
                aria-selected={hit === chosen}
                className={styles.hit}
                onMouseMove={() => setAt(hits.indexOf(hit))}
                onClick={() => go(hit)}
              >
                {icons[group.name]}
                <span className={styles.name}>
                  <Marked text={hit.name} part={q} />
                </span>
                {hit.by !== undefined && <Tag>{t(`search.by.${hit.by}`)}</Tag>}
                <span className={styles.note}>
                  {hit.notes.map((note) => (
                    <span key={note}>
                      <Marked text={note} part={q} />
                    </span>
                  ))}
                  {hit.count !== undefined && t('search.customerCount', { count: hit.count })}
                </span>
              </div>
            ))}
          </div>
        ))}
        {q !== '' && answer.isSuccess && hits.length === 0 && !answer.isFetching && (
          <div className={styles.nothing}>{t('search.nothing', { text: q })}</div>
        )}
        {q === '' && <div className={styles.nothing}>{t('search.hint')}</div>}
      </div>
      <div className={styles.foot} aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t('search.choose')} <kbd>Enter</kbd> {t('search.open')} <kbd>Esc</kbd> {t('actions.close')}
      </div>
    </div>
  );
}
