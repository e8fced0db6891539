import { CloseOutlined, PhoneFilled, UserAddOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Tag } from 'antd';
import { type ReactNode, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { lazyPart } from '@/app/load-code.ts';
import type { Call, CallPop, CustomerCard } from '@/api/shapes.ts';
import type { LiveEvent } from '@/live/frames.ts';
import { useLiveFrames } from '@/live/live-provider.tsx';
import { isTyping, useKeys } from '@/parts/keys.ts';
import { PopCard } from './pop-card.tsx';
import styles from './screen-pop.module.css';
import { useOwnerTab } from './use-owner-tab.ts';

const NewCustomer = lazyPart(() => import('@/customers/new-customer.tsx'), 'NewCustomer');

/**
 * Docks a card when a call rings for this agent. It never takes the focus: keys work only while nobody types.
 * One tab of the browser shows it.
 */
export function ScreenPop(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const owns = useOwnerTab();
  const [pops, setPops] = useState<readonly CallPop[]>([]);
  const [picked, setPicked] = useState<CustomerCard>();
  // The call that a customer is being made of: another that rings meanwhile is another's.
  const [creating, setCreating] = useState<Call>();
  const pop = pops[0];

  useLiveFrames((frame) => {
    if (frame.type === 'event' && frame.record === 'call') setPops((before) => before.map((one) => follow(one, frame)));
    if (frame.type !== 'call' || !owns()) return;
    setPops((before) => [frame.pop, ...before.filter((one) => one.call.serial !== frame.pop.call.serial)].slice(0, 5));
    if (frame.pop.call.serial !== pop?.call.serial) setPicked(undefined);
  });
  const close = useCallback((serial: string): void => {
    setPops((before) => before.filter((one) => one.call.serial !== serial));
    setPicked(undefined);
  }, []);
  const open = useCallback(
    (serial: string, card: CustomerCard): void => {
      close(serial);
      void navigate({ to: '/customers/$id', params: { id: card.customer.id } });
    },
    [close, navigate],
  );
  useKeys((event) => {
    if (pop === undefined || creating !== undefined || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
    const card = pop.customers[Number(event.key) - 1];
    if (event.altKey && event.key.toLowerCase() === 'c') close(pop.call.serial);
    if (event.altKey && event.key.toLowerCase() === 'o') {
      const only = picked ?? (pop.customers.length === 1 ? pop.customers[0] : undefined);
      if (only !== undefined) open(pop.call.serial, only);
    }
    if (!event.altKey && pop.customers.length > 1 && picked === undefined && card !== undefined) setPicked(card);
  });
  const dialog = creating && (
    <Suspense>
      <NewCustomer
        call={creating}
        close={() => setCreating(undefined)}
        made={(customer) => {
          close(creating.serial);
          void navigate({ to: '/customers/$id', params: { id: customer.id } });
        }}
      />
    </Suspense>
  );
  if (pop === undefined) return dialog;

  const { call, customers } = pop;
  const shown = picked ?? (customers.length === 1 ? customers[0] : undefined);
  return (
    <>
      <aside className={styles.pop} aria-label={t('screenPop.title')} data-serial={call.serial}>
        <header className={styles.head}>
          <PhoneFilled className={styles.phone} />
          <div role="status" aria-live="assertive">
            <b>{t(`screenPop.${call.direction}`)}</b> <span className="hl-numbers">{call.phone}</span>
          </div>
          <Tag>{t(`timeline.callState.${call.state}`)}</Tag>
          {pops.length > 1 && (
            <span className={styles.waiting}>{t('screenPop.waiting', { count: pops.length - 1 })}</span>
          )}
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t('actions.close')}
            title="Alt C"
            onClick={() => close(call.serial)}
          />
        </header>
        {shown !== undefined && <PopCard card={shown} open={() => open(call.serial, shown)} />}
        {shown === undefined && customers.length > 1 && (
          <ol className={styles.choices}>
            {customers.slice(0, 9).map((card, at) => (
              <li key={card.customer.id}>
                <button type="button" onClick={() => setPicked(card)}>
                  <kbd>{at + 1}</kbd>
                  <b>{shownName(card.customer)}</b>
                  <span>{card.customer.company?.name}</span>
                  <span>{card.customer.owner.agent?.name}</span>
                </button>
              </li>
            ))}
          </ol>
        )}
        {customers.length === 0 && (
          <div className={styles.unknown}>
            <p>{t('screenPop.unknown')}</p>
            <Button type="primary" icon={<UserAddOutlined />} onClick={() => setCreating(call)}>
              {t('customers.create')}
            </Button>
          </div>
        )}
      </aside>
      {dialog}
    </>
  );
}

/** A call that was answered or has ended says so on its card, which keeps its place. */
function follow(pop: CallPop, { recordId, detail }: LiveEvent): CallPop {
  const state = (['ringing', 'answered', 'ended'] as const).find((one) => one === detail['state']);
  if (pop.call.id !== recordId || state === undefined) return pop;
  return { ...pop, call: { ...pop.call, state } };
}
