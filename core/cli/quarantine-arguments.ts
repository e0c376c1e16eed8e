import { InvalidArgumentError } from 'commander';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';

export function reasonArgument(text: string): ViolationCode {
  const code = text.trim().toUpperCase();
  if (isCode(code)) return code;
  throw new InvalidArgumentError(`${code} is not a violation code; \`quayside contracts show\` lists them.`);
}

const isCode = (text: string): text is ViolationCode => Object.hasOwn(violationCodes, text);

export function fieldArgument(text: string): string {
  if (datasetNames.some((dataset) => contracts[dataset].fields.some(({ name }) => name === text)))
    return text;
  throw new InvalidArgumentError(`${text} is not a field; \`quayside contracts show\` lists them.`);
}
