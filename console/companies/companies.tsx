import type { ReactNode } from 'react';

export function Companies(): ReactNode {
  return null;
}
