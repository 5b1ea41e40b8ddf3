/** The typed forms of a customer's profile that are more than one text. */
export interface Birthday {
  year?: number | null;
  month: number;
  day: number;
}

/** `05-20`, `1990-05-20`, `1990/5/20`, `5月20日`; undefined when it is none of these. */
export function parseBirthday(typed: string): Birthday | undefined {
  const numbers = typed.normalize('NFKC').match(/\d+/g)?.map(Number) ?? [];
  const [first = 0, second = 0, third] = numbers;
  if (numbers.length === 2) return checked({ year: null, month: first, day: second });
  if (numbers.length === 3 && third !== undefined) return checked({ year: first, month: second, day: third });
  return undefined;
}

function checked(birthday: Birthday): Birthday | undefined {
  const { year, month, day } = birthday;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (year != null && (year < 1850 || year > 2200)) return undefined;
  return birthday;
}

export function birthdayText(birthday: Birthday | null | undefined): string {
  if (!birthday) return '';
  const part = (value: number) => String(value).padStart(2, '0');
  const days = `${part(birthday.month)}-${part(birthday.day)}`;
  return birthday.year ? `${birthday.year}-${days}` : days;
}

/** `VIP, 常客 豆花` as three tags, each once. */
export function parseTags(typed: string | undefined): string[] {
  return [...new Set((typed ?? '').split(/[\s,，、;；]+/).filter(Boolean))];
}
