import type { ReactNode } from 'react';

export function Transfers(): ReactNode {
  return null;
}
