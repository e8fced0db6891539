import { useBlocker } from '@tanstack/react-router';
import { App, Modal, type ModalProps } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isTyping } from './keys.ts';
import { useFocusBack } from './use-focus-back.ts';

/**
 * A dialog that begins at its first field, where antd begins at the cross that closes it, and gives the focus back. Escape, Back and
 * leaving the page ask before they throw away what was typed.
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
  const mayDiscard = (): Promise<boolean> =>
    new Promise((resolve) => {
      modal.confirm({
        title: t('parts.discard'),
        okText: t('parts.discardOk'),
        okButtonProps: { danger: true },
        cancelText: t('parts.discardCancel'),
        autoFocusButton: 'cancel',
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    });
  // What is being saved is lost no more, and saving it may lead elsewhere.
  const holds = (): boolean => rest.open === true && rest.confirmLoading !== true && isTypedIn.current;
  useBlocker({
    shouldBlockFn: async () => holds() && !(await mayDiscard()),
    enableBeforeUnload: holds,
  });
  const cancel: ModalProps['onCancel'] = (event) => {
    if (event.type !== 'keydown' || !isTypedIn.current) {
      onCancel?.(event);
      return;
    }
    void mayDiscard().then((may) => may && onCancel?.(event));
  };
  return (
    <Modal
      // A click beside it would throw away what was typed.
      mask={{ closable: false }}
      {...rest}
      onCancel={cancel}
      afterOpenChange={(open) => {
        if (open) begin();
        else isTypedIn.current = false;
        afterOpenChange?.(open);
      }}
    >
      <div ref={body} onInput={({ target }) => (isTypedIn.current ||= isTyping(target))}>
        {children}
      </div>
    </Modal>
  );
}
