/** Whether text names an IANA time zone. Newer JavaScript also takes offsets ("+02:00") for zones; DuckDB does not. */
export function isTimezone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
