import { Dropdown, type DropdownProps, type MenuProps } from 'antd';
import { type ReactNode, useRef } from 'react';

interface Props extends Required<Pick<DropdownProps, 'children'>> {
  readonly menu: MenuProps;
}

/** A menu below its button: the arrows move in it at once, and its end gives the focus back to the button. */
export function Menu({ menu, children }: Props): ReactNode {
  const opener = useRef<Element>(null);
  const giveBack = (): void => {
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      menu={{
        ...menu,
        onClick: (chosen) => {
          // The key that chose would press the first button of the dialog that opens, as well.
          chosen.domEvent.preventDefault();
          giveBack();
          menu.onClick?.(chosen);
        },
      }}
      onOpenChange={(open) => {
        if (open) opener.current = document.activeElement;
        else setTimeout(() => isLeft(document.activeElement) && giveBack(), 0);
      }}
    >
      {children}
    </Dropdown>
  );
}

/** Whether nothing but the closed menu has the focus: not what was clicked instead of it. */
function isLeft(active: Element | null): boolean {
  return active === document.body || Boolean(active?.closest('[role="menu"]'));
}
