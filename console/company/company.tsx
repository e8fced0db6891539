import type { ReactNode } from 'react';

export function CompanyPage(): ReactNode {
  return null;
}
