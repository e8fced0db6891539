import { Checkbox } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { demandable, useRequired } from '@/records/use-required.ts';
import { useFieldLabel } from '@/records/use-field-label.ts';
import styles from './people.module.css';
import { useAdminSave } from './use-admin-save.ts';

/** Which of the system's own fields must be given, on icsoc and in the console. */
export function RequiredSystem({ record }: { record: keyof typeof demandable }): ReactNode {
  const { t } = useTranslation();
  const { act } = useAdminSave();
  const required = useRequired(record);
  const labelOf = useFieldLabel(record);
  return (
    <div className={styles.system} role="group" aria-label={t('people.requiredSystem')}>
      <span>{t('people.requiredSystem')}</span>
      {Object.entries(demandable[record]).map(([member, key]) => (
        <Checkbox
          key={key}
          checked={required(member)}
          disabled={member === 'name'}
          onChange={({ target }) => act('PUT', `/admin/required-fields/${record}/${key}`, { required: target.checked })}
        >
          {labelOf(member, member)}
        </Checkbox>
      ))}
    </div>
  );
}
