import { DeleteOutlined, KeyOutlined, UndoOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Tabs, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useMay, useSession } from '@/api/session.ts';
import type { Company } from '@/api/shapes.ts';
import page from '@/customer/customer.module.css';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { useCompanyFields } from '@/records/company-fields.ts';
import { InlineField } from '@/records/inline-field.tsx';
import { companyKind, dropRows, putRow } from '@/records/list-query.ts';
import { type RowEdits, useRowEdits } from '@/records/use-row-edits.tsx';
import { ChangeList } from './change-list.tsx';
import styles from './company.module.css';
import { CompanyCustomers } from './company-customers.tsx';
import { PickerButton } from './picker-button.tsx';

const sections = [
  { title: 'basics', keys: ['name', 'province', 'city', 'address', 'website', 'labels', 'remark'] },
  {
    title: 'service',
    keys: ['owner', 'serviceStart', 'serviceEnd', 'serviceFee', 'serviceAccount', 'servicePassword'],
  },
  { title: 'custom', keys: undefined },
  { title: 'system', keys: ['id', 'group', 'createdAt', 'updatedAt'] },
] as const;

/** A company: its fields, its customers, its changes. */
export function CompanyPage(): ReactNode {
  const { id } = useParams({ from: '/signed-in/companies/$id' });
  const company = useQuery({
    queryKey: ['company', id],
    queryFn: ({ signal }) => request<Company>(`/companies/${id}`, { signal }),
  });
  if (hasFailed(company)) return <Failed error={company.error} again={() => void company.refetch()} />;
  if (company.data === undefined) return <Loading rows={14} />;
  return <Loaded key={company.data.id} company={company.data} />;
}

function Loaded({ company }: { company: Company }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { seeingAs } = useSession();
  const editable = useMay('customer.edit') && !seeingAs && company.deletedAt === null;
  const put = (row: Company): void => {
    putRow(queryClient, companyKind, row);
    void queryClient.invalidateQueries({ queryKey: ['company', row.id, 'changes'] });
  };
  const edits = useRowEdits<Company>((row) => `/companies/${row.id}`, put);
  return (
    <div className={page.screen}>
      <header className={page.head}>
        <h1>{company.name}</h1>
        {company.labels.map((label) => (
          <Tag key={label}>{label}</Tag>
        ))}
        <span className={page.id}>#{company.id}</span>
        <div className={page.actions}>
          <CompanyActions company={company} put={put} />
        </div>
      </header>
      {company.deletedAt !== null && <Alert banner type="warning" title={t('companies.isDeleted')} />}
      <div className={styles.columns}>
        <section className={page.left} aria-label={t('companies.details')}>
          <Details company={company} edits={edits} editable={editable} put={put} />
        </section>
        <section className={page.middle} aria-label={t('customer.related')}>
          <Tabs
            items={[
              {
                key: 'customers',
                label: t('companies.customers', { count: company.customerCount }),
                children: <CompanyCustomers companyId={company.id} />,
              },
              {
                key: 'changes',
                label: t('timeline.kind.change'),
                children: <ChangeList record="company" id={company.id} />,
              },
            ]}
          />
        </section>
      </div>
      {edits.dialog}
    </div>
  );
}

interface DetailsProps {
  readonly company: Company;
  readonly edits: RowEdits<Company>;
  readonly editable: boolean;
  put(company: Company): void;
}

function Details({ company, edits, editable, put }: DetailsProps): ReactNode {
  const { t } = useTranslation();
  const fields = useCompanyFields();
  return sections.map(({ title, keys }) => {
    const own = keys ?? [...fields.keys()].filter((key) => key.startsWith('custom.'));
    if (own.length === 0) return null;
    return (
      <div key={title} className={page.section}>
        <h2>{t(`companies.sections.${title}`)}</h2>
        {own.map((key) => {
          const field = fields.get(key);
          if (field === undefined) return null;
          return (
            <InlineField
              key={key}
              row={company}
              field={field}
              edits={edits}
              editable={editable}
              shown={key === 'labels' ? company.labels.map((label) => <Tag key={label}>{label}</Tag>) : undefined}
              extra={
                key === 'servicePassword' ? (
                  <ServicePassword company={company} />
                ) : (
                  editable &&
                  key.startsWith('custom.') && <PickerButton company={company} fieldKey={key.slice(7)} put={put} />
                )
              }
            />
          );
        })}
      </div>
    );
  });
}

/** Shows the service password; that it was looked at is kept. */
function ServicePassword({ company }: { company: Company }): ReactNode {
  const { t } = useTranslation();
  const fail = useProblemMessage();
  const may = useMay('servicepassword.read') && !useSession().seeingAs;
  const [password, setPassword] = useState<string>();
  if (!may || company.servicePassword === '') return null;
  const read = async (): Promise<void> => {
    try {
      const answer = await request<{ password: string }>(`/companies/${company.id}/service-password`, {
        method: 'POST',
      });
      setPassword(answer.password);
    } catch (error) {
      fail(error);
    }
  };
  if (password !== undefined) return <code className={styles.password}>{password}</code>;
  return (
    <Button type="text" icon={<KeyOutlined />} aria-label={t('companies.showPassword')} onClick={() => void read()} />
  );
}

function CompanyActions({ company, put }: { company: Company; put: (company: Company) => void }): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const may = useMay('customer.delete') && !useSession().seeingAs;
  if (!may) return null;
  const restore = async (): Promise<void> =>
    put(await request<Company>(`/companies/${company.id}/restore`, { method: 'POST' }));
  const remove = (): void => {
    modal.confirm({
      title: t('customer.deleteTitle', { name: company.name }),
      content: t('companies.deleteHint', { count: company.customerCount }),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await request(`/companies/${company.id}`, { method: 'DELETE', ifMatch: company.version });
        } catch (error) {
          fail(error);
          return;
        }
        dropRows(queryClient, companyKind, [company.id]);
        queryClient.removeQueries({ queryKey: ['company', company.id] });
        await navigate({ to: '/companies', search: {} });
        undo(t('customer.deleted', { name: company.name }), async () => {
          await restore();
          void queryClient.invalidateQueries({ queryKey: ['companies'] });
          await navigate({ to: '/companies/$id', params: { id: company.id } });
        });
      },
    });
  };
  if (company.deletedAt !== null) {
    return (
      <Button icon={<UndoOutlined />} onClick={() => void restore().catch(fail)}>
        {t('companies.restore')}
      </Button>
    );
  }
  return <Button danger icon={<DeleteOutlined />} aria-label={t('actions.delete')} onClick={remove} />;
}
