import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isComposing, isTyping, useKeys } from '@/parts/keys.ts';
import { useSettled } from '@/parts/use-settled.ts';
import styles from './customers.module.css';

interface Props {
  readonly placeholder: string;
  readonly value: string;
  set(text: string): void;
}

/** Filters as one types, but not while an input method composes. `/` comes here from anywhere, the arrow down goes on to the rows. */
export function TextFilter({ placeholder, value, set }: Props): ReactNode {
  const input = useRef<InputRef>(null);
  const [draft, setDraft] = useState(value);
  const [composing, setComposing] = useState(false);
  const settled = useSettled(draft.trim(), 15, !composing);
  const sent = useRef(value);
  useEffect(() => {
    if (settled === sent.current) return;
    sent.current = settled;
    set(settled);
  }, [settled, set]);
  useEffect(() => {
    // The address changed by other means: back, a saved view.
    if (value === sent.current) return;
    sent.current = value;
    setDraft(value);
  }, [value]);
  useKeys((event) => {
    if (event.key !== '/' || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.current?.focus({ cursor: 'all' });
  });
  return (
    <Input
      ref={input}
      allowClear
      className={styles.text ?? ''}
      prefix={<SearchOutlined />}
      placeholder={placeholder}
      aria-label={placeholder}
      aria-keyshortcuts="/"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' || isComposing(event)) return;
        const cell = document.querySelector<HTMLElement>('[role="grid"] [data-cell][tabindex="0"]');
        if (cell === null) return;
        event.preventDefault();
        cell.focus();
      }}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}
