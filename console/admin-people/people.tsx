import type { ReactNode } from 'react';

export function People(): ReactNode {
  return null;
}
