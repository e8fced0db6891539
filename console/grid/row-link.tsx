import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

/**
 * A link in a cell. The router's own looks anew at every navigation, and a list has a hundred of them while each keystroke in a filter
 * navigates.
 */
export function RowLink({
  href,
  className,
  children,
}: {
  href: string;
  className: string | undefined;
  children: ReactNode;
}): ReactNode {
  const navigate = useNavigate();
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate({ href });
  };
  return (
    <a href={href} tabIndex={-1} className={className} onClick={open}>
      {children}
    </a>
  );
}
