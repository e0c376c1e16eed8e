import { defineConfig } from 'vitest/config';

const node = { environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{long,interop,faults,spark,electron,e2e}.test.ts'],
        },
      },
      { test: { ...node, name: 'long', include: ['test/**/*.long.test.ts'], testTimeout: 900_000 } },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          ...node,
          name: 'electron',
          include: ['test/electron/**/*.electron.test.ts'],
          globalSetup: 'test/electron/setup.ts',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...node,
          name: 'faults',
          include: ['test/faults/**/*.faults.test.ts'],
          testTimeout: 3_600_000,
        },
      },
      {
        test: {
          ...node,
          name: 'interop',
          include: ['test/interop/**/*.interop.test.ts'],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          ...node,
          name: 'spark',
          include: ['test/interop/**/*.spark.test.ts'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});
