import type { Directory } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import type { Editor } from './editor.ts';

/** In words what an editor handed back, which isn't stored yet. */
export function inputText(editor: Editor, value: unknown, directory: Directory): string {
  if (value === null || value === undefined) return '';
  switch (editor.kind) {
    case 'option':
      return directory.dictionaries[editor.dictionary]?.find((entry) => entry.id === value)?.name ?? '';
    case 'agent':
      return directory.agents.find((agent) => agent.id === value)?.name ?? '';
    case 'assignment': {
      const { agent, department } = value as { agent: string | null; department: string | null };
      const person = directory.agents.find((one) => one.id === agent);
      return person?.name ?? directory.departments.find((one) => one.id === department)?.name ?? '';
    }
    case 'choice':
      return editor.options.find((option) => option.id === value)?.label ?? '';
    case 'choices':
    case 'path': {
      const labels = (value as readonly string[]).map((id) => editor.options.find((option) => option.id === id)?.label);
      const known = labels.filter((label) => label !== undefined);
      return editor.kind === 'path' ? known.join(' / ') : listed(known);
    }
    case 'stars':
      return '★'.repeat(Number(value));
    default:
      return Array.isArray(value) ? listed(value.map(partText)) : String(value);
  }
}

function partText(part: unknown): string {
  return typeof part === 'object' && part !== null && 'name' in part ? String(part.name) : String(part);
}
