import { Parser } from 'htmlparser2';

/** The text of an HTML fragment: tags and comments off, entities decoded, everything else as it stands. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html;
  let text = '';
  const parser = new Parser(
    {
      ontext: (part) => {
        text += part;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return text;
}
