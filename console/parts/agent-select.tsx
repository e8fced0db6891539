import { Select, type SelectProps } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory, useSession } from '@/api/session.ts';
import type { Id } from '@/api/shapes.ts';
import { contains } from './contains.ts';

type Props = Omit<SelectProps<Id | null>, 'options'> & {
  /** Also offers "me" and "none", as a filter has them. */
  readonly asFilter?: boolean;
};

/** Active agents, oneself first. */
export function AgentSelect({ asFilter = false, value, ...rest }: Props): ReactNode {
  const { t } = useTranslation();
  const { agents } = useDirectory();
  const me = useSession().agent.id;
  const options = useMemo(() => {
    const all = agents
      .filter((agent) => agent.state === 'active' || agent.id === value)
      .map((agent) => ({ value: agent.id, label: `${agent.loginNo} ${agent.name}` }));
    const special = [
      { value: 'me', label: t('parts.me') },
      { value: 'none', label: t('parts.inPool') },
    ];
    return asFilter ? [...special, ...all] : all.toSorted((a, b) => Number(b.value === me) - Number(a.value === me));
  }, [agents, asFilter, me, t, value]);
  return (
    <Select<Id | null>
      allowClear
      showSearch={{ filterOption: contains }}
      popupMatchSelectWidth={false}
      {...rest}
      value={value ?? null}
      options={options}
    />
  );
}
