/** Mailboxes and phone numbers: what they are after normalisation, and whether they can be one. */

/** The domain (all after the last @) in lower case. */
export function readEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return text.slice(0, at + 1) + (at < 0 ? text : text.slice(at + 1).toLowerCase());
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const dotAtom = `${atom}+(?:\\.${atom}+)*`;
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const literal = '\\[[ !-Z^-~]*\\]';
const address = `(?:${dotAtom}|${quoted})@(?:${dotAtom}|${literal})`;
const mailbox = new RegExp(`^(?:${address}|(?:${atom}| |${quoted})*<${address}>)$`);

/** RFC 5322 section 3.4: addr-spec, or an optional display name and <addr-spec>; no comments, no obsolete forms. */
export const isMailbox = (text: string): boolean => mailbox.test(text);

/** Separators removed and the extension split off; a text that is no number at all is left as written. */
export function readPhone(text: string): string {
  const main = /^(.*?)[\s,;]*(?:ext(?:ension|n)?\.?|x|#)\s*[:.=]?\s*[0-9]{1,7}$/isu.exec(text)?.[1] ?? text;
  const bare = main.replace(/[\s().\-/\u2010-\u2015]/gu, '');
  return /^\+?[0-9]+$/u.test(bare) ? bare : text;
}

export const isPhone = (text: string): boolean => /^\+[1-9][0-9]{6,14}$/u.test(text);
