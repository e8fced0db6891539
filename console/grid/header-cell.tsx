import { type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from './grid.tsx';
import styles from './grid.module.css';

const NARROWEST = 60;
const WIDEST = 600;

interface Props<Row> {
  readonly column: GridColumn<Row>;
  readonly resize: ((key: string, width: number) => void) | undefined;
  readonly move: ((key: string, to: string) => void) | undefined;
}

/** A column's heading: dragged to another place, widened at its right edge (by arrows as well). */
export function HeaderCell<Row>({ column, resize, move }: Props<Row>): ReactNode {
  const { t } = useTranslation();
  const { field, width } = column;
  const [over, setOver] = useState(false);

  const drag = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const follow = (moved: globalThis.PointerEvent): void => resize?.(field.key, between(width + moved.clientX - from));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', follow), { once: true });
  };
  return (
    <div
      role="columnheader"
      className={styles.heading}
      data-over={over}
      draggable={move !== undefined}
      onDragStart={(event) => event.dataTransfer.setData('text/huiliu-column', field.key)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('text/huiliu-column')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const key = event.dataTransfer.getData('text/huiliu-column');
        if (key !== '' && key !== field.key) move?.(key, field.key);
      }}
    >
      <span className={styles.text}>{field.label}</span>
      {resize !== undefined && (
        <span
          role="separator"
          aria-orientation="vertical"
          aria-label={t('grid.width', { name: field.label })}
          aria-valuenow={width}
          aria-valuemin={NARROWEST}
          aria-valuemax={WIDEST}
          tabIndex={0}
          className={styles.handle}
          onPointerDown={drag}
          onKeyDown={(event) => {
            const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
            if (step === undefined) return;
            event.preventDefault();
            event.stopPropagation();
            resize(field.key, between(width + step));
          }}
          draggable
          onDragStart={(event) => {
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      )}
    </div>
  );
}

function between(width: number): number {
  return Math.round(Math.max(NARROWEST, Math.min(width, WIDEST)));
}
