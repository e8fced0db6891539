import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/parts/keys.ts';
import type { EditorProps } from './field-editor.tsx';
import styles from './records.module.css';
import { useLeaving } from './use-leaving.ts';

/** The whole list of phones, the first being the main one. A mask left as it is changes nothing. */
export function PhonesInput({
  value,
  draft: refused,
  label,
  commit,
  cancel,
}: EditorProps<readonly { content: string }[]>): ReactNode {
  const { t } = useTranslation();
  const before = value.map((phone) => phone.content);
  const first = Array.isArray(refused) ? (refused as readonly string[]) : before;
  const [draft, setDraft] = useState<readonly string[]>(first.length === 0 ? [''] : first);
  const kept = draft.map((phone) => phone.trim()).filter((phone) => phone !== '');
  const isChanged = kept.join('\n') !== before.join('\n');
  const finish = (save: boolean): void => {
    if (save && isChanged) commit(kept);
    else cancel();
  };
  useLeaving(() => isChanged && finish(true));
  return (
    <div
      className={styles.phones}
      role="group"
      aria-label={label}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) finish(true);
      }}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) finish(true);
        if (event.key === 'Escape') finish(false);
        if (event.key === 'Enter' || event.key === 'Escape') event.stopPropagation();
      }}
    >
      {draft.map((phone, at) => (
        // Rows are told apart by their place: two may hold the same text while one types.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className={styles.phone}>
          <Input
            autoFocus={at === draft.length - 1}
            inputMode="tel"
            aria-label={`${label} ${at + 1}`}
            value={phone}
            onChange={(event) => setDraft(draft.with(at, event.target.value))}
          />
          <Button
            type="text"
            icon={<MinusCircleOutlined />}
            aria-label={t('actions.remove')}
            onClick={() => setDraft(draft.toSpliced(at, 1))}
          />
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setDraft([...draft, ''])}>
        {t('parts.addPhone')}
      </Button>
    </div>
  );
}
