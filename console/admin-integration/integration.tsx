import type { ReactNode } from 'react';

export function Integration(): ReactNode {
  return null;
}
