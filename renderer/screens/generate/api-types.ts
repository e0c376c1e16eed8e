import type { ApiClient } from '../../../contracts/api/index.ts';

export type GenerateOptions = Awaited<ReturnType<ApiClient['generate']['options']>>;
export type Sample = Awaited<ReturnType<ApiClient['generate']['distributions']>>;
