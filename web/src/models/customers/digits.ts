/** Long numbers in the groups in which they are said. */

/**
 * A phone number in parts that, put together, are the number again: a Chinese mobile number as +86, three, four and four
 * digits; another one from the end in fours. Masked digits count as digits. What is no number stays whole.
 */
export function digitGroups(value: string): string[] {
  const chinese = /^(\+86)?([1*][\d*]{2})([\d*]{4})([\d*]{4})$/.exec(value);
  if (chinese) return chinese.slice(1).filter((part) => part !== undefined && part !== '');
  if (!/^\+?[\d*]{7,15}$/.test(value)) return [value];
  const groups: string[] = [];
  let rest = value;
  while (rest.length > 5) {
    groups.unshift(rest.slice(-4));
    rest = rest.slice(0, -4);
  }
  return [rest, ...groups];
}
