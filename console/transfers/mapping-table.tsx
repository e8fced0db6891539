import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { contains } from '@/parts/contains.ts';
import type { ImportFile, Mapping } from './import-dialog.tsx';
import styles from './transfers.module.css';
import { useTargetLabel } from './use-target-label.ts';

interface Props {
  readonly file: ImportFile;
  readonly mapping: Mapping;
  set(mapping: Mapping): void;
}

/** Which column fills what. Each target is filled once. */
export function MappingTable({ file, mapping, set }: Props): ReactNode {
  const { t } = useTranslation();
  const labelOf = useTargetLabel(file.record);
  const used = new Set(Object.values(mapping));
  return (
    <div className={styles.mapping} role="table" aria-label={t('transfers.steps.columns')}>
      {file.columns.map((column) => {
        const chosen = mapping[column.name] ?? null;
        return (
          <div key={column.name} role="row" className={styles.column}>
            <b role="cell">{column.name}</b>
            <span role="cell" className={styles.samples}>
              {column.samples
                .filter((sample) => sample !== '')
                .slice(0, 3)
                .join(' · ')}
            </span>
            <span role="cell">
              <Select
                allowClear
                style={{ width: '100%' }}
                aria-label={t('transfers.targetOf', { column: column.name })}
                placeholder={t('transfers.leaveOut')}
                showSearch={{ filterOption: contains }}
                value={chosen}
                options={file.targets
                  .filter((target) => target.key === chosen || !used.has(target.key))
                  .map((target) => ({
                    value: target.key,
                    label: target.required ? `${labelOf(target)} *` : labelOf(target),
                  }))}
                onChange={(target: string | null | undefined) => set({ ...mapping, [column.name]: target ?? null })}
              />
            </span>
          </div>
        );
      })}
    </div>
  );
}
