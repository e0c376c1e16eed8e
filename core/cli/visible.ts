/**
 * Text from outside (file names, arguments) as a terminal may print it: control characters, which could move the cursor or rewrite
 * what was said, are spelled out. Line breaks and tabs stay.
 */
export const visible = (text: string): string =>
  text.replaceAll(
    /(?![\t\n])\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
