/** UTC ms of a time in the seeds' zone: `YYYY-MM-DD HH:MM`, with seconds or without, with a blank or a T. */
export function shanghai(time: string): number {
  return Date.parse(`${time.replace(' ', 'T')}+08:00`);
}
