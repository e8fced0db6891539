import { actions, states } from './en/common.ts';
import { search } from './en/search.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import type { Texts } from './zh-CN.ts';

/** Every text of the console in English. */
export const en: Texts = { actions, states, search, shell, signIn };
