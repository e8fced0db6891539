import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '@/api/shapes.ts';
import { isComposing } from '@/parts/keys.ts';
import type { EditorProps } from './field-editor.tsx';
import styles from './records.module.css';
import { useLeaving } from './use-leaving.ts';

/** Files that lie elsewhere, by name and address. */
export function AttachmentEditor({ value, label, commit, cancel }: EditorProps): ReactNode {
  const { t } = useTranslation();
  const before = (value as readonly Attachment[] | null) ?? [];
  const [draft, setDraft] = useState<readonly Attachment[]>(before.length === 0 ? [EMPTY] : before);
  const kept = draft.filter((file) => file.url.trim() !== '');
  const isChanged = JSON.stringify(kept) !== JSON.stringify(before);
  const finish = (save: boolean): void => {
    if (save && isChanged) commit(kept.length === 0 ? null : kept.map(named));
    else cancel();
  };
  useLeaving(() => isChanged && finish(true));
  const change = (at: number, part: Partial<Attachment>): void =>
    setDraft(draft.map((file, i) => (i === at ? { ...file, ...part } : file)));
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
      }}
    >
      {draft.map((file, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className={styles.phone}>
          <Input
            autoFocus={at === 0}
            placeholder={t('parts.fileUrl')}
            aria-label={`${label} ${at + 1} ${t('parts.fileUrl')}`}
            value={file.url}
            onChange={(event) => change(at, { url: event.target.value })}
          />
          <Input
            placeholder={t('parts.fileName')}
            aria-label={`${label} ${at + 1} ${t('parts.fileName')}`}
            value={file.name}
            onChange={(event) => change(at, { name: event.target.value })}
          />
          <Button
            type="text"
            icon={<MinusCircleOutlined />}
            aria-label={t('actions.remove')}
            onClick={() => setDraft(draft.toSpliced(at, 1))}
          />
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setDraft([...draft, EMPTY])}>
        {t('parts.addFile')}
      </Button>
    </div>
  );
}

const EMPTY: Attachment = { name: '', url: '', size: 0 };

function named(file: Attachment): Attachment {
  const url = file.url.trim();
  return { ...file, url, name: file.name.trim() === '' ? (url.split('/').at(-1) ?? url) : file.name.trim() };
}
