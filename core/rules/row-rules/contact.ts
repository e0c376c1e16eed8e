import { sql } from '../../sql/sql.ts';
import { type Compile, value } from '../compiled-rule.ts';
import { jsonLiteral, matches } from '../dialect.ts';

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const dotAtom = `${atom}+(?:\\.${atom}+)*`;
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const literal = '\\[[ !-Z^-~]*\\]';
const address = `(?:${dotAtom}|${quoted})@(?:${dotAtom}|${literal})`;

/**
 * A mailbox of RFC 5322 section 3.4 without comments and obsolete forms: addr-spec, or an optional display name and <addr-spec>.
 * A domain of a single label is one.
 */
export const mailboxPattern = `${address}|(?:${atom}| |${quoted})*<${address}>`;

/** E.164: a plus and 7 to 15 digits that do not start with 0. */
export const phonePattern = '\\+[1-9][0-9]{6,14}';

export const mailbox: Compile<'mailbox'> = ({ field }) => ({
  // A text without @ needs no regular expression.
  violated: sql`NOT (contains(${value(field)}, '@') AND ${matches(value(field), mailboxPattern)})`,
  expected: jsonLiteral({ format: 'RFC 5322 mailbox' }),
  inputs: [field],
});

export const phone: Compile<'phone'> = ({ field }) => ({
  violated: sql`NOT ${matches(value(field), phonePattern)}`,
  expected: jsonLiteral({ format: 'E.164' }),
  inputs: [field],
});
