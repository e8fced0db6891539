import { EyeOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useMay, useSession } from '@/api/session.ts';
import type { Attachment, Customer, Phone } from '@/api/shapes.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useCustomerFields } from '@/records/customer-fields.ts';
import { InlineField } from '@/records/inline-field.tsx';
import type { RowEdits } from '@/records/use-row-edits.tsx';
import styles from './customer.module.css';

const sections = [
  {
    title: 'basics',
    keys: ['name', 'phones', 'company', 'type', 'grade', 'dealFlag', 'stars', 'labels', 'source', 'address'],
  },
  { title: 'ownership', keys: ['owner', 'service', 'assignedAt'] },
  { title: 'custom', keys: undefined },
  { title: 'system', keys: ['task', 'followUpCount', 'lastContactAt', 'createdAt', 'createdBy', 'updatedAt'] },
] as const;

interface Props {
  readonly customer: Customer;
  readonly edits: RowEdits<Customer>;
  readonly editable: boolean;
}

/** The customer's fields in sections, each edited where it stands. */
export function Details({ customer, edits, editable }: Props): ReactNode {
  const { t } = useTranslation();
  const fields = useCustomerFields();
  return sections.map(({ title, keys }) => {
    const own = keys ?? [...fields.keys()].filter((key) => key.startsWith('custom.'));
    if (own.length === 0) return null;
    return (
      <div key={title} className={styles.section}>
        <h2>{t(`customer.sections.${title}`)}</h2>
        {own.map((key) => {
          const field = fields.get(key);
          if (field === undefined) return null;
          return (
            <InlineField
              key={key}
              row={customer}
              field={field}
              edits={edits}
              editable={editable}
              shown={shownFor(customer, key, field.editor.kind)}
            />
          );
        })}
      </div>
    );
  });
}

/** Values that are more than text. */
function shownFor(customer: Customer, key: string, kind: string): ReactNode {
  if (key === 'phones') {
    return customer.phones.map((phone) => <PhoneLine key={phone.id} customerId={customer.id} phone={phone} />);
  }
  if (key === 'company' && customer.company !== null) {
    return (
      <Link to="/companies/$id" params={{ id: customer.company.id }}>
        {customer.company.name}
      </Link>
    );
  }
  if (key === 'labels') return customer.labels.map((label) => <Tag key={label.id}>{label.name}</Tag>);
  if (kind === 'attachment') {
    const files = customer.custom[key.slice('custom.'.length)] as readonly Attachment[] | null;
    return files?.map((file) => (
      <div key={file.url}>
        {/^https?:/i.test(file.url) ? (
          <a href={file.url} target="_blank" rel="noopener noreferrer">
            {file.name}
          </a>
        ) : (
          file.name
        )}
      </div>
    ));
  }
  return undefined;
}

function PhoneLine({ customerId, phone }: { customerId: string; phone: Phone }): ReactNode {
  const { t } = useTranslation();
  const fail = useProblemMessage();
  const mayReveal = useMay('phone.reveal');
  const { seeingAs } = useSession();
  const [clear, setClear] = useState<string>();
  const reveal = async (): Promise<void> => {
    try {
      const { content } = await request<{ content: string }>(`/customers/${customerId}/phones/${phone.id}/reveal`, {
        method: 'POST',
      });
      setClear(content);
    } catch (error) {
      fail(error);
    }
  };
  return (
    <div className={styles.phone}>
      {clear ?? phone.content}
      {phone.masked && clear === undefined && mayReveal && !seeingAs && (
        <Button
          type="text"
          size="small"
          icon={<EyeOutlined />}
          aria-label={t('customer.reveal')}
          onClick={() => void reveal()}
        />
      )}
    </div>
  );
}
