/**
 * The stems that guessers try first, here and in China. Kept short on purpose: guessing over the wire is stopped by the
 * lock-out; this only keeps out what falls to the first handful of tries.
 */
const stems = [
  'password',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'admin',
  'administrator',
  'root',
  'qwerty',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx',
  '1q2w3e4r',
  '1q2w3e4r5t',
  'qazwsx',
  'qazwsxedc',
  'abc',
  'abcd',
  'abcdefgh',
  'iloveyou',
  'letmein',
  'welcome',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'woaini',
  'woaini1314',
  'woaiwojia',
  '5201314',
  '1314520',
  '147258369',
  '987654321',
  '88888888',
  'a123456',
  'aa123456',
  'wang',
  'zhang',
  'huiliu',
  'changeme',
  'default',
  'guest',
  'test',
  'user',
  'master',
  'superman',
  'trustno1',
  'computer',
  'internet',
  'hello',
  'login',
  'secret',
];
const stemSet = new Set(stems);

/** @param folded the password in lower case */
export function isCommonPassword(folded: string): boolean {
  if (isRun(folded)) return true;
  const stem = folded.replace(/[\d!@#$%^&*._-]{0,8}$/, '');
  const digits = folded.slice(stem.length).replace(/\D/g, '');
  if (stemSet.has(folded)) return true;
  return stemSet.has(stem) && (digits === '' || isRun(digits) || isYear(digits) || new Set(digits).size === 1);
}

/** Characters that follow each other, up or down: 12345678, abcdefgh, 87654321. */
function isRun(text: string): boolean {
  const steps = Array.from(text.slice(1), (character, i) => character.charCodeAt(0) - text.charCodeAt(i));
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9);
}

function isYear(digits: string): boolean {
  return /^(19|20)\d\d$/.test(digits);
}
