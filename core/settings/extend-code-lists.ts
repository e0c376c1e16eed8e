import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { EffectiveSettings } from './tenant-settings.ts';

/**
 * The code lists with a tenant's own codes behind ours. The version names them, so that judging with other codes is another
 * evaluation. Codes are compared as the lists' patterns are: upper case, without white space, `-`, `_`, `/`.
 */
export function extendCodeLists(
  codeLists: CodeLists,
  { certifications, complianceFlags }: EffectiveSettings['codeLists'],
): CodeLists {
  const moreCertifications = additions(certifications);
  const moreFlags = additions(complianceFlags);
  if (moreCertifications.length + moreFlags.length === 0) return codeLists;
  return {
    ...codeLists,
    version: [
      codeLists.version,
      ...moreCertifications.map(({ code }) => `certification ${code}`),
      ...moreFlags.map(({ code }) => `flag ${code}`),
    ].join('; '),
    certifications: [...codeLists.certifications, ...moreCertifications],
    complianceFlags: [...codeLists.complianceFlags, ...moreFlags],
  };
}

function additions(codes: readonly string[]): CodeLists['certifications'] {
  const compact = codes.map((code) => code.toUpperCase().replaceAll(/[\s_/-]/g, ''));
  return [...new Set(compact)]
    .toSorted()
    .map((code) => ({ code, pattern: `^${code.replaceAll(/[.+]/g, String.raw`\$&`)}$` }));
}
