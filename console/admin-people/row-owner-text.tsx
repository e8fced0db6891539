import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { OwnerType } from './row-owner.tsx';

/** To whom a row belongs: by name where the console has it, else by a link to them. */
export function RowOwnerText({ ownerType, owner }: { ownerType: OwnerType; owner: string }): ReactNode {
  const { t } = useTranslation();
  const { agents, departments } = useDirectory();
  const kind = t(`people.ownerTypes.${ownerType}`);
  switch (ownerType) {
    case 'company':
      return (
        <Link to="/companies/$id" params={{ id: owner }}>
          {kind} #{owner}
        </Link>
      );
    case 'contacter':
      return (
        <Link to="/customers/$id" params={{ id: owner }}>
          {kind} #{owner}
        </Link>
      );
    case 'servicer':
      return agents.find((one) => one.id === owner)?.name ?? `${kind} #${owner}`;
    case 'servicerGroup':
      return departments.find((one) => one.id === owner)?.name ?? `${kind} #${owner}`;
    case 'agent':
      return kind;
  }
}
