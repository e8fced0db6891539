import type { ReactNode } from 'react';

export function Opportunities(): ReactNode {
  return null;
}
