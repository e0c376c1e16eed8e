import { ORPCError } from '@orpc/client';
import { type Fault, fault } from '../../contracts/api/fault.ts';

/** Any failure of a call as data that a sentence is made of. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ORPCError && error.code === 'REFUSED') {
    const parsed = fault.safeParse(error.data);
    if (parsed.success) return parsed.data;
  }
  const parsed = fault.safeParse(error);
  if (parsed.success) return parsed.data;
  if (isAbort(error)) return { code: 'CANCELLED', parameters: {}, retryable: true, details: String(error) };
  return { code: 'INTERNAL', parameters: {}, retryable: true, details: detailsOf(error) };
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

const detailsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
