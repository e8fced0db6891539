import { type ReactNode, useState } from 'react';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './reports.module.css';

interface Props {
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly (string | number)[] }[];
}

export const SHOWN_AT_FIRST = 6;

/** The figures behind a chart. */
export function FigureTable({ head, rows }: Props): ReactNode {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      {/* Scrolled by the keyboard too. */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={head[0]}>
        <table className={styles.table}>
          <thead>
            <tr>
              {head.map((name, at) => (
                // oxlint-disable-next-line react/no-array-index-key
                <th key={`${name}-${at}`} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key}>
                {row.cells.map((cell, at) =>
                  at === 0 ? (
                    <th key="name" scope="row">
                      {cell}
                    </th>
                  ) : (
                    // oxlint-disable-next-line react/no-array-index-key
                    <td key={at} data-zero={cell === 0}>
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > SHOWN_AT_FIRST && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? t('reports.fewer') : t('reports.allRows', { count: rows.length })}
        </Button>
      )}
    </>
  );
}
