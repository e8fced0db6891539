import { Popover, type PopoverProps } from 'antd';
import { type ReactNode, type RefObject, Suspense, useEffect, useRef } from 'react';

interface Props extends Required<Pick<PopoverProps, 'children' | 'placement'>> {
  readonly title?: string;
  readonly content: ReactNode;
  /** Holds the room of a content that is being loaded. */
  readonly loading?: ReactNode;
  readonly open: boolean;
  setOpen(open: boolean): void;
}

/** Controls below their button: the focus goes to the first of them, and their end gives it back to the button. */
export function Panel({ open, setOpen, title, content, loading, placement, children }: Props): ReactNode {
  const opener = useRef<Element>(null);
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) return;
    // What was clicked instead of it keeps the focus.
    const { activeElement } = document;
    const isLeft = activeElement === document.body || inside.current?.contains(activeElement) === true;
    if (isLeft && opener.current instanceof HTMLElement) opener.current.focus();
  }, [open]);
  return (
    <Popover
      trigger="click"
      placement={placement}
      title={title}
      open={open}
      onOpenChange={(next) => {
        if (next) opener.current = document.activeElement;
        setOpen(next);
      }}
      afterOpenChange={(isOpen) => isOpen && focusFirst(inside.current)}
      content={
        <Suspense fallback={loading}>
          <Controls self={inside}>{content}</Controls>
        </Suspense>
      }
    >
      {children}
    </Popover>
  );
}

/** Those that come only when the panel is open already take the focus then. */
function Controls({ self, children }: { self: RefObject<HTMLDivElement | null>; children: ReactNode }): ReactNode {
  useEffect(() => focusFirst(self.current), [self]);
  return <div ref={self}>{children}</div>;
}

function focusFirst(controls: HTMLElement | null): void {
  controls?.querySelector<HTMLElement>('input:enabled, button:enabled, a[href]')?.focus({ preventScroll: true });
}
