import { TableOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { Company } from '@/api/shapes.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { useCompanyFields } from '@/records/company-fields.ts';
import { saveRow } from '@/records/save-row.ts';
import { Dialog } from '@/parts/dialog.tsx';
import styles from './company.module.css';

interface Props {
  readonly company: Company;
  readonly fieldKey: string;
  put(company: Company): void;
}

/** Stands beside a field that takes its value from an asset table. */
export function PickerButton({ company, fieldKey, put }: Props): ReactNode {
  const { t } = useTranslation();
  const field = useDirectory().fields.company.find((one) => one.key === fieldKey);
  const [open, setOpen] = useState(false);
  if (field?.settings.extension === undefined) return null;
  return (
    <>
      <Button
        type="text"
        icon={<TableOutlined />}
        aria-label={t('companies.pick', { field: field.label })}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Picker company={company} fieldKey={fieldKey} put={put} label={field.label} close={() => setOpen(false)} />
      )}
    </>
  );
}

type Picked = Readonly<Record<string, string>>;

/** The field's external page in a frame. What a chosen row fills is shown before it does. */
function Picker({ company, fieldKey, put, label, close }: Props & { label: string; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const fail = useProblemMessage();
  const undo = useUndo();
  const fields = useCompanyFields();
  const frame = useRef<HTMLIFrameElement>(null);
  const [picked, setPicked] = useState<Picked>();
  const [busy, setBusy] = useState(false);
  const page = useQuery({
    queryKey: ['company', company.id, 'picker', fieldKey],
    queryFn: ({ signal }) =>
      request<{ url: string; origin: string }>(`/companies/${company.id}/picker/${encodeURIComponent(fieldKey)}`, {
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  });
  const origin = page.data?.origin;

  useEffect(() => {
    const listen = (event: MessageEvent): void => {
      // Only this frame's own page is heard.
      if (event.source !== frame.current?.contentWindow || event.origin !== origin) return;
      const values = valuesOf(event.data);
      if (values !== undefined) setPicked(values);
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, [origin]);

  const fills = Object.entries(picked ?? {}).flatMap(([key, value]) => {
    const field = fields.get(`custom.${key}`) ?? fields.get(key);
    return field === undefined ? [] : [{ field, value, custom: field.key.startsWith('custom.') }];
  });
  const fill = async (): Promise<void> => {
    setBusy(true);
    const patch = patchFor(fills.map(({ field, value }) => [field.key, value]));
    const before = patchFor(fills.map(({ field }) => [field.key, field.read(company)]));
    try {
      const saved = await saveRow<Company>(
        `/companies/${company.id}`,
        company,
        fills.map(({ field }) => field.key),
        patch,
      );
      if ('conflict' in saved) {
        put(saved.conflict.current);
        setBusy(false);
        return;
      }
      put(saved.row);
      close();
      undo(t('companies.filled', { count: fills.length }), async () => {
        put(await request<Company>(`/companies/${company.id}`, { method: 'PATCH', json: before }));
      });
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      width={860}
      title={t('companies.pick', { field: label })}
      okText={t('companies.fill', { count: fills.length })}
      okButtonProps={{ disabled: fills.length === 0 }}
      confirmLoading={busy}
      onOk={() => void fill()}
      onCancel={close}
    >
      {page.isError && <Failed error={page.error} again={() => void page.refetch()} />}
      {page.isPending && <Loading rows={8} />}
      {page.data !== undefined && (
        <iframe
          ref={frame}
          className={styles.frame}
          title={t('companies.pick', { field: label })}
          src={page.data.url}
          onLoad={() =>
            frame.current?.contentWindow?.postMessage(
              { type: 'huiliu.page.values', values: { 'company.companyId': company.id } },
              page.data.origin,
            )
          }
        />
      )}
      {picked !== undefined && (
        <Alert
          type="info"
          showIcon
          title={fills.length === 0 ? t('companies.fillsNothing') : t('companies.fills', { count: fills.length })}
          description={
            <dl className={styles.fills}>
              {fills.map(({ field, value }) => (
                <FillLine key={field.key} label={field.label} before={field.text(company)} after={value} />
              ))}
            </dl>
          }
        />
      )}
    </Dialog>
  );
}

function FillLine({ label, before, after }: { label: string; before: string; after: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <del>{before || t('states.none')}</del> → <b>{after}</b>
      </dd>
    </>
  );
}

function valuesOf(data: unknown): Picked | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, values } = data as { type?: unknown; values?: unknown };
  if (type !== 'huiliu.asset.picked' || typeof values !== 'object' || values === null) return undefined;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

function patchFor(pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    if (key.startsWith('custom.')) custom[key.slice('custom.'.length)] = value;
    else patch[key] = value;
  }
  return Object.keys(custom).length === 0 ? patch : { ...patch, custom };
}
