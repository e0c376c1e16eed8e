import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../errors.ts';

const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(errorCodes, value);

/** Why something was not done, as data: the reader's sentence is rendered from code and parameters. */
export const fault = z.strictObject({
  code: z.custom<ErrorCode>(isErrorCode, 'expected one of the error codes'),
  parameters: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]),
  ),
  /** The same call may succeed later without anybody changing anything. */
  retryable: z.boolean(),
  /** The English sentence, for a report behind a disclosure; it may name paths, never values of rows. */
  details: z.string(),
});

export type Fault = z.infer<typeof fault>;
