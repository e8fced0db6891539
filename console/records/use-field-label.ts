import { useCallback } from 'react';
import { useDirectory } from '@/api/session.ts';
import type { RecordName } from '@/api/shapes.ts';
import { useTextOr } from '@/i18n/use-text-or.ts';

/** The texts that name a record's fields. */
const textsOf = { customer: 'customers', company: 'companies', opportunity: 'opportunities' } as const;

/**
 * What a field is called in the console's language, by its name in changes (`deal_flag`, `field:12`), in a PATCH (`dealFlag`) or in an
 * import (`field:vip_no`): a custom one by the tenant's present name for it. `told` stands for what has no such name.
 */
export function useFieldLabel(record: RecordName | undefined): (name: string, told: string) => string {
  const textOr = useTextOr();
  const { fields } = useDirectory();
  return useCallback(
    (name, told) => {
      if (record === undefined) return told;
      const custom = /^field:(.+)$/.exec(name)?.[1];
      if (custom !== undefined) {
        const own = fields[record].find((one) => one.id === custom || one.key === custom);
        return own?.label ?? told;
      }
      const member = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return textOr(`${textsOf[record]}.fields.${member}`, told);
    },
    [textOr, fields, record],
  );
}
