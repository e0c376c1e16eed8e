import { contracts } from '../../contracts/data/contracts.ts';

const redacted = '[redacted]';

/** Keys under which raw cells and rows travel inside the product. */
const rowKeys = [
  'value',
  'values',
  'raw',
  'cell',
  'cells',
  'row',
  'rows_sample',
  'sample',
  'found',
  'key',
  'keys',
  'record',
];

const squeezed = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Every field that a contract marks as personal, in any spelling (`contact_email`, `contactEmail`, `raw__contact_email`). */
export const personalKeys: ReadonlySet<string> = new Set(
  Object.values(contracts).flatMap(({ fields }) =>
    fields.filter(({ pii }) => pii).flatMap(({ name }) => [squeezed(name), `raw${squeezed(name)}`]),
  ),
);

const rowValueKeys: ReadonlySet<string> = new Set(rowKeys.map(squeezed));

const secretKey =
  /passw|secret|token|authori[sz]ation|cookie|credential|signature|privatekey|apikey|accesskey|connectionstring|^dsn$|^pwd$|^headers?$/;

/** Secrets that stand inside a text: each pattern with what it becomes. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  // Credentials of a URL or connection string.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*(?::[^\s/?#]*)?@/gi, `$1${redacted}@`],
  // A signed URL's query.
  [/([?&](?:x-amz-[a-z-]+|sig|signature|token|key|code|access_token|api_key)=)[^&\s"']+/gi, `$1${redacted}`],
  // key=value and key: value of connection strings, command lines and headers; a quoted value to its end.
  [
    /((?:password|passwd|pwd|secret|token|api[-_ ]?key|secret[-_ ]?access[-_ ]?key|access[-_ ]?key(?:[-_ ]?id)?|account[-_ ]?key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s;,&]+)/gi,
    `$1${redacted}`,
  ],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${redacted}`],
  // AWS: an access key's id, and what has the length and alphabet of a secret key.
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, redacted],
  [
    /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]*[/+A-Z])(?=[A-Za-z0-9/+]*[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    redacted,
  ],
  // JSON Web Tokens, GitHub's and Slack's tokens.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, redacted],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|xox[a-z]-[A-Za-z0-9-]{10,})/g, redacted],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redacted],
  // E-mail addresses are personal wherever they stand.
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g, redacted],
];

const maxDepth = 8;

/**
 * A copy that may be logged: what stands under a key of personal data, of a row's values or of a secret is gone whatever it is, and
 * secrets inside other texts too. Takes anything, cyclic values as well.
 */
export const redact = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactAt(key, inner, 1)]));

export const redactText = (text: string): string =>
  secretTexts.reduce((clean, [pattern, becomes]) => clean.replace(pattern, becomes), text);

function redactAt(key: string, value: unknown, depth: number): unknown {
  return value !== undefined && value !== null && isSensitive(key) ? redacted : redactValue(value, depth);
}

function isSensitive(key: string): boolean {
  const name = squeezed(key);
  return personalKeys.has(name) || rowValueKeys.has(name) || secretKey.test(name) || key.startsWith('raw__');
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'bigint' ? value.toString() : value;
  if (depth >= maxDepth) return redacted;
  if (Array.isArray(value)) return value.map((inner) => redactValue(inner, depth + 1));
  // Errors and other things with a life of their own are described by whoever logs them.
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
    return redacted;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redactAt(key, inner, depth + 1)]),
  );
}
