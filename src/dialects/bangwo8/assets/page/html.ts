import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageState } from './state.ts';
import { texts, type Language } from './texts.ts';

/*
 * Plain HTML and one script, about 20 kB together, rather than the console's build: React alone would be several times that,
 * and the page has one table and one list to draw. Both stand in the page itself, so that opening it takes one request.
 */
const script = withoutComments(readFileSync(join(import.meta.dirname, 'browser', 'picker.js'), 'utf8'));
const style = readFileSync(join(import.meta.dirname, 'browser', 'picker.css'), 'utf8');

/**
 * What a page may do: run the script above and talk to us, nothing else; so no text of a table or an address can become code.
 * @param framedBy an origin, or null for our own pages; '*' for a page that tells nothing
 */
export function securityPolicy(framedBy: string | null): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy ?? "'self'"}`,
  ].join('; ');
}

export function pickerHtml(language: Language, state: PageState, notes: readonly string[]): string {
  const text = texts[language];
  const title = escape(state.title);
  const noted = notes.map((note) => `<li>${escape(note)}</li>`).join('');
  return document(
    language,
    title,
    `<main>
<header>
<h1>${title}</h1>
<div class="tools">
<input type="search" id="search" aria-label="${text.search}" placeholder="${text.search}" autocomplete="off" maxlength="200">
<button type="button" id="columns" aria-expanded="false" aria-controls="panel">${text.columns}</button>
<ul id="panel" aria-label="${text.columns}" hidden></ul>
</div>
</header>
${noted === '' ? '' : `<ul class="notes">${noted}</ul>`}
<div id="scroll" role="region" aria-label="${title}" tabindex="0">
<table id="rows"><caption class="hidden">${title}</caption><thead></thead><tbody></tbody></table>
</div>
<footer>
<p id="status" role="status"></p>
<nav aria-label="${text.pages}">
<button type="button" id="previous">${text.previous}</button>
<button type="button" id="next">${text.next}</button>
</nav>
</footer>
</main>
<script type="application/json" id="state">${jsonInHtml(state)}</script>
<script type="module">${script}</script>`,
  );
}

export function refusalHtml(language: Language, title: string, detail: string): string {
  return document(
    language,
    escape(title),
    `<main class="refusal">
<h1>${escape(title)}</h1>
<p>${escape(detail)}</p>
</main>`,
  );
}

function document(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${texts[language].htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** No `<` is left that could end the script element or open a comment in it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Types stand in comments; those of a line by themselves and those before a bracket. */
function withoutComments(text: string): string {
  return text.replaceAll(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '').replaceAll(/\/\*\* @type [^\n]*?\*\/ /g, '');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
