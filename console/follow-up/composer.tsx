import { SendOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { type KeyboardEvent, type ReactNode, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { request } from '@/api/request.ts';
import { useDirectory, useSession } from '@/api/session.ts';
import type { FollowUp, Id } from '@/api/shapes.ts';
import { customerOpportunitiesQuery } from '@/customer/customer-query.ts';
import { isComposing } from '@/parts/keys.ts';
import { OptionSelect } from '@/parts/option-select.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useWriteKey } from '@/parts/use-write-key.ts';
import styles from './composer.module.css';
import { type Draft, keepDraft, keepType, keptDraft, textAfter, usualType } from './draft.ts';
import { htmlOf } from './html-of.ts';

const NextContact = lazyPart(() => import('./next-contact.tsx'), 'NextContact');

/** A follow-up in one go: type, opportunity, next date, text. What was typed survives leaving the page. */
export function FollowUpComposer({ customerId }: { customerId: Id }): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const queryClient = useQueryClient();
  const { agent } = useSession();
  const types = useDirectory().dictionaries['follow_up_type'] ?? [];
  const usual = usualType(types);
  const empty: Draft = { type: usual, opportunity: null, text: '', nextContactAt: null };
  const [draft, setDraft] = useState<Draft>(() => keptDraft(agent.id, customerId) ?? empty);
  const [busy, setBusy] = useState(false);
  const self = useRef<HTMLDivElement>(null);
  const text = useRef<TextAreaRef>(null);
  const { keyOf, renew } = useWriteKey();
  const opportunities = useQuery(customerOpportunitiesQuery(customerId)).data?.items ?? [];
  // Also what is typed while a save is on its way.
  const latest = useRef(draft);
  const change = (part: Partial<Draft>): void => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    keepDraft(agent.id, customerId, latest.current);
  };

  const send = async (): Promise<void> => {
    if (draft.text.trim() === '' || busy) return;
    setBusy(true);
    const json = {
      customerId,
      opportunityId: draft.opportunity,
      type: draft.type,
      content: htmlOf(draft.text.trim()),
      nextContactAt: draft.nextContactAt,
    };
    try {
      await request<FollowUp>('/follow-ups', { method: 'POST', json, idempotencyKey: keyOf(json) });
      renew();
      if (self.current?.contains(document.activeElement) === true) text.current?.focus();
      keepType(draft.type);
      change({ ...empty, type: draft.type, text: textAfter(draft.text, latest.current.text) });
      void message.success(t('followUp.saved'));
      void queryClient.invalidateQueries({ queryKey: ['customer', customerId] });
      void queryClient.invalidateQueries({ queryKey: ['home'] });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event)) return;
    event.preventDefault();
    // Also where a list or a calendar has keys of its own.
    event.stopPropagation();
    void send();
  };
  return (
    <div ref={self} className={styles.composer} role="form" aria-label={t('followUp.title')} onKeyDownCapture={press}>
      <Input.TextArea
        ref={text}
        className={styles.text}
        variant="borderless"
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={t('followUp.placeholder')}
        aria-label={t('followUp.text')}
        value={draft.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <div className={styles.row}>
        <OptionSelect
          dictionary="follow_up_type"
          allowClear={false}
          className={styles.type}
          aria-label={t('followUp.type')}
          value={draft.type}
          onChange={(type) => change({ type: type ?? usual })}
        />
        <Select
          allowClear
          className={styles.opportunity}
          placeholder={t('followUp.opportunity')}
          aria-label={t('followUp.opportunity')}
          value={draft.opportunity}
          notFoundContent={t('customer.noOpportunities')}
          popupMatchSelectWidth={false}
          options={opportunities.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(opportunity: Id | null | undefined) => change({ opportunity: opportunity ?? null })}
        />
        <Suspense fallback={<Input disabled className={styles.next} aria-label={t('followUp.next')} />}>
          <NextContact
            className={styles.next}
            value={draft.nextContactAt}
            set={(nextContactAt) => change({ nextContactAt })}
          />
        </Suspense>
        <Button
          type="primary"
          icon={<SendOutlined />}
          loading={busy}
          disabled={draft.text.trim() === ''}
          onClick={() => void send()}
          title="Ctrl Enter"
        >
          {t('actions.save')}
        </Button>
      </div>
    </div>
  );
}
