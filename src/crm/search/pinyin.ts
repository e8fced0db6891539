import { pinyin } from 'pinyin-pro';
import { fold } from './fold.ts';

export interface NamePinyin {
  /** The likeliest full pinyin without tones or blanks, other characters as they stand, lower case; what icsoc shows. */
  readonly pinyin: string;
  /** Full pinyin and initials in every reading of polyphones (up to a bound), parted by blanks; what search compares with. */
  readonly key: string;
}

/** Surnames are read as surnames (单 shan, 曾 zeng) in the shown form; search knows every reading. */
export function pinyinOf(name: string): NamePinyin {
  const known = recent.get(name);
  if (known !== undefined) return known;
  const made = make(name);
  if (recent.size >= MOST_RECENT) recent.clear();
  recent.set(name, made);
  return made;
}

/** Names repeat a lot, and a reading costs several microseconds. */
const recent = new Map<string, NamePinyin>();
const MOST_RECENT = 20_000;
const MOST_VARIANTS = 8;
/** Longer names are mostly firms' (重庆银行), whose first character is no surname. */
const LONGEST_PERSON = 3;
/** Beyond this a text is no person's name: only its likeliest reading is kept. */
const LONGEST_NAME = 12;

function make(name: string): NamePinyin {
  if (!HAN.test(name)) {
    const plain = fold(name).replaceAll(' ', '');
    return { pinyin: plain, key: plain };
  }
  const characters = [...name];
  const single = characters.map(onlyReading);
  if (single.every((reading) => reading !== undefined)) return ofOneReading(single);
  const surname = characters.length <= LONGEST_PERSON ? 'head' : 'off';
  const likeliest = pinyin(name, { toneType: 'none', type: 'array', surname, v: true }).map(clean);
  const variants =
    characters.length === likeliest.length && characters.length <= LONGEST_NAME
      ? readings(characters, likeliest)
      : [likeliest];
  const words = new Set<string>();
  for (const variant of variants) words.add(variant.join(''));
  for (const variant of variants) words.add(variant.map((syllable) => syllable.slice(0, 1)).join(''));
  words.delete('');
  return { pinyin: likeliest.join(''), key: [...words].join(' ') };
}

const HAN = /\p{Script=Han}/u;

/** No character can be read in two ways, as in most names: nothing has to be looked up in the dictionary of words. */
function ofOneReading(syllables: readonly string[]): NamePinyin {
  const whole = syllables.join('');
  let initials = '';
  for (const syllable of syllables) initials += syllable.charAt(0);
  return { pinyin: whole, key: whole === initials ? whole : `${whole} ${initials}` };
}

/** Undefined for a character that isn't Chinese or has several readings. */
function onlyReading(character: string): string | undefined {
  const all = readingsOf(character);
  return all.length === 1 ? all[0] : undefined;
}

function clean(part: string): string {
  return fold(part).replaceAll(' ', '');
}

function readings(characters: readonly string[], likeliest: readonly string[]): string[][] {
  let variants: string[][] = [[]];
  characters.forEach((character, index) => {
    const options = new Set([likeliest[index]!, ...readingsOf(character)]);
    const room = Math.max(1, Math.floor(MOST_VARIANTS / variants.length));
    variants = [...options].slice(0, room).flatMap((option) => variants.map((variant) => [...variant, option]));
  });
  return variants;
}

const readingsByCharacter = new Map<string, readonly string[]>();

function readingsOf(character: string): readonly string[] {
  let known = readingsByCharacter.get(character);
  if (known === undefined) {
    if (!HAN.test(character)) return [];
    known = [...new Set(pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true }).map(clean))];
    readingsByCharacter.set(character, known);
  }
  return known;
}
