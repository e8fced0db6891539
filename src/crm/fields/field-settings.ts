import type { FieldSettings } from '#crm/access/directory.ts';

/** The settings column of a field; null stands for none. */
export function parseFieldSettings(text: string | null): FieldSettings {
  return text === null ? {} : (JSON.parse(text) as FieldSettings);
}

/** What parseFieldSettings reads back; null when nothing is set. */
export function formatFieldSettings(settings: FieldSettings): string | null {
  const text = JSON.stringify(settings);
  return text === '{}' ? null : text;
}
