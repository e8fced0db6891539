import { Modal, type ModalProps } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useFocusBack } from './use-focus-back.ts';

/** A dialog that begins at its first field, where antd begins at the cross that closes it, and gives the focus back. */
export function Dialog({ children, afterOpenChange, ...rest }: ModalProps): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  useFocusBack();
  const begin = (): void => {
    if (body.current?.contains(document.activeElement) === true) return;
    body.current?.querySelector<HTMLElement>('input:enabled, textarea:enabled')?.focus();
  };
  return (
    <Modal
      // A click beside it would throw away what was typed.
      mask={{ closable: false }}
      {...rest}
      afterOpenChange={(open) => {
        if (open) begin();
        afterOpenChange?.(open);
      }}
    >
      <div ref={body}>{children}</div>
    </Modal>
  );
}
