import { actions, states } from './zh-CN/common.ts';
import { search } from './zh-CN/search.ts';
import { shell } from './zh-CN/shell.ts';
import { signIn } from './zh-CN/sign-in.ts';

/** Every text of the console in Chinese: the language that the English one is checked against. */
export const zhCN = { actions, states, search, shell, signIn };

/** The shape that every language must have. */
export type Texts = TextsOf<typeof zhCN>;
type TextsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextsOf<T[K]> };
