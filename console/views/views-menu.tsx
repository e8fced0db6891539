import { DeleteOutlined, DownOutlined, SaveOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { request } from '@/api/request.ts';
import { useMay, useSession } from '@/api/session.ts';
import { Panel } from '@/parts/panel.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { type SavedView, type ViewDefinition, type ViewRecord, viewsQuery } from './views-query.ts';
import type { NewView } from './view-dialog.tsx';
import styles from './views.module.css';

const ViewDialog = lazyPart(() => import('./view-dialog.tsx'), 'ViewDialog');

interface Props {
  readonly record: ViewRecord;
  /** The view that the address names. */
  readonly chosen: SavedView | undefined;
  /** What saving would keep. */
  readonly present: ViewDefinition;
  /** Whether the list differs from the chosen view. */
  readonly changed: boolean;
  choose(view: SavedView | undefined): void;
}

/** Saved views of a list: one's own, the department's, everybody's. */
export function ViewsMenu({ record, chosen, present, changed, choose }: Props): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const undo = useUndo();
  const queryClient = useQueryClient();
  const readOnly = useSession().seeingAs;
  const mayRestore = useMay('customer.delete');
  const views = useQuery(viewsQuery(record));
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState(false);
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: viewsQuery(record).queryKey });

  const pick = (view: SavedView | undefined): void => {
    setOpen(false);
    choose(view);
  };
  const update = async (): Promise<void> => {
    if (chosen === undefined) return;
    try {
      await request(`/views/${chosen.id}`, { method: 'PATCH', json: { definition: present }, ifMatch: chosen.version });
      await again();
      void message.success(t('views.updated', { name: chosen.name }));
    } catch (error) {
      fail(error);
    }
  };
  const remove = async (view: SavedView): Promise<void> => {
    try {
      await request(`/views/${view.id}`, { method: 'DELETE' });
    } catch (error) {
      fail(error);
      return;
    }
    await again();
    if (chosen?.id === view.id) choose(undefined);
    const { name, sharing, definition } = view;
    undo(t('views.removed', { name }), () => create({ name, sharing }, definition));
  };
  const create = async (values: NewView, definition: ViewDefinition): Promise<SavedView> => {
    const view = await request<SavedView>('/views', { method: 'POST', json: { record, ...values, definition } });
    await again();
    return view;
  };

  return (
    <>
      <Panel
        placement="bottomLeft"
        open={open}
        setOpen={setOpen}
        content={
          <div className={styles.menu}>
            <ViewRow label={t(`views.every.${record}`)} chosen={chosen === undefined} pick={() => pick(undefined)} />
            {(['me', 'department', 'all'] as const).map((sharing) => {
              const group = views.data?.items.filter((view) => view.sharing === sharing) ?? [];
              if (group.length === 0) return null;
              return (
                <div key={sharing}>
                  <div className={styles.group}>{t(`views.sharings.${sharing}`)}</div>
                  {group.map((view) => (
                    <ViewRow
                      key={view.id}
                      label={view.name}
                      note={view.mine ? undefined : view.owner.name}
                      chosen={view.id === chosen?.id}
                      pick={() => pick(view)}
                      remove={view.mine && !readOnly ? () => void remove(view) : undefined}
                    />
                  ))}
                </div>
              );
            })}
            {mayRestore && record === 'customers' && (
              <Link to="/customers/deleted" className={styles.pick} onClick={() => setOpen(false)}>
                {t('customers.deletedTitle')}
              </Link>
            )}
          </div>
        }
      >
        <Button type="text" className={styles.name}>
          <h1>{chosen?.name ?? t(`views.every.${record}`)}</h1>
          <DownOutlined />
        </Button>
      </Panel>
      {changed && !readOnly && (
        <>
          {chosen?.mine === true && <Button onClick={() => void update()}>{t('views.update')}</Button>}
          <Button icon={<SaveOutlined />} onClick={() => setNaming(true)}>
            {t('views.saveAs')}
          </Button>
        </>
      )}
      <Suspense>
        {naming && (
          <ViewDialog close={() => setNaming(false)} save={async (values) => choose(await create(values, present))} />
        )}
      </Suspense>
    </>
  );
}

interface RowProps {
  readonly label: string;
  readonly note?: string | undefined;
  readonly chosen: boolean;
  pick(): void;
  readonly remove?: (() => void) | undefined;
}

function ViewRow({ label, note, chosen, pick, remove }: RowProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.row}>
      <button type="button" className={styles.pick} aria-current={chosen} onClick={pick}>
        {label}
        {note !== undefined && <small>{note}</small>}
      </button>
      {remove !== undefined && (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t('views.remove', { name: label })}
          onClick={remove}
        />
      )}
    </div>
  );
}
