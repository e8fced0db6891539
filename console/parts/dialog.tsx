import { App, Modal, type ModalProps } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from './use-focus-back.ts';

/**
 * A dialog that begins at its first field, where antd begins at the cross that closes it, and gives the focus back. Escape asks before
 * it throws away what was typed.
 */
export function Dialog({ children, afterOpenChange, onCancel, ...rest }: ModalProps): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const body = useRef<HTMLDivElement>(null);
  const isTypedIn = useRef(false);
  useFocusBack();
  const begin = (): void => {
    if (body.current?.contains(document.activeElement) === true) return;
    body.current?.querySelector<HTMLElement>('input:enabled, textarea:enabled')?.focus();
  };
  const cancel: ModalProps['onCancel'] = (event) => {
    if (event.type !== 'keydown' || !isTypedIn.current) {
      onCancel?.(event);
      return;
    }
    modal.confirm({
      title: t('parts.discard'),
      okText: t('parts.discardOk'),
      okButtonProps: { danger: true },
      cancelText: t('parts.discardCancel'),
      autoFocusButton: 'cancel',
      onOk: () => onCancel?.(event),
    });
  };
  return (
    <Modal
      // A click beside it would throw away what was typed.
      mask={{ closable: false }}
      {...rest}
      onCancel={cancel}
      afterOpenChange={(open) => {
        if (open) begin();
        afterOpenChange?.(open);
      }}
    >
      <div ref={body} onInput={() => (isTypedIn.current = true)}>
        {children}
      </div>
    </Modal>
  );
}
