/** The filter of a select's own search: any part of the label, whatever its case. */
export function contains(text: string, option: { label?: unknown } | undefined): boolean {
  return typeof option?.label === 'string' && option.label.toLowerCase().includes(text.trim().toLowerCase());
}
