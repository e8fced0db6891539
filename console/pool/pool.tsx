import type { ReactNode } from 'react';

export function Pool(): ReactNode {
  return null;
}
