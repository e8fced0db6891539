import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Texts for names that the server gives, some of which this console may not know: `otherwise` stands for those. */
export function useTextOr(): (key: string, otherwise: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (key, otherwise) => {
      const isKnown: boolean = i18n.exists(key);
      return isKnown ? t(key as 'states.none') : otherwise;
    },
    [t, i18n],
  );
}
