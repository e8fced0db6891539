import i18next from 'i18next';

/** Texts one after another, parted as the language on show parts them. */
export function listed(texts: readonly string[]): string {
  return texts.join(i18next.t('parts.between'));
}
